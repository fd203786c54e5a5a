/** Every advice leads somewhere for those who write systems, too: each is refused, and taken once the advice is followed. */
import {
  assign,
  createActor,
  createMachine,
  fromPromise,
  sendTo,
  setup,
  type AnyActorRef,
  type AnyStateMachine,
} from 'xstate';
import { describe, expect, it } from 'vitest';
import { check, done, failed, machineModel, system, type Model } from '../index.js';

const END = { mayEnd: () => true };
const alone = (machine: AnyStateMachine, options: object = {}): Model =>
  machineModel(machine, { ...END, ...options });
const of = (actors: Readonly<Record<string, unknown>>, more: object = {}): Model =>
  system({ name: 's', actors, ...END, ...more } as never);

const loader = setup({ actors: { load: fromPromise(() => Promise.resolve({ n: 0 })) } }).createMachine({
  id: 'loader',
  context: { n: 0 },
  invoke: {
    src: 'load',
    onDone: { actions: assign({ n: ({ event }) => event.output.n }) },
    onError: {},
  },
});
const outcomes = { load: [done({ n: 1 }), failed(new Error('x'))] };

const needy = createMachine({ context: ({ input }) => ({ n: (input as { n: number }).n }), on: { GO: {} } });
const caller = createMachine({
  on: { GO: { actions: sendTo(({ system: all }) => all.get('callee') as AnyActorRef, { type: 'CALL' }) } },
});
const callee = (on: object) => createMachine({ on });
const GO = { inputs: { caller: [{ type: 'GO' }] } };
const reading = createMachine({
  context: { id: '' },
  on: { GO: { actions: assign({ id: ({ event }) => (event as unknown as { to: { id: string } }).to.id }) } },
});
const outside = createActor(createMachine({}));
const keeping = createMachine({ context: { ref: outside }, on: { GO: {} } } as never);
const finding = createMachine({
  context: { ref: null },
  on: { GO: { actions: assign({ ref: ({ system: all }) => all.get('callee') as never }) } },
});

describe('the advice of', () => {
  it.each<[string, RegExp, () => Model, () => Model]>([
    [
      'EXO161, of a machine by itself',
      /EXO161: .*name it in `peers`/,
      () => alone(caller),
      () => alone(caller, { peers: ['callee'] }),
    ],
    [
      'EXO161, of a system',
      /EXO161: .*make it an actor of a `system`/,
      () => of({ caller }, GO),
      () => of({ caller, callee: callee({ CALL: {} }) }, GO),
    ],
    [
      'EXO162, of a machine by itself',
      /EXO162: .*outcomes: \{ "load": \[done/,
      () => alone(loader),
      () => alone(loader, { outcomes }),
    ],
    [
      'EXO162, of a system',
      /EXO162: .*in a system for the actor: outcomes: \{ page: \{ … \} \}/,
      () => of({ page: { machine: loader, count: 2 } }),
      () => of({ page: { machine: loader, count: 2 } }, { outcomes: { page: outcomes } }),
    ],
    [
      'EXO163',
      /EXO163: .*known: .*load/,
      () => alone(loader, { outcomes: { lode: outcomes.load } }),
      () => alone(loader, { outcomes }),
    ],
    [
      'EXO181',
      /EXO181: .*done\(output\)/,
      () => alone(loader, { outcomes: { load: { n: 1 } } }),
      () => alone(loader, { outcomes: { load: [done({ n: 1 })] } }),
    ],
    [
      'EXO115, of a machine by itself',
      /EXO115: .*pass `input`/,
      () => alone(needy),
      () => alone(needy, { input: { n: 1 } }),
    ],
    [
      'EXO115, of a system',
      /EXO115: .*pass `input`/,
      () => of({ needy }),
      () => of({ needy: { machine: needy, input: { n: 1 } } }),
    ],
    [
      'EXO113, of an event without anything in it',
      /EXO113: .*`events` of machineModel, `inputs` of a system/,
      () => alone(reading),
      () => alone(reading, { events: [{ type: 'GO', to: { id: 'a' } }] }),
    ],
    [
      'EXO175',
      /EXO175: .*handle it there, if only to ignore it/,
      () => of({ caller, callee: callee({ OTHER: {} }) }, GO),
      () => of({ caller, callee: callee({ OTHER: {}, CALL: {} }) }, GO),
    ],
    [
      'EXO177',
      /EXO177: .*leave it out, or mend its name/,
      () => of({ caller }, { inputs: { caller: [{ type: 'GOO' }] } }),
      () => of({ caller }, { ...GO, peers: ['callee'] }),
    ],
    [
      'EXO101, of a reference that comes from elsewhere',
      /EXO101: keeping\.context\.ref is an actor .*make it an actor of a `system` and ask `system\.get` for it/,
      () => of({ keeping }, { inputs: { keeping: [{ type: 'GO' }] } }),
      () => of({ finding, callee: callee({}) }, { inputs: { finding: [{ type: 'GO' }] } }),
    ],
    [
      'EXO111',
      /EXO111: .*have events, inputs or outcomes bring times/,
      () =>
        alone(
          createMachine({ context: { at: 0 }, on: { GO: { actions: assign({ at: () => Date.now() }) } } }),
        ),
      () =>
        alone(
          createMachine({
            context: { at: 0 },
            on: { GO: { actions: assign({ at: ({ event }) => (event as unknown as { at: number }).at }) } },
          }),
          {
            events: [
              { type: 'GO', at: 1 },
              { type: 'GO', at: 2 },
            ],
          },
        ),
    ],
  ])('%s leads somewhere', (_, text, refused, taken) => {
    expect(complaint(() => check(refused()))).toMatch(text);
    expect(check(taken()).verdict).toBe('exhausted');
  });
});

function complaint(run: () => unknown): string {
  try {
    run();
    return 'nothing';
  } catch (error) {
    const { code, message } = error as { readonly code?: string; readonly message: string };
    return `${String(code)}: ${message}`;
  }
}
