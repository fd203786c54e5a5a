/**
 * Peterson's mutual exclusion for n processes, the filter lock (*Myths about the mutual exclusion problem*, 1981).
 *
 * To reach the critical section a process passes the levels 1 to n - 1. At each it raises its own level, writes its
 * number into the level's turn, and waits until another process has written there after it, or no other process
 * is at this level or above. One process stays behind at each level, so at most one is left at the end.
 *
 * Each process always has one transition: one that waits in vain looks again and changes nothing. Its rule reads all
 * processes and all turns, as a model does in which any process may look at any variable. So hardly any question
 * to a rule comes up twice: what a checker remembers of them does not pay.
 */
import { each, invariant, leg, type Model, plainComponent, rule, slot, sometimes } from '../index.js';

type Phase = 'idle' | 'start' | 'raise' | 'yield' | 'wait' | 'critical';

/** Where a process is, and the level that it is to pass next; 0 while it is idle. */
export interface Process {
  readonly phase: Phase;
  readonly level: number;
}

interface Go {
  readonly type: 'GO';
  readonly phase: Phase;
  readonly level: number;
}

interface Write {
  readonly type: 'WRITE';
  readonly value: number;
}

/** Nobody has written a turn yet. */
export const NOBODY = -1;

/** The filter lock for n processes, at least two; a slot for each process and for each turn. */
export function petersonModel(n = 4): Model {
  const process = plainComponent<Process, Go, never>({
    name: 'process',
    initial: [{ phase: 'idle', level: 0 }],
    step: (_, { phase, level }) => [{ next: { phase, level }, effects: [] }],
  });
  const turn = plainComponent<number, Write, never>({
    name: 'turn',
    initial: [NOBODY],
    step: (_, { value }) => [{ next: value, effects: [] }],
  });
  const processes = Array.from({ length: n }, (_, i) => slot(`process${i}`, process));
  const turns = Array.from({ length: n - 1 }, (_, i) => slot(`turn${i + 1}`, turn));

  return {
    name: `Peterson's filter lock, ${n} processes`,
    slots: [...processes, ...turns],
    rules: processes.map((own, i) =>
      rule({
        name: 'Step',
        slot: own,
        reads: [...processes, ...turns],
        offers: (_, ...read) => {
          const all = read.slice(0, n) as Process[];
          const written = read.slice(n) as number[];
          const { phase, level } = nextOf(i, all, written);
          const go = leg(own, { type: 'GO', phase, level });
          const written1 = all[i]?.phase === 'yield' ? turns[level - 1] : undefined;
          if (written1 === undefined) return [{ legs: [go] }];
          return [{ legs: [go, leg(written1, { type: 'WRITE', value: i })] }];
        },
      }),
    ),
    routes: [],
    properties: [
      invariant({
        name: 'MutualExclusion',
        over: [processes],
        view: ({ phase }: Process) => phase === 'critical',
        holds: (critical) => critical.filter(Boolean).length <= 1,
      }),
      sometimes({ name: 'Entered', over: each(processes), holds: ([one]) => one?.phase === 'critical' }),
    ],
  };
}

/** What process i is after its next step. */
export function nextOf(i: number, processes: readonly Process[], turns: readonly number[]): Process {
  const { phase, level } = processes[i] as Process;
  switch (phase) {
    case 'idle':
      return { phase: 'start', level: 0 };
    case 'start':
      return { phase: 'raise', level: 1 };
    case 'raise':
      return { phase: 'yield', level };
    case 'yield':
      return { phase: 'wait', level };
    case 'wait':
      if (turns[level - 1] === i && processes.some((other, k) => k !== i && reached(other) >= level))
        return { phase, level };
      return level === turns.length ? { phase: 'critical', level } : { phase: 'raise', level: level + 1 };
    case 'critical':
      return { phase: 'idle', level: 0 };
  }
}

/** The level that the others see: one that is still to be raised is one less. */
function reached({ phase, level }: Process): number {
  return phase === 'raise' ? level - 1 : level;
}

export const model = petersonModel(4);
