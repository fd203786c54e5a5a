import { describe, expect, test } from 'vitest';
import { assign, sendTo, setup, type AnyActorRef } from 'xstate';
import { client, model, server } from '../../checker/examples/retrying-client-mended.js';
import { fifo, lossy, observationOf, observedBy, system } from '../../checker/index.js';
import {
  RUN_SCHEMA,
  type RunEvent,
  type RunHeader,
  type RunMessage,
  type RunPart,
} from '../../traces/index.js';
import { explainRun, type ExplainOptions, type RunJudgement } from './explain-run.js';
import { runLive, runOfFiles } from './live.test.helper.js';

const NETWORK = { losses: 0.4, doubles: 0.4 };

/** A server that has forgotten what it has counted. */
const forgetful = setup({
  types: { context: {} as { counted: readonly number[] }, events: {} as { type: 'REQUEST'; id: number } },
}).createMachine({
  context: { counted: [] },
  on: {
    REQUEST: {
      actions: [
        assign({ counted: ({ context, event }) => [...context.counted, event.id] }),
        sendTo(({ system: actors }) => actors.get('client') as AnyActorRef, { type: 'REPLY' }),
      ],
    },
  },
});

type Line = Omit<RunEvent, 'n'>;

/** A run of some events, counted. */
function runOf(lines: readonly Line[], more: Partial<RunHeader> = {}) {
  const header: RunHeader = {
    ...{ schema: RUN_SCHEMA, model: 'x', parameters: {}, actors: ['client', 'server'], ordering: 'total' },
    ...more,
  };
  const counters = new Map<string, number>();
  const events = lines.map((event, i) => {
    const n = (counters.get(event.actor) ?? 0) + 1;
    counters.set(event.actor, n);
    return { event: { ...event, n }, place: { file: 'run.ndjson', line: i + 2 } };
  });
  return { header, events };
}

const REQUEST = { kind: 'REQUEST', fields: { id: 1 } };
const REPLY = { kind: 'REPLY', fields: {} };
const started: readonly Line[] = [
  { actor: 'client', action: 'Start', set: { status: 'active', value: 'idle', context: { id: 1 } } },
  { actor: 'server', action: 'Start', set: { status: 'active', value: {}, context: { counted: [] } } },
];
const asked: Line = {
  ...{ actor: 'client', action: 'Receive', received: { kind: 'START', fields: {} } },
  ...{ sent: [{ ...REQUEST, to: ['server'] }], set: { value: 'waiting' } },
};
const counted: Line = {
  ...{ actor: 'server', action: 'Receive', received: { ...REQUEST, from: 'client' } },
  ...{ sent: [{ ...REPLY, to: ['client'] }], set: { context: { counted: [1] } } },
};
const countedAgain: Line = { ...counted, set: {} };
const retried: Line = {
  ...{ actor: 'client', action: 'Timer', args: { timer: 'after.1000.(machine).waiting' } },
  sent: [{ ...REQUEST, to: ['server'] }],
};
const answered: Line = {
  ...{ actor: 'client', action: 'Receive', received: { ...REPLY, from: 'server' } },
  set: { value: 'done', status: 'done' },
};
const whole = [...started, asked, counted, answered];

const verdictOf = (lines: readonly Line[], more?: Partial<RunHeader>, options?: ExplainOptions): string =>
  explainRun(model, runOf(lines, more), options).verdict;

const partial = (...parts: readonly RunPart[]): Partial<RunHeader> => ({ partial: parts });

describe('live actors', () => {
  test.each([1, 2, 3])(
    'are explained by the model that was checked, in one file or two (seed %i)',
    async (seed) => {
      for (const isApart of [false, true]) {
        const files = await runLive({ client, server }, { seed, ...NETWORK, isApart });
        expect(explainRun(model, runOfFiles(...files))).toMatchObject({
          ...{ verdict: 'accepted', limit: null, filledIn: [], rejection: null },
        });
      }
    },
  );

  test('that count twice are rejected, with the field that differs', async () => {
    const files = await runLive({ client, server: forgetful }, { seed: 1, losses: 0, doubles: 1 });
    const { verdict, rejection } = explainRun(model, runOfFiles(...files));
    expect(verdict).toBe('rejected');
    expect(rejection).toMatchObject({
      event: { actor: 'server', received: { kind: 'REQUEST' }, set: { context: { counted: [1, 1] } } },
      kind: 'differs',
      text: 'in the model server gets REQUEST(id: 1) from client (a copy stays in flight), sends REPLY to client, and it differs',
      differences: [{ field: 'context.counted', run: '[1,1]', model: '[1]' }],
    });
    expect(rejection?.mermaid).toMatch(/^sequenceDiagram\n[^]*client->>server: [^]*Unexplained/);
  });
});

describe('explainRun', () => {
  test('tells how far it is, of a long run', () => {
    const ticks = system({
      name: 'ticks',
      actors: { ticker: setup({}).createMachine({ id: 'ticker', on: { TICK: {} } }) },
      inputs: { ticker: [{ type: 'TICK' }] },
    });
    const tick = { actor: 'ticker', action: 'Receive', received: { kind: 'TICK', fields: {} } };
    const lines = [{ actor: 'ticker', action: 'Start' }, ...Array.from({ length: 600 }, () => tick)];
    const told: (readonly [explained: number, events: number])[] = [];
    const onProgress = (explained: number, events: number): void => void told.push([explained, events]);
    const run = runOf(lines, { actors: ['ticker'] });
    expect(explainRun(ticks, run, { onProgress }).verdict).toBe('accepted');
    expect(told).toEqual([
      [256, 601],
      [512, 601],
    ]);
  });

  test('takes what a network does without an event: losses, copies, one message after another', () => {
    expect(verdictOf(whole)).toBe('accepted');
    expect(verdictOf([...started, asked, retried, retried, counted, countedAgain, answered])).toBe(
      'accepted',
    );
    expect(verdictOf([...started, asked, counted, countedAgain, countedAgain])).toBe('accepted');
    expect(verdictOf([...started, asked])).toBe('accepted');
  });

  test.each<[string, readonly Line[], Partial<RunJudgement['rejection']>]>([
    [
      'takes what nobody has sent',
      [...started, asked, answered],
      {
        kind: 'missing',
        text: 'there is no REPLY to take: in flight from server to client is nothing; client is waiting',
        enabled: ['client: ⏲ 1000 ms goes off, sends REQUEST(id: 1) to server'],
      },
    ],
    [
      'sends something else',
      [...started, { ...asked, sent: [{ kind: 'REQUEST', to: ['server'], fields: { id: 2 } }] }],
      {
        kind: 'differs',
        differences: [{ field: 'sent', run: 'REQUEST(id: 2) to server', model: 'REQUEST(id: 1) to server' }],
      },
    ],
    [
      'has another timer',
      [...started, asked, { ...retried, args: { timer: 'after.2000.(machine).waiting' } }],
      {
        kind: 'differs',
        differences: [
          { field: 'timer', run: '"after.2000.(machine).waiting"', model: '"after.1000.(machine).waiting"' },
        ],
      },
    ],
    [
      'takes of the world what the world does not send',
      [...started, { ...asked, received: { kind: 'STOP', fields: {} } }],
      {
        kind: 'missing',
        text: 'there is no STOP to take: in flight to client is nothing; the world may send START; client is idle',
      },
    ],
    [
      'starts otherwise',
      [{ actor: 'client', action: 'Start', set: { value: 'waiting' } }],
      {
        kind: 'differs',
        text: 'client does not start as in the model',
        differences: [{ field: 'value', run: '"waiting"', model: '"idle"' }],
      },
    ],
    [
      'changes a field that stays in the model',
      [...started, asked, { ...counted, set: { context: { counted: [1] }, value: 'odd' } }],
      { differences: [{ field: 'value', run: '"odd"', model: '{}' }] },
    ],
    [
      'does something where the model ignores an event',
      [...started, asked, { ...asked, sent: [], set: { value: 'idle' } }],
      {
        kind: 'differs',
        text: 'in the model client ignores it there',
        differences: [{ field: 'value', run: '"idle"', model: '"waiting"' }],
      },
    ],
  ])('rejects a run that %s, and says why', (_, lines, expected) => {
    const { verdict, rejection, explained } = explainRun(model, runOf(lines));
    expect(verdict).toBe('rejected');
    expect(rejection).toMatchObject(expected as object);
    expect(explained).toBe(lines.length === 1 ? 0 : lines.length - 1);
    expect(rejection?.place.line).toBe(lines.length + 1);
  });

  test('names the first guard of each transition that says no', () => {
    const guarded = setup({
      types: { context: {} as { open: boolean } },
      guards: { isOpen: ({ context }) => context.open, always: () => true },
    }).createMachine({
      context: { open: false },
      on: {
        PUSH: [
          { guard: 'isOpen', actions: assign({ open: true }) },
          {
            guard: ({ context, event }) => context.open && event.type === 'PUSH',
            actions: assign({ open: false }),
          },
        ],
      },
    });
    const doors = system({
      name: 'a door',
      actors: { guarded },
      inputs: { guarded: [{ type: 'PUSH' }] },
      mayEnd: () => true,
    });
    const lines: readonly Line[] = [
      { actor: 'guarded', action: 'Start', set: { context: { open: false } } },
      {
        actor: 'guarded',
        action: 'Receive',
        received: { kind: 'PUSH', fields: {} },
        set: { context: { open: true } },
      },
    ];
    const { rejection } = explainRun(doors, runOf(lines, { actors: ['guarded'] }));
    expect(rejection?.guards).toEqual([
      { place: 'on.PUSH[0]', guard: 'isOpen' },
      { place: 'on.PUSH[1]', guard: 'on.PUSH[1].guard' },
    ]);
  });

  test('loses messages that were sent in order only where something behind them is taken', () => {
    const ordered = system({
      name: 'in order',
      actors: { client, server },
      network: fifo({ losses: Infinity, perLink: 9 }),
      inputs: { client: [{ type: 'START' }] },
      mayEnd: () => true,
    });
    const lines = [...started, asked, retried, retried, counted, countedAgain, answered];
    const judged = explainRun(ordered, runOf(lines));
    expect(judged).toMatchObject({ verdict: 'accepted', filledIn: [] });
    const late = [...started, asked, retried, retried, counted, countedAgain, countedAgain, countedAgain];
    expect(explainRun(ordered, runOf(late))).toMatchObject({ verdict: 'rejected', explained: 8 });
  });

  test('says what a message that arrives too soon is behind', () => {
    const sends = (type: string) =>
      sendTo(({ system: actors }) => actors.get('taker') as never, { type } as never);
    const giver = setup({}).createMachine({ on: { GO: { actions: [sends('ONE'), sends('TWO')] } } });
    const taker = setup({}).createMachine({ on: { ONE: {}, TWO: {} } });
    const ordered = system({
      name: 'in order',
      actors: { giver, taker },
      network: fifo(),
      inputs: { giver: [{ type: 'GO' }] },
      mayEnd: () => true,
    });
    const message = (kind: string) => ({ kind, fields: {} });
    const took = (kind: string): Line => ({
      ...{ actor: 'taker', action: 'Receive' },
      received: { ...message(kind), from: 'giver' },
    });
    const lines: readonly Line[] = [
      {
        ...{ actor: 'giver', action: 'Receive', received: message('GO') },
        sent: ['ONE', 'TWO'].map((kind) => ({ ...message(kind), to: ['taker'] })),
      },
      took('TWO'),
      took('ONE'),
    ];
    const { rejection } = explainRun(ordered, runOf(lines, { actors: ['giver', 'taker'] }));
    expect(rejection?.text).toBe(
      'TWO from giver is in flight to taker, behind ONE; taker is at its only state',
    );
  });

  test('judges properties on explanations alone', () => {
    const strict = (holds: boolean) =>
      system({
        name: 'strict',
        actors: { client, server },
        inputs: { client: [{ type: 'START' }] },
        always: { NeverCounts: ({ server: it }) => holds || it.context.counted.length === 0 },
      });
    expect(explainRun(strict(true), runOf(whole)).verdict).toBe('accepted');
    const judged = explainRun(strict(false), runOf(whole));
    expect(judged).toMatchObject({
      verdict: 'rejected',
      property: { name: 'NeverCounts', event: 'server Receive REQUEST(id: 1) from client' },
      rejection: { kind: 'violated', event: { actor: 'server' } },
    });
    // A run that nothing explains is rejected for that.
    expect(explainRun(strict(false), runOf([...started, answered]))).toMatchObject({
      property: null,
      explained: 2,
    });
  });

  test('makes a rejected run shorter as long as it is rejected for the same reason', () => {
    const retries = Array.from({ length: 20 }, () => [retried, countedAgain]).flat();
    const wrong: Line = { ...counted, set: { context: { counted: [1, 1] } } };
    const { rejection } = explainRun(model, runOf([...started, asked, counted, ...retries, wrong]));
    expect(rejection?.shortened.map(({ actor, n, action }) => `${actor} ${n} ${action}`)).toEqual([
      'client 1 Start',
      'server 1 Start',
      'client 2 Receive',
      'server 2 Receive',
    ]);
  });
});

describe('partial runs', () => {
  test('need not have all actors: the others are explored', () => {
    const own = whole.filter(({ actor }) => actor === 'client');
    const judged = explainRun(model, runOf(own, { observed: ['client'] }));
    expect(judged).toMatchObject({ verdict: 'accepted', explained: 3 });
    expect(judged.filledIn).toEqual([
      'server gets REQUEST(id: 1) from client (a copy stays in flight), sends REPLY to client',
    ]);
    expect(verdictOf([...own, answered], { observed: ['client'] })).toBe('rejected');
  });

  test('need not have all fields', () => {
    const withoutValue = whole.map(({ set = {}, ...line }) => ({
      ...line,
      set: Object.fromEntries(Object.entries(set).filter(([field]) => field !== 'value')),
    }));
    expect(verdictOf(withoutValue)).toBe('accepted');
    const sampled = whole.map((line, i) => (i === 3 ? line : { ...line, set: {} }));
    expect(verdictOf(sampled, partial('fields'))).toBe('accepted');
    const wrong = sampled.with(3, { ...counted, set: { context: { counted: [2] } } });
    expect(verdictOf(wrong, partial('fields'))).toBe('rejected');
  });

  test('need not have payloads, what is sent, or who sent it', () => {
    const silent: Line = { ...asked, sent: [] };
    expect(verdictOf(whole.with(2, silent))).toBe('rejected');
    expect(verdictOf(whole.with(2, silent), partial('sent'))).toBe('accepted');
    const bare = { ...counted, received: { kind: 'REQUEST', fields: {} } };
    expect(verdictOf(whole.with(3, bare))).toBe('rejected');
    expect(verdictOf(whole.with(3, bare), partial('payloads'))).toBe('accepted');
    expect(verdictOf(whole.with(4, { ...answered, received: REPLY }))).toBe('accepted');
  });

  const gives = (actor: string, of: number): Line => ({
    ...{ actor, action: 'Receive', received: { kind: 'GIVE', fields: { of } } },
    sent: [{ kind: 'NOTE', to: ['taker'], fields: { of } }],
  });
  const takes = (of: Partial<RunMessage>): Line => ({
    ...{ actor: 'taker', action: 'Receive', received: { kind: 'NOTE', fields: {}, ...of } },
  });
  const first = { from: 'left', fields: { of: 1 } };

  test.each<[string, readonly Line[], Partial<RunHeader>]>([
    ['the sender', [gives('left', 1), gives('right', 1), takes({ fields: { of: 1 } }), takes(first)], {}],
    [
      'the payload',
      [gives('left', 1), gives('left', 2), takes({ from: 'left' }), takes(first)],
      partial('payloads'),
    ],
  ])('are explained by what is sent later, where %s of what is taken is not told', (_, lines, more) => {
    const giver = setup({ types: { events: {} as { type: 'GIVE'; of: number } } }).createMachine({
      on: {
        GIVE: {
          actions: sendTo(
            ({ system: actors }) => actors.get('taker') as AnyActorRef,
            ({ event }) => ({ type: 'NOTE', of: event.of }),
          ),
        },
      },
    });
    const taker = setup({}).createMachine({ on: { NOTE: {} } });
    const given = [1, 2].map((of) => ({ type: 'GIVE' as const, of }));
    const notes = system({
      name: 'notes',
      actors: { taker, left: giver, right: giver },
      network: lossy({ losses: 0 }),
      inputs: { left: given, right: given },
      mayEnd: () => true,
    });
    // Actors tell their steps by themselves, and the taker is asked first.
    const run = runOf(lines, { actors: ['taker', 'left', 'right'], ordering: 'actors', ...more });
    expect(explainRun(notes, run)).toMatchObject({ verdict: 'accepted', explained: 4 });
  });

  test('need not have all steps, nor say what a step was', () => {
    const ends = [...started, answered];
    expect(verdictOf(ends)).toBe('rejected');
    expect(verdictOf(ends, partial('steps'))).toBe('accepted');
    expect(verdictOf(ends, partial('steps'), { hiddenMax: 1 })).toBe('inconclusive');
    const never: Line = {
      actor: 'server',
      action: 'Receive',
      received: { kind: 'REQUEST', fields: { id: 2 } },
    };
    expect(explainRun(model, runOf([...started, never], partial('steps')), { hiddenMax: 3 })).toMatchObject({
      verdict: 'rejected',
    });
    const steps = [
      ...started,
      asked,
      { actor: 'server', action: 'Step', set: { context: { counted: [1] } } },
    ];
    expect(verdictOf(steps)).toBe('accepted');
    expect(
      verdictOf(steps.with(3, { actor: 'server', action: 'Step', set: { context: { counted: [7] } } })),
    ).toBe('rejected');
  });

  test('need not begin at the start', () => {
    const late = [{ ...counted, sent: [{ ...REPLY, to: ['client'] }] }, answered];
    expect(verdictOf(late, partial('steps'))).toBe('accepted');
  });

  test('are inconclusive where the search ends before them', () => {
    expect(explainRun(model, runOf(whole), { nodesMax: 2 })).toMatchObject({
      ...{ verdict: 'inconclusive', limit: 'nodesMax', explained: 3 },
      rejection: {
        kind: 'undecided',
        event: { actor: 'server', action: 'Receive' },
        ...{ differences: [], guards: [], enabled: [], others: [], shortened: [] },
        mermaid: expect.stringMatching(
          /^sequenceDiagram\n {2}title inconclusive · [^]*Next\(server Receive/,
        ) as string,
      },
    });
    const hidden = explainRun(model, runOf([...started, answered], partial('steps')), { hiddenMax: 1 });
    expect(hidden).toMatchObject({
      ...{ verdict: 'inconclusive', limit: 'hiddenMax' },
      rejection: { kind: 'missing', shortened: [] },
    });
    expect(hidden.rejection?.mermaid).toContain('title inconclusive');
  });
});

describe('a model of slots and rules', () => {
  test('is refused without an observation, and explained with one', () => {
    const { properties, ...rest } = model;
    const bare = { ...rest, properties };
    expect(() => explainRun(bare, runOf(whole))).toThrow('nothing says how runs of model');
    const observation = observationOf(model);
    if (observation === undefined) throw new Error('a system has an observation');
    expect(explainRun(bare, runOf(whole), { observation }).verdict).toBe('accepted');
    expect(explainRun(observedBy(bare, observation), runOf(whole)).verdict).toBe('accepted');
  });

  test('is asked again at the end, and refused where it can do something else then', () => {
    let isOpen = true;
    const door = setup({ guards: { isOpen: () => isOpen } }).createMachine({
      initial: 'outside',
      states: { outside: { on: { ENTER: { target: 'inside', guard: 'isOpen' } } }, inside: {} },
    });
    const closing = system({
      name: 'a door that closes behind whoever looks',
      actors: { door },
      inputs: { door: [{ type: 'ENTER' }] },
      // Asked of the state after the step, it closes the door for the next one.
      always: { closes: (actors) => (isOpen = actors.door.value !== 'inside') || true },
    });
    const entered = runOf(
      [
        { actor: 'door', action: 'Start', set: { value: 'outside' } },
        {
          actor: 'door',
          action: 'Receive',
          received: { kind: 'ENTER', fields: {} },
          set: { value: 'inside' },
        },
      ],
      { actors: ['door'] },
    );
    expect(() => explainRun(closing, entered)).toThrow(/^the model is not deterministic/);
  });

  test('gives what it does not have as malformed', () => {
    expect(() => verdictOf(whole, { actors: ['client', 'server', 'printer'] })).toThrow(
      `actors: found 'printer'; accepted: those of the model, client, server`,
    );
    expect(() => verdictOf([...started, { actor: 'client', action: 'Leap' }])).toThrow(
      `run.ndjson: line 4: action: found 'Leap'; accepted: one of Start, Receive`,
    );
  });
});
