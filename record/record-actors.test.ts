import { describe, expect, test } from 'vitest';
import {
  assign,
  createActor,
  createMachine,
  emit,
  fromCallback,
  fromEventObservable,
  fromPromise,
  fromTransition,
  raise,
  sendParent,
  sendTo,
  setup,
  SimulatedClock,
  stopChild,
  type AnyActorRef,
  type AnyEventObject,
  type Subscribable,
} from 'xstate';
import { RunReader, type RunEvent, type RunHeader } from '../traces/index.js';
import { recordActors, type Recorded, type RecordOptions } from './index.js';

const client = createMachine({
  id: 'client',
  context: { tries: 0 },
  initial: 'idle',
  states: {
    idle: { on: { START: 'waiting' } },
    waiting: {
      entry: [
        assign({ tries: ({ context }) => (context.tries as number) + 1 }),
        sendTo(({ system }) => system.get('server') as AnyActorRef, { type: 'REQUEST', id: 7 }),
      ],
      after: { 1000: { target: 'waiting', reenter: true } },
      on: { REPLY: 'done' },
    },
    done: { type: 'final' },
  },
});
const server = createMachine({
  id: 'server',
  context: { seen: new Set<number>() },
  on: {
    REQUEST: {
      actions: [
        assign({ seen: ({ context, event }) => new Set([...context.seen, event['id'] as number]) }),
        sendTo(({ system }) => system.get('client') as AnyActorRef, { type: 'REPLY' }),
      ],
    },
  },
});

/** Both machines in one system. */
const together = setup({ actors: { client, server } }).createMachine({
  invoke: [
    { src: 'server', id: 'server', systemId: 'server' },
    { src: 'client', id: 'client', systemId: 'client' },
  ],
});

/** An observable that tells one event and its end while somebody subscribes. */
function atOnce(event: AnyEventObject): Subscribable<AnyEventObject> {
  return {
    subscribe: (observer: unknown) => {
      const { next, complete } = observer as { next: (event: AnyEventObject) => void; complete: () => void };
      next(event);
      complete();
      return { unsubscribe: () => undefined };
    },
  };
}

interface Written {
  readonly header: RunHeader;
  readonly events: readonly RunEvent[];
}

/** What is written while `act` runs; each line is read again. */
function recorded(subject: Recorded, options: RecordOptions, act: () => void): Written {
  const lines: string[] = [];
  const recording = recordActors(subject, (line) => lines.push(line), options);
  act();
  recording.stop();
  const reader = new RunReader('run.ndjson');
  const events = lines.flatMap((line) => {
    const read = reader.read(line);
    return read?.kind === 'event' ? [read.event] : [];
  });
  return { header: reader.header as RunHeader, events };
}

const shortly = ({ events }: Written): readonly string[] =>
  events.map(({ actor, action, received, sent = [] }) =>
    [
      `${actor} ${action}`,
      ...(received ? [`${received.kind} from ${received.from ?? 'the world'}`] : []),
      ...sent.map(({ kind, to }) => `sends ${kind} to ${to?.join() ?? 'all'}`),
    ].join(', '),
  );

describe('recordActors', () => {
  test('writes what actors of one system do, in an order in which each is sent before it is received', () => {
    const root = createActor(together);
    const written = recorded(root, { actors: ['client', 'server'] }, () => {
      root.start();
      (root.system.get('client') as AnyActorRef).send({ type: 'START' });
    });
    expect(written.header).toMatchObject({ actors: ['client', 'server'], ordering: 'total' });
    expect(shortly(written)).toEqual([
      'server Start',
      'client Start',
      'client Receive, START from the world, sends REQUEST to server',
      'server Receive, REQUEST from client, sends REPLY to client',
      'client Receive, REPLY from server',
    ]);
    expect(written.events.map(({ n }) => n)).toEqual([1, 1, 2, 2, 3]);
    expect(written.events.map(({ set }) => set)).toEqual([
      { status: 'active', value: {}, context: { seen: { '#set': [] } } },
      { status: 'active', value: 'idle', context: { tries: 0 } },
      { value: 'waiting', context: { tries: 1 } },
      { context: { seen: { '#set': [7] } } },
      { status: 'done', value: 'done' },
    ]);
    expect(written.events[3]?.received).toEqual({ kind: 'REQUEST', from: 'client', fields: { id: 7 } });
  });

  test('tells timers, and knows who stands for an actor that runs elsewhere', () => {
    const clock = new SimulatedClock();
    const wire: string[] = [];
    const here = setup({
      actors: {
        client,
        wire: fromCallback(({ receive, sendBack }) => {
          receive(({ type }) => wire.push(type));
          return () => sendBack;
        }),
      },
    }).createMachine({
      invoke: [
        { src: 'wire', id: 'wire', systemId: 'server' },
        { src: 'client', id: 'client', systemId: 'client' },
      ],
    });
    const root = createActor(here, { clock });
    const written = recorded(root, { actors: ['client', 'server'] }, () => {
      root.start();
      const own = root.system.get('client') as AnyActorRef;
      own.send({ type: 'START' });
      clock.increment(1000);
      own.send({ type: 'REPLY' });
    });
    expect(written.header.observed).toEqual(['client']);
    expect(wire).toEqual(['REQUEST', 'REQUEST']);
    expect(shortly(written).slice(1)).toEqual([
      'client Receive, START from the world, sends REQUEST to server',
      'client Timer, sends REQUEST to server',
      'client Receive, REPLY from the world',
    ]);
    expect(written.events[2]?.args).toEqual({ timer: 'after.1000.client.waiting' });
  });

  test('takes an actor with what it invokes for one, and tells of the ends of promises', async () => {
    const child = setup({}).createMachine({
      id: 'child',
      context: { load: 2 },
      initial: 'a',
      states: { a: { on: { GO: { target: 'b', actions: sendParent({ type: 'WENT' }) } } }, b: {} },
    });
    const parent = setup({
      actors: { child, load: fromPromise(() => Promise.resolve('x')) },
    }).createMachine({
      id: 'parent',
      initial: 'loading',
      states: {
        loading: { invoke: { src: 'load', id: 'load', onDone: 'loaded' } },
        loaded: {
          invoke: { src: 'child', id: 'child' },
          on: {
            ASK: { actions: sendTo('child', { type: 'GO' }) },
            WENT: { actions: emit({ type: 'RING' }) },
          },
        },
      },
    });
    const lines: string[] = [];
    const actor = createActor(parent);
    recordActors(actor, { write: (text) => lines.push(text) });
    actor.start();
    await new Promise((resolve) => setTimeout(resolve, 0));
    actor.send({ type: 'ASK' });
    const events = lines.slice(1).map((line) => JSON.parse(line) as RunEvent);
    expect(events.map(({ action, args, sent, set }) => ({ action, args, sent, set }))).toMatchObject([
      { action: 'Start', set: { value: 'loading' } },
      { action: 'Done', args: { actor: 'load', output: 'x' }, set: { value: 'loaded' } },
      {
        action: 'Receive',
        sent: [{ kind: 'RING', via: 'emit' }],
        set: { children: { child: { status: 'active', value: 'b', context: { load: 2 } } } },
      },
    ]);
  });

  test('writes an actor that ends when all that it has spawned is stopped, as one step', () => {
    const worker = createMachine({ id: 'worker', initial: 'busy', states: { busy: {} } });
    const team = createMachine({
      id: 'team',
      initial: 'on',
      invoke: [1, 2, 3].map((i) => ({ src: worker, id: `w${i}` })),
      states: { on: { on: { END: 'off' } }, off: { type: 'final' } },
    });
    const boss = createMachine({
      invoke: { src: team, id: 'team', onDone: { actions: emit({ type: 'ENDED' }) } },
      on: { END: { actions: sendTo('team', { type: 'END' }) } },
    });
    const children = (name: string): object =>
      Object.fromEntries([1, 2, 3].map((i) => [`w${i}`, expect.objectContaining({ status: name })]));
    const alone = createActor(team);
    const ended = recorded({ team: alone }, {}, () => {
      alone.start();
      alone.send({ type: 'END' });
    });
    expect(ended.events.map(({ action }) => action)).toEqual(['Start', 'Receive']);
    expect(ended.events[0]?.set).toMatchObject({ children: children('active') });
    expect(ended.events[1]?.set).toMatchObject({ status: 'done', children: children('stopped') });
    const below = createActor(boss);
    const { events } = recorded({ boss: below }, {}, () => {
      below.start();
      below.send({ type: 'END' });
    });
    expect(events.map(({ action, sent }) => [action, sent?.[0]?.kind])).toEqual([
      ['Start', undefined],
      ['Receive', 'ENDED'],
    ]);
  });

  test('takes a timer that goes off while somebody watches a step for a step of its own', () => {
    const clock = new SimulatedClock();
    const delayed = { delay: 100 };
    const noted: unknown[] = [];
    // What an action of one's own is given may look like what XState gives to its own.
    const note = (_: unknown, params: { readonly event: string; readonly delay: number }) =>
      noted.push(params);
    const lamp = setup({ actions: { note } }).createMachine({
      id: 'lamp',
      initial: 'off',
      states: {
        off: { on: { PRESS: 'on', FLASH: 'bright', RING: 'ringing' } },
        on: { entry: { type: 'note', params: { event: 'on', delay: 1 } }, after: { 100: 'off' } },
        bright: { entry: raise({ type: 'DARKEN' }, delayed), on: { DARKEN: 'off' } },
        ringing: {
          entry: sendTo(({ system }) => system.get('door') as AnyActorRef, { type: 'KNOCK' }, delayed),
          on: { REST: 'off' },
        },
      },
    });
    const door = createMachine({ on: { KNOCK: {} } });
    const house = setup({ actors: { lamp, door } }).createMachine({
      invoke: [
        { src: 'door', id: 'door', systemId: 'door' },
        { src: 'lamp', id: 'lamp', systemId: 'lamp' },
      ],
    });
    const root = createActor(house, { clock });
    const written = recorded(root, { actors: ['lamp', 'door'] }, () => {
      root.start();
      const own = root.system.get('lamp') as AnyActorRef;
      own.subscribe(({ value }: { readonly value: string }) => value === 'off' || clock.increment(100));
      for (const type of ['PRESS', 'FLASH', 'RING']) own.send({ type });
    });
    expect(noted).toEqual([{ event: 'on', delay: 1 }]);
    expect(shortly(written).slice(2)).toEqual([
      'lamp Receive, PRESS from the world',
      'lamp Timer',
      'lamp Receive, FLASH from the world',
      'lamp Timer',
      'lamp Receive, RING from the world',
      'lamp Timer, sends KNOCK to door',
      'door Receive, KNOCK from lamp',
    ]);
    const ofLamp = written.events.filter(({ actor }) => actor === 'lamp').slice(1);
    expect(ofLamp.map(({ args, set }) => [args?.['timer'], set?.['value']])).toEqual([
      [undefined, 'on'],
      ['after.100.lamp.on', 'off'],
      [undefined, 'bright'],
      ['DARKEN', 'off'],
      [undefined, 'ringing'],
      ['KNOCK', undefined],
    ]);
  });

  test('takes what a callback or an observable tells at once for steps of their own', () => {
    const desk = setup({
      actors: {
        echo: fromCallback<AnyEventObject>(({ sendBack, receive }) => {
          sendBack({ type: 'READY' });
          receive(({ type }) => sendBack({ type: 'ECHO', of: type }));
        }),
        feed: fromEventObservable(() => atOnce({ type: 'FED' })),
        faulty: fromCallback(() => {
          throw new Error('broken');
        }),
      },
    }).createMachine({
      id: 'desk',
      context: { heard: [] as string[] },
      invoke: { src: 'echo', id: 'echo' },
      initial: 'open',
      states: {
        open: { on: { FEED: 'fed', FAIL: 'failing' } },
        fed: { invoke: { src: 'feed', id: 'feed', onDone: 'open' } },
        failing: { invoke: { src: 'faulty', id: 'faulty', onError: 'open' } },
      },
      on: {
        '*': {
          actions: [
            emit({ type: 'HEARD' }),
            assign({ heard: ({ context, event }) => [...context.heard, event.type] }),
          ],
        },
        ASK: { actions: [sendTo('echo', { type: 'ASKED' }), emit({ type: 'RANG' })] },
      },
    });
    const actor = createActor(desk);
    const { events } = recorded(actor, {}, () => {
      actor.start();
      for (const type of ['ASK', 'FEED', 'FAIL']) actor.send({ type });
    });
    const told = events.map(({ action, args, received, sent, set }) => [
      ...[action, received?.kind ?? args?.['event'] ?? args?.['actor'], sent?.length ?? 0, set?.['value']],
    ]);
    expect(told).toEqual([
      ['Start', undefined, 0, 'open'],
      ['Emit', { type: 'READY' }, 1, undefined],
      ['Receive', 'ASK', 1, undefined],
      ['Emit', { type: 'ECHO', of: 'ASKED' }, 1, undefined],
      ['Receive', 'FEED', 0, 'fed'],
      ['Emit', { type: 'FED' }, 1, undefined],
      ['Done', 'feed', 0, 'open'],
      ['Receive', 'FAIL', 0, 'failing'],
      ['Failed', 'faulty', 0, 'open'],
    ]);
    expect(events.at(-1)?.args?.['error']).toMatchObject({ message: 'broken' });
  });

  test('writes what an actor emits with the event that has waited for it in a mailbox', () => {
    const asking = createMachine({
      id: 'asking',
      on: {
        ASK: {
          actions: [
            sendTo(({ system }) => system.get('answering') as AnyActorRef, { type: 'ASKED' }),
            emit({ type: 'ASKS' }),
          ],
        },
        ANSWER: { actions: emit({ type: 'KNOWS' }) },
      },
    });
    const answering = createMachine({
      id: 'answering',
      on: {
        ASKED: { actions: sendTo(({ system }) => system.get('asking') as AnyActorRef, { type: 'ANSWER' }) },
      },
    });
    const root = createActor(
      setup({ actors: { asking, answering } }).createMachine({
        invoke: [
          { src: 'asking', id: 'asking', systemId: 'asking' },
          { src: 'answering', id: 'answering', systemId: 'answering' },
        ],
      }),
    );
    const { events } = recorded(root, { actors: ['asking', 'answering'] }, () => {
      root.start();
      (root.system.get('asking') as AnyActorRef).send({ type: 'ASK' });
    });
    const told = events.slice(2).map(({ received, sent }) => [received?.kind, sent?.map(({ kind }) => kind)]);
    expect(told).toEqual([
      ['ASK', ['ASKS', 'ASKED']],
      ['ASKED', ['ANSWER']],
      ['ANSWER', ['KNOWS']],
    ]);
  });

  test.each([
    ['has been stopped', 'STOP'],
    ['is stopped before it is started', 'PASS'],
  ])('takes nothing for a part of a step in which something is sent to what %s', async (_, type) => {
    const bells: (() => void)[] = [];
    const keeper = setup({
      actors: {
        tally: fromTransition((count: number) => count + 1, 0),
        load: fromPromise(() => Promise.resolve('x')),
        bell: fromCallback(({ sendBack }) => void bells.push(() => sendBack({ type: 'RING' }))),
        brief: createMachine({ on: { COUNT: {} } }),
      },
    }).createMachine({
      id: 'keeper',
      context: ({ spawn }) => ({ tally: spawn('tally', { id: 'tally' }) }),
      invoke: [
        { src: 'bell', id: 'bell' },
        { src: 'load', id: 'load', onDone: '.loaded' },
      ],
      on: {
        STOP: {
          target: '.stopped',
          actions: [
            stopChild('tally'),
            sendTo(({ context }) => context.tally as AnyActorRef, { type: 'COUNT' }),
          ],
        },
        PASS: '.passing',
        RING: '.rung',
      },
      initial: 'idle',
      states: {
        idle: {},
        passing: {
          invoke: { src: 'brief', id: 'brief' },
          entry: sendTo('brief', { type: 'COUNT' }),
          always: 'stopped',
        },
        stopped: {},
        loaded: {},
        rung: {},
      },
    });
    const lines: string[] = [];
    const actor = createActor(keeper);
    recordActors({ keeper: actor }, (line) => lines.push(line), { fields: (field) => field === 'value' });
    actor.start();
    const step = { actor: 'keeper', action: 'Receive', received: { kind: type, fields: {} } };
    const stopped = { ...step, set: { value: 'stopped' } };
    const expected = [
      { actor: 'keeper', n: 1, action: 'Start', set: { value: 'idle' } },
      { ...stopped, n: 2 },
      {
        actor: 'keeper',
        n: 3,
        action: 'Done',
        args: { actor: 'load', output: 'x' },
        set: { value: 'loaded' },
      },
      { ...stopped, n: 4 },
      {
        ...{ actor: 'keeper', n: 5, action: 'Emit', args: { actor: 'bell', event: { type: 'RING' } } },
        set: { value: 'rung' },
      },
    ];
    const written = () => lines.slice(1).map((line) => JSON.parse(line) as unknown);
    actor.send({ type });
    expect(written()).toEqual(expected.slice(0, 2));
    await new Promise((resolve) => actor.subscribe(resolve));
    actor.send({ type });
    for (const ring of bells) ring();
    expect(written()).toEqual(expected);
  });

  test('writes only the fields that are wanted', () => {
    const actor = createActor(server);
    const fields = (field: string): boolean => field === 'value';
    const { events } = recorded({ server: actor }, { fields }, () => {
      actor.start();
    });
    expect(events).toEqual([{ actor: 'server', n: 1, action: 'Start', set: { value: {} } }]);
  });

  test('writes the step in which an actor dies of an exception', () => {
    const fragile = setup({
      actions: {
        fall: () => {
          throw new Error('fallen');
        },
      },
    }).createMachine({ id: 'fragile', on: { PUSH: { actions: 'fall' } } });
    const actor = createActor(fragile);
    actor.subscribe({ error: () => undefined });
    const { events } = recorded(actor, {}, () => {
      actor.start();
      actor.send({ type: 'PUSH' });
    });
    expect(events.at(-1)).toMatchObject({
      received: { kind: 'PUSH' },
      set: { status: 'error', error: { name: 'Error', message: 'fallen' } },
    });
  });

  test('is refused for actors that run already, and for a system in which nobody has a name', () => {
    const actor = createActor(server).start();
    expect(() => recordActors(actor, () => undefined)).toThrow(/EXO214|runs already/);
    expect(() => recordActors({ server: actor }, () => undefined)).toThrow(`'server' runs already`);
    expect(() => recordActors(createActor(server).system, () => undefined)).toThrow('no actor is registered');
  });
});

test.each([
  ['nothing', undefined],
  ['a text', 'client'],
  ['no actors', {}],
  ['a machine', client],
  ['a list with something else', [createActor(client), 1]],
])('what cannot be recorded is refused by name: %s', (_, subject) => {
  expect(() => recordActors(subject as never, () => undefined)).toThrow('not given actors');
});

test.each([
  ['nothing', undefined],
  ['a path', 'run.ndjson'],
])('where a run cannot be written to is refused by name: %s', (_, sink) => {
  expect(() => recordActors(createActor(client), sink as never)).toThrow('a function of a line, or a stream');
});

test.each([
  [{ fields: ['value'] }, `'fields' of recordActors is ["value"]; accepted: a function`],
  [{ actors: { client: 1 } }, `'actors' of recordActors is {"client":1}; accepted: a list of names`],
  [{ actors: 'client' }, `'actors' of recordActors is "client"; accepted: a list of names`],
  [{ actors: [''] }, `'actors' of recordActors is [""]; accepted: a list of names`],
  [
    { partial: ['all'] },
    `'partial' of recordActors is ["all"]; accepted: a list of fields, payloads, sent, steps`,
  ],
  [
    { parameters: { n: 1n } },
    `'parameters' of recordActors is {"n":{"#bigint":"1"}}; accepted: an object of what`,
  ],
  [{ parameters: 5 }, `'parameters' of recordActors is 5; accepted: an object of what JSON has a form for`],
  [{ seed: 1.5 }, `'seed' of recordActors is 1.5; accepted: a whole number from 0`],
  [{ seed: 1n }, `'seed' of recordActors is 1n; accepted: a whole number from 0`],
  [{ model: '' }, `'model' of recordActors is ""; accepted: the name of a model`],
  [
    { senderof: () => 'client' },
    `recordActors has no option 'senderof'; it takes model, actors, fields, senderOf,`,
  ],
  [null, 'what is given as options of recordActors is null; accepted: an object of model, actors'],
])('an option that would make a run that cannot be read is refused: %o', (options, text) => {
  const lines: string[] = [];
  const record = () => recordActors(createActor(client), (line) => lines.push(line), options as never);
  expect(record).toThrow(text);
  expect(lines).toEqual([]);
});

test.each([
  [{ nowUs: () => 5n }, `'nowUs' of recordActors gives 5n; accepted: a number of microseconds`],
  [{ nowUs: () => NaN }, `'nowUs' of recordActors gives NaN; accepted: a number of microseconds`],
  [{ senderOf: () => 5 }, `'senderOf' of recordActors gives 5; accepted: the name of an actor, or undefined`],
])('what a function among the options may not give is refused: %o', (options, text) => {
  const actor = createActor(client);
  recordActors(actor, () => undefined, options as never);
  expect(() => {
    actor.start();
    actor.send({ type: 'START' } as never);
  }).toThrow(text);
});

test('an actor that is recorded under a name that the model is said not to have is refused', () => {
  const record = () => recordActors({ client: createActor(client) }, () => undefined, { actors: ['server'] });
  expect(record).toThrow(
    "'client' is recorded, and 'actors' of recordActors has no such name; accepted: server",
  );
});

test('names whom a message leaves for by its id where it stands for no actor of the model', () => {
  const client = createMachine({
    on: {
      GO: { actions: sendTo(({ system }) => system.get('printer') as never, { type: 'PRINT' } as never) },
    },
  });
  const root = createActor(
    createMachine({
      invoke: [
        { src: fromCallback(() => undefined), id: 'wire', systemId: 'printer' },
        { src: client, id: 'client', systemId: 'client' },
      ],
    }),
  );
  const lines: string[] = [];
  recordActors(root, (line) => lines.push(line), { actors: ['client'] });
  root.start();
  (root.system.get('client') as AnyActorRef).send({ type: 'GO' });
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ sent: [{ kind: 'PRINT', to: ['wire'] }] });
});
