import { describe, expect, test } from 'vitest';
import * as implementation from '../../impl/parts.js';
import type { Implementation } from '../compare/faulty-copy.js';
import { TraceJudge } from './by-validation.js';
import { attempt } from './catching.js';
import { UnsoundMethodError, type Found } from './found.js';
import { IMPL_MUTANTS, type ImplMutant } from './index.js';
import { writeRuns } from './written-runs.js';

const [mutant] = IMPL_MUTANTS.filter(({ file }) => file === 'core/core.js');

/** The implementation in short runs, each line of whose traces is written as `changed` has it. */
function tracedAs(changed: (line: string) => string, durationMs = 1): Implementation {
  const { simulate, simulationOptions } = implementation;
  return {
    ...implementation,
    drawnOptions: (seed) => simulationOptions({ seed, durationMs, hosts: 3 }),
    simulationOptions: ({ seed = 1 }) =>
      simulationOptions({ seed, durationMs, hosts: 3, storage: 'diskless', application: 'forgets' }),
    simulate: (options, { runOut, ...hooks } = {}) =>
      simulate(options, { ...hooks, ...(runOut && { runOut: (line) => runOut(changed(line)) }) }),
  };
}

/** What is found in the runs of the implementation, with each line of their traces changed. */
function found(changed: (line: string) => string, impl = tracedAs(changed)): Found | null | undefined {
  const judge = new TraceJudge();
  let first: Found | null = null;
  writeRuns(impl, mutant as ImplMutant, 'all', (line) => (first ??= judge.take(line)));
  return first ?? judge.finish();
}

/** Nobody hears anybody, and there is no time to settle. */
const STALLED = { hosts: 3, durationMs: 1, losses: 1, outOfBandLosses: 1, settleMs: 1 };

test('the simulator says nothing of a faulty version where it finds fault with the implementation itself', async () => {
  const impl: Implementation = {
    ...implementation,
    drawnOptions: (seed) => implementation.simulationOptions({ seed, ...STALLED }),
  };
  const text = /the implementation itself, seed 1: .* nothing new is delivered/;
  await expect(attempt('simulation', impl, mutant as ImplMutant)).rejects.toThrow(text);
});

describe('the validation of runs of a faulty version', () => {
  const findsNothing = (durationMs: number): void => {
    const same = (line: string): string => line;
    expect(found(same, tracedAs(same, durationMs))).toBeNull();
  };
  test('finds nothing in a sound one', () => findsNothing(0.3));
  test('finds nothing in longer runs of a sound one', { tags: 'long' }, () => findsNothing(1));

  test('names the field that differs, with seed and event', () => {
    const ahead = (line: string): string => line.replace(/"agreed":1\b/, '"agreed":2');
    expect(found(ahead)).toMatchObject({
      how: 'agreed',
      where: expect.stringMatching(/^seed 1: event \d+ of [ABC], /) as string,
    });
  });

  test('names what a run has that no run can have', () => {
    expect(found((line) => line.replace('"Append"', '"Depend"'))).toMatchObject({ how: 'malformed' });
  });

  test('says what the simulator finds where the traces are accepted', () => {
    const sound = tracedAs((line) => line);
    const impl: Implementation = {
      ...sound,
      simulate: (options, hooks) => ({
        ...sound.simulate(options, hooks),
        verdict: 'stalled',
        property: null,
      }),
    };
    expect(found((line) => line, impl)).toEqual({ how: 'stalled', where: 'seed 1', isAccepted: true });
  });

  test('throws where the simulator finds fault with the implementation itself', () => {
    const impl: Implementation = {
      ...tracedAs((line) => line),
      drawnOptions: (seed) => implementation.simulationOptions({ seed, ...STALLED }),
    };
    expect(() => found((line) => line, impl)).toThrow(UnsoundMethodError);
  });

  test('says what a version has thrown', () => {
    const impl: Implementation = {
      ...tracedAs((line) => line),
      simulate: () => {
        throw new TypeError('no such thing');
      },
    };
    expect(found((line) => line, impl)).toEqual({ how: 'exception', where: 'TypeError: no such thing' });
  });

  test('says nothing of a version that was ended before its runs were', () => {
    const lines: string[] = [];
    writeRuns(
      tracedAs((line) => line),
      mutant as ImplMutant,
      'beginnings',
      (line) => lines.push(line),
    );
    const judge = new TraceJudge();
    for (const line of lines.slice(0, -1)) expect(judge.take(line)).toBeNull();
    expect(judge.finish()).toBeUndefined();
    expect(judge.take(lines.at(-1) ?? '')).toBeNull();
    expect(judge.finish()).toBeNull();
  });
});
