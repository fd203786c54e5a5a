import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isLockStepRun, lockStepRuns, OWN_EVENTS, type Command } from './commands.js';

const ROOM = { entries: 8, logBytes: 1_024, payloads: 2, queueBytes: 256 };

/** A command of each kind. */
const COMMANDS: readonly Command[] = [
  { do: 'turn', heard: 7, written: 7, payloads: 1 },
  { do: 'rounds', turns: 3 },
  { do: 'own', host: 0, event: 'TIMEOUT' },
  { do: 'arrive', which: 0, again: false },
  { do: 'takeover', host: 0, asked: 7, told: 7, crashed: 0, members: 7 },
  { do: 'mend', host: 0, of: 1 },
  { do: 'compact', host: 0, upTo: 2 },
];

function isRun(run: object): boolean {
  return isLockStepRun({ hosts: 3, compacts: 0, commands: [], ...run });
}

describe('isLockStepRun', () => {
  test.each(COMMANDS)(
    'takes a run with the command $do, and none in which one of its fields is wrong',
    (command) => {
      expect(isRun({ commands: [command] })).toBe(true);
      for (const field of Object.keys(command)) {
        expect(isRun({ commands: [{ ...command, [field]: 'wrong' }] }), field).toBe(false);
        const others = Object.fromEntries(Object.entries(command).filter(([name]) => name !== field));
        const isOptional = field === 'upTo';
        expect(isRun({ commands: [others] }), `without ${field}`).toBe(isOptional);
      }
    },
  );

  test.each<[what: string, run: object, is: boolean]>([
    ['two hosts', { hosts: 2 }, true],
    ['nine hosts', { hosts: 9 }, true],
    ['one host', { hosts: 1 }, false],
    ['ten hosts', { hosts: 10 }, false],
    ['half a host more', { hosts: 2.5 }, false],
    ['fewer than no hosts that compact', { compacts: -1 }, false],
    ['no room said', { room: null }, true],
    ['room', { room: ROOM }, true],
    ['no room for entries', { room: { ...ROOM, entries: 0 } }, false],
    ['half an entry', { room: { ...ROOM, entries: 0.5 } }, false],
    ['room without bytes of the queue', { room: { ...ROOM, queueBytes: undefined } }, false],
    ['commands that are no list', { commands: {} }, false],
    ['a command that there is not', { commands: [{ do: 'toString' }] }, false],
    ['an event that is none of its own', { commands: [{ do: 'own', host: 0, event: 'RECEIVE' }] }, false],
    ['as much compacted as may be', { commands: [{ do: 'compact', host: 0, upTo: null }] }, true],
    ['a number that is no number', { commands: [{ do: 'rounds', turns: Number.NaN }] }, false],
  ])('%s', (_, run, is) => {
    expect(isRun(run)).toBe(is);
  });

  test.each([null, undefined, 3, 'run', [], {}])('takes no %o', (data) => {
    expect(isLockStepRun(data)).toBe(false);
  });

  test.each(OWN_EVENTS)('takes the event %s', (event) => {
    expect(isRun({ commands: [{ do: 'own', host: 0, event }] })).toBe(true);
  });
});

describe('runs that are drawn', () => {
  test('are runs, with no more commands than that, as they are and as plain data', () => {
    fc.assert(
      fc.property(lockStepRuns(12), (run) => {
        expect(run.commands.length).toBeLessThanOrEqual(12);
        expect(isLockStepRun(run)).toBe(true);
        expect(isLockStepRun(JSON.parse(JSON.stringify(run)))).toBe(true);
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  test('are of the number of hosts that is given', () => {
    const runs = fc.sample(lockStepRuns(1, 4), { seed: 1, numRuns: 20 });
    expect(new Set(runs.map(({ hosts }) => hosts))).toEqual(new Set([4]));
  });
});
