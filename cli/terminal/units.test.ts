import { describe, expect, it } from 'vitest';
import { parseBudget, parseBytes, parseCount, parseDurationMs, parseSetting, parseWord } from './units.js';

describe('a count', () => {
  it('is a whole number within its bounds, both inclusive', () => {
    expect(['2', '9'].map((text) => parseCount('--n', text, 2, 9))).toEqual([2, 9]);
  });

  it.each(['1', '10', '', '3.5', '-3', '3 ', 'three', '1e1', '0x3'])('is not %j', (text) => {
    expect(() => parseCount('--n', text, 2, 9)).toThrow(
      `--n takes a whole number from 2 to 9, not '${text}'`,
    );
  });
});

describe('a budget', () => {
  it('is a whole number or inf', () => {
    expect(['0', '12', 'inf'].map((text) => parseBudget('--losses', text))).toEqual([0, 12, 'inf']);
  });

  it.each(['-1', 'infinity', '', '1.5', '99999999999999999999'])('is not %j', (text) => {
    expect(() => parseBudget('--losses', text)).toThrow('--losses takes a whole number, or inf for no limit');
  });
});

describe('a size', () => {
  it.each([
    ['512M', 512 * 2 ** 20],
    ['2G', 2 * 2 ** 30],
    ['1.5GB', 1.5 * 2 ** 30],
    ['64KiB', 65_536],
    ['3k', 3072],
    ['1T', 2 ** 40],
    ['700000000', 700_000_000],
  ])('%s is %d bytes', (text, bytes) => {
    expect(parseBytes('--memory-max', text)).toBe(bytes);
  });

  it.each(['', 'M', '5X', '-1G', '0', '1e3', '2 G B'])('is not %j', (text) => {
    expect(() => parseBytes('--memory-max', text)).toThrow('--memory-max takes a size such as 512M');
  });
});

describe('a time', () => {
  it.each([
    ['400ns', 0.0004],
    ['50us', 0.05],
    ['50µs', 0.05],
    ['500ms', 500],
    ['30s', 30_000],
    ['5m', 300_000],
    ['1.5h', 5_400_000],
    ['30', 30_000],
    ['0.5', 500],
  ])('%s is %d milliseconds', (text, milliseconds) => {
    expect(parseDurationMs('--time-max', text)).toBe(milliseconds);
  });

  it.each(['', 's', '5d', '-1', 'soon', '1m30s'])('is not %j', (text) => {
    expect(() => parseDurationMs('--time-max', text)).toThrow('--time-max takes a time such as 30s');
  });
});

describe('a setting', () => {
  it('may have further equals signs in its value', () => {
    expect(parseSetting('--set', 'rule=a=b')).toEqual(['rule', 'a=b']);
  });

  it.each(['', 'rule', '=a', 'rule='])('is not %j', (text) => {
    expect(() => parseSetting('--set', text)).toThrow(`--set takes knob=value, not '${text}'`);
  });
});

describe('a word', () => {
  it('is one of those accepted, which are named otherwise', () => {
    expect(parseWord('--search', 'dfs', ['bfs', 'dfs', 'random'])).toBe('dfs');
    expect(() => parseWord('--search', 'best', ['bfs', 'dfs', 'random'])).toThrow(
      `--search takes bfs, dfs or random, not 'best'`,
    );
  });
});
