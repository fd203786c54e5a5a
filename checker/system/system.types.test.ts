/** What a system knows of its actors at compile time: every line that is marked as wrong must not compile. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { assign, setup, type SnapshotFrom } from 'xstate';
import { ExoError, fifo, lossy, system } from '../index.js';

const client = setup({
  types: { events: {} as { type: 'START' } | { type: 'REPLY'; count: number } },
}).createMachine({
  initial: 'idle',
  states: { idle: { on: { START: 'done', REPLY: {} } }, done: { type: 'final' } },
});

const worker = setup({
  types: {
    input: {} as { id: number },
    context: {} as { id: number; jobs: readonly string[] },
    events: {} as { type: 'JOB'; name: string },
  },
  actions: { take: assign({ jobs: ({ context, event }) => [...context.jobs, event.name] }) },
}).createMachine({
  context: ({ input }) => ({ id: input.id, jobs: [] }),
  on: { JOB: { guard: ({ context }) => context.jobs.length < 2, actions: 'take' } },
});

const actors = { client, worker: { machine: worker, count: 3, input: (i: number) => ({ id: i }) } } as const;

describe('a system', () => {
  it('reads the states of a counterexample by the names of its actors', () => {
    const model = system({ name: 'read', actors, inputs: { client: [{ type: 'START' }] } });
    const { client: own, worker: workers } = model.snapshots(
      model.slots.map(({ component }) => component.initial()[0]),
    );
    expectTypeOf(own).toEqualTypeOf<SnapshotFrom<typeof client>>();
    expectTypeOf(workers[2].context.id).toBeNumber();
    expect([own.value, workers.map(({ context }) => context.id)]).toEqual(['idle', [0, 1, 2]]);
  });

  it('gives properties the snapshots of its actors by name, and of copies a tuple', () => {
    const model = system({
      name: 'typed',
      actors: { client, worker: { machine: worker, count: 3, input: (i) => ({ id: i }) } },
      network: { 'client->worker': lossy(), 'worker[1]->client': fifo() },
      faults: { crashes: { worker: 1 } },
      persist: { worker: ({ context }) => ({ id: context.id }) },
      inputs: { client: [{ type: 'START' }], worker: [{ type: 'JOB', name: 'dig' }] },
      always: {
        Typed: ({ client: own, worker: workers }) => {
          expectTypeOf(own).toEqualTypeOf<SnapshotFrom<typeof client>>();
          type Worker = SnapshotFrom<typeof worker>;
          expectTypeOf(workers).toEqualTypeOf<readonly [Worker, Worker, Worker]>();
          expectTypeOf(workers[0].context.jobs).toEqualTypeOf<readonly string[]>();
          return own.matches('idle') || workers[2].context.id === 2;
        },
      },
      steps: {
        NeverFewer: (before, after, action) => {
          expectTypeOf(action).toBeString();
          return (
            after.worker[0].context.jobs.length >= before.worker[0].context.jobs.length || action === 'Crash'
          );
        },
      },
      sometimes: { Done: ({ client: own }) => own.status === 'done' },
      mayEnd: ({ worker: workers }) => workers.every(({ context }) => context.jobs.length === 2),
      within: ({ worker: [first] }) => first.context.jobs.length < 2,
      initial: [{ worker: [{ id: 0 }, { id: 1 }, { id: 2 }] }],
    });
    expect(model.slots.slice(0, 4).map(({ name }) => name)).toEqual([
      'client',
      'worker[0]',
      'worker[1]',
      'worker[2]',
    ]);
  });

  it('takes no name that is not one of its actors, and no event or input that is not one of theirs', () => {
    const wrong = [
      // @ts-expect-error there is no actor of this name
      () => system({ name: 'x', actors, inputs: { clint: [{ type: 'START' }] } }),
      // @ts-expect-error there is no event of this type
      () => system({ name: 'x', actors, inputs: { client: [{ type: 'STRAT' }] } }),
      // @ts-expect-error there is no link of this name
      () => system({ name: 'x', actors, network: { 'client->server': fifo() } }),
      // @ts-expect-error there is no actor of this name
      () => system({ name: 'x', actors, faults: { crashes: { server: 1 } } }),
      // @ts-expect-error there is no actor of this name
      () => system({ name: 'x', actors, persist: { server: 'all' } }),
      // @ts-expect-error there is no actor of this name
      () => system({ name: 'x', actors, initial: [{ server: {} }] }),
      // @ts-expect-error a system has no such key
      () => system({ name: 'x', actors, alwayz: { Never: () => false } }),
      // @ts-expect-error there is no fault of this name: without it the search would try none, and say that all holds
      () => system({ name: 'x', actors, faults: { crashs: 1 } }),
      // @ts-expect-error there is no option of this name
      () => system({ name: 'x', actors, network: lossy({ duplicate: true }) }),
      // @ts-expect-error a network is no word
      () => system({ name: 'x', actors, network: 'lossy' }),
      // @ts-expect-error an actor is a machine
      () => system({ name: 'x', actors: { client: undefined } }),
      // @ts-expect-error there is no actor of this name
      () => system({ name: 'x', actors, always: { Never: ({ server }) => server !== undefined } }),
    ];
    const copies = { machine: worker, input: { id: 0 }, cuont: 3 };
    expect(() => system({ name: 'x', actors: { worker: copies } })).toThrow(/actor 'worker' has no 'cuont'/);
    const codeOf = (make: () => unknown): string => {
      try {
        make();
        return 'none';
      } catch (error) {
        return error instanceof ExoError ? error.code : String(error);
      }
    };
    expect(wrong.map(codeOf)).toEqual(['EXO176', 'EXO177', ...wrong.slice(2).map(() => 'EXO176')]);
    const noInput = { client, worker: { machine: worker, input: { id: 'a' } } } as const;
    // @ts-expect-error the input of a worker is a number
    expect(system({ name: 'x', actors: noInput }).slots).toHaveLength(4);
  });

  it('asks a property only of the actors that it takes apart', () => {
    const { properties } = system({
      name: 'x',
      actors,
      always: {
        One: ({ client: own }) => own.status !== 'error',
        Two: ({ worker: workers }) => workers.length === 3,
        All: (states) => states.client.status !== 'error',
      },
      steps: { Both: ({ client: before }, { client: after }) => before.status === after.status },
    });
    const groups = properties.map(({ over }) => over.map((group) => group.map(({ name }) => name)));
    const workers = ['worker[0]', 'worker[1]', 'worker[2]'];
    expect(groups).toEqual([[['client']], [workers], [['client', ...workers]], [['client']]]);
  });
});
