/**
 * Without disks, three hosts are too few to show what D8 and D9 are for: everybody else answers one that has restarted. Five hosts are searched
 * with guidance, and one run, which no search in bounds this wide would reach without it, is told step by step.
 */
import { describe, expect, test } from 'vitest';
import {
  check,
  happensAt,
  initialStates,
  successors,
  xstateComponent,
  type Model,
  type Moment,
  type Transition,
} from '../../checker/index.js';
import { exoHost } from './host.js';
import { hostInput } from './host-component.js';
import { MISREADINGS_OF_FIVE, MISREADINGS_OF_MORE_LIVES } from './lives-misread.js';
import { exoModel } from './model.js';
import { exoMutation } from './mutants.js';
import type { HostMachine } from './mutating.js';
import type { HostComponent } from './names.js';
import { ALL_REDUCTIONS, isOfStorage, type ExoOptions } from './options.js';

const OPTIONS: ExoOptions = {
  ...{ hosts: 5, slots: 3, epochs: 4, medium: 'receive-any', payloads: 'inf' },
  ...{ timeouts: 0, losses: 0, partitions: 0, crashes: 1 },
  recovery: 'repaired',
  reductions: ALL_REDUCTIONS.filter((name) => isOfStorage(name, 'repaired')),
};

/** A forgets that it has promised epoch 2 to C, and promises epoch 1 to B, which agrees on an entry; epoch 3 begins with what C has. */
const RUN = [
  'Timeout C epoch=2',
  'Promise A epoch=2',
  'CrashAndRestart A',
  'Answer B from=A',
  'Answer D from=A',
  'Answer E from=A',
  'Promise D epoch=2',
  'Start C from=A,D',
  'Append C',
  'Timeout B epoch=1',
  'Promise A epoch=1',
  'Promise E epoch=1',
  'Start B from=A,E',
  'Append B',
  'Broadcast B',
  'Install E epoch=1',
  'Receive E slot=0 epoch=1',
  'Append E',
  'Broadcast E',
  'Install A epoch=1',
  'Receive A slot=0 epoch=1',
  'Receive A slot=1 epoch=1',
  'Append A',
  'Timeout D epoch=3',
  'Promise C epoch=3',
  'Promise E epoch=3',
  'Start D from=C,E',
  'Install A epoch=3',
];

function modelOf(machine: HostMachine): Model {
  const component = (_: unknown, self: number): HostComponent =>
    xstateComponent(machine, { name: `host ${self}`, input: hostInput(OPTIONS, self) }) as HostComponent;
  return exoModel({ ...OPTIONS, component });
}

/** The one transition that a line tells of. */
function told(transitions: readonly Transition[], line: string): Transition | undefined {
  const [action, host, ...picks] = line.split(' ');
  return transitions.find(
    ({ rule, params }) =>
      rule.name === action &&
      params['host'] === host &&
      params['lost'] !== true &&
      picks.every((pick) => {
        const [name = '', value] = pick.split('=');
        return String(params[name]) === value;
      }),
  );
}

/** How many steps of the run are possible, and the first at which properties are broken, with their names. */
function play(model: Model): { readonly steps: number; readonly broken: readonly string[] } {
  let moment: Moment = { states: initialStates(model)[0] ?? [], transition: null, before: null };
  for (const [steps, line] of RUN.entries()) {
    const transition = told(successors(model, moment.states), line);
    if (transition === undefined) return { steps, broken: [] };
    const next: Moment = { states: transition.states, transition, before: moment };
    const broken = model.properties.filter(
      (property) =>
        (property.kind === 'invariant' || property.kind === 'step') && happensAt(model, property, next),
    );
    if (broken.length > 0) return { steps: steps + 1, broken: broken.map(({ name }) => name) };
    moment = next;
  }
  return { steps: RUN.length, broken: [] };
}

/** The machine of a misreading; that of the rules where it is null. */
function machineOf(name: string | null): HostMachine {
  if (name === null) return exoHost;
  const misreading = [...MISREADINGS_OF_FIVE, ...MISREADINGS_OF_MORE_LIVES].find((one) => one.name === name);
  if (misreading === undefined) throw new RangeError(name);
  return misreading.mutate(exoHost).machine;
}

/** What a misreading comes to in a guided scope. */
function searched(name: string | null, scopeName: string): readonly unknown[] {
  const scope = exoMutation().scopes.find((one) => one.name === scopeName);
  if (scope === undefined) throw new RangeError(scopeName);
  const { verdict, property, states, counterexample } = check(
    scope.model({ machine: machineOf(name), silenced: null }),
  );
  return [verdict, property, counterexample?.steps.length ?? null, states];
}

describe('five hosts of which one comes back while C fetches', () => {
  test('lose an agreed entry if C takes what its source forgot from who passes it on (D8), in 16 steps', () => {
    expect(searched('passed-on-entries-taken', 'dead epoch')).toEqual(['violated', 'Stability', 16, 21_098]);
  });

  test('lose none by the rules', { tags: 'long' }, () => {
    expect(searched(null, 'dead epoch')).toEqual(['exhausted', null, null, 15_626]);
  });

  test('lose none where D1 drops it in place of D8', { tags: 'long' }, () => {
    expect(searched('dead-epoch-installed', 'dead epoch')).toEqual(['exhausted', null, null, 18_394]);
  });
});

describe('five hosts of which one forgets a promise', () => {
  test('lose an agreed entry if promises of former lives count (D9), in 28 steps', () => {
    expect(play(modelOf(machineOf('old-promises-counted')))).toEqual({ steps: 28, broken: ['Stability'] });
  });

  test('by the rules the same run ends where they would be counted', () => {
    expect(play(modelOf(exoHost))).toEqual({ steps: 7, broken: [] });
  });

  test('with guidance the search finds a run as short, and by the rules none', { tags: 'long' }, () => {
    const [verdict, property, steps] = searched('old-promises-counted', 'old promises');
    expect([verdict, property, steps]).toEqual(['violated', 'Stability', 28]);
    const [byRules] = searched(null, 'old promises');
    expect(byRules).toBe('exhausted');
  });
});
