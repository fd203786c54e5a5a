/**
 * Without disks, three hosts are too few to show what D9 is for: everybody else answers one that has restarted. A run of five hosts, which no
 * search in bounds this wide would reach, is told step by step.
 */
import { expect, test } from 'vitest';
import {
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
import { MISREADINGS_OF_MORE_LIVES } from './lives-misread.js';
import { exoModel } from './model.js';
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

test('with five hosts, an agreed entry disappears if promises of former lives count (D9), in 28 steps', () => {
  const misreading = MISREADINGS_OF_MORE_LIVES.find(({ name }) => name === 'old-promises-counted');
  if (misreading === undefined) throw new RangeError('it is there');
  expect(play(modelOf(misreading.mutate(exoHost).machine))).toEqual({ steps: 28, broken: ['Stability'] });
});

test('and by the rules the same run ends where they would be counted', () => {
  expect(play(modelOf(exoHost))).toEqual({ steps: 7, broken: [] });
});
