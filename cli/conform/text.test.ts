import { describe, expect, test } from 'vitest';
import type { ConformResult } from '../../conformance/index.js';
import { DEFAULT_CONFORM } from '../../conformance/foreign/options.js';
import { paintOf } from '../terminal/terminal.js';
import { conformJson, conformText } from './text.js';

const NONE = {
  lost: 0,
  late: 0,
  duplicated: 0,
  reordered: 0,
  cutOff: 0,
  toDown: 0,
  crashes: 0,
  partitions: 0,
};

/** A run of two hosts that were given this many payloads, and delivered these. */
function runOf(seed: number, submitted: number, delivered: number): ConformResult {
  return {
    options: { ...DEFAULT_CONFORM, command: 'host', hosts: 2, seed },
    verdict: { kind: 'holds' },
    ids: ['a', 'b'],
    lives: [1, 2],
    delivered: [delivered, delivered],
    submitted,
    order: Array.from({ length: delivered }, (_, i) => `p${seed}-${i}`),
    messages: 10,
    faults: { ...NONE, partitions: seed === 1 ? 1 : 0, crashes: 1 },
    history: [],
    timeMs: 1,
    againMs: 1,
    validation: null,
    run: null,
    lines: [],
  };
}

describe('the report of several runs', () => {
  const results = [runOf(1, 5, 5), runOf(2, 7, 4)];

  test('has sums over all of them, and says so', () => {
    const text = conformText(results, paintOf(false));
    expect(text).toMatch(/^holds: 9 payloads, in one order at 2 hosts, 2 runs\n/);
    expect(text).toContain('faults among 20 messages in all 2 runs:\n');
    expect(text).toMatch(/ 2 {2}killed and started again\n +1 {2}partition\n +0 {2}messages lost\n/);
    expect(text).toContain(
      [
        'hosts, of 12 payloads submitted in all 2 runs:',
        '  a: 9 delivered, 2 lives',
        '  b: 9 delivered, 4 lives',
        '3 were given to hosts that were killed before anybody had them, and are owed to nobody',
      ].join('\n'),
    );
    expect(JSON.parse(conformJson(results))).toMatchObject({
      runs: 2,
      submitted: 12,
      lost: 3,
      delivered: [9, 9],
      lives: [2, 4],
      messages: 20,
      faults: { crashes: 2, partitions: 1 },
    });
  });

  test('calls nothing lost that is not, and one run by no number', () => {
    const text = conformText([runOf(1, 5, 5)], paintOf(false));
    expect(text).toContain('faults among 10 messages:\n');
    expect(text).toContain('hosts, of 5 payloads submitted:\n');
    expect(text).not.toContain('owed to nobody');
  });
});
