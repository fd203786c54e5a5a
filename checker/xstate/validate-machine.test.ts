import fc from 'fast-check';
import {
  and,
  assertEvent,
  assign,
  cancel,
  createMachine,
  emit,
  enqueueActions,
  forwardTo,
  fromPromise,
  log,
  not,
  or,
  raise,
  sendParent,
  sendTo,
  setup,
  spawnChild,
  stateIn,
  stopChild,
} from 'xstate';
import type { AnyStateMachine } from 'xstate';
import { describe, expect, it } from 'vitest';
import { xstateComponent } from './component.js';
import { eventTypeCheck, validateMachine } from './validate-machine.js';

type Config = Parameters<typeof createMachine>[0];
type Implementations = Parameters<typeof createMachine>[1];

const implementations = {
  actions: {
    count: assign({ n: 1 }),
    again: raise({ type: 'GO' }),
    notify: () => undefined,
  },
  guards: {
    ready: () => true,
    both: and(['ready', 'calm']),
    calm: not('ready'),
  },
};

/** A machine of one state `up` around the given piece of configuration. */
function machine(up: object, more: Implementations = {}, root: object = {}): AnyStateMachine {
  const config = { id: 'host', initial: 'up', states: { up, down: {} }, ...root };
  return createMachine(
    config as Config,
    {
      actions: { ...implementations.actions, ...more.actions },
      guards: { ...implementations.guards, ...more.guards },
      delays: more.delays,
    } as Implementations,
  );
}

function problemOf(subject: AnyStateMachine): string {
  try {
    validateMachine(subject);
  } catch (error) {
    expect(error).toMatchObject({ name: 'ExoError', code: 'EXO103' });
    const message = error instanceof Error ? error.message : '';
    expect(message).not.toContain('\n');
    return message;
  }
  return 'accepted';
}

describe('validateMachine accepts', () => {
  it.each<[string, object]>([
    ['named assigns, raises and effects', { entry: ['count', 'again', 'notify'], exit: 'count' }],
    ['static and dynamic params', { on: { GO: { actions: { type: 'notify', params: () => ({ x: 1 }) } } } }],
    ['a guard with params', { on: { GO: { guard: { type: 'ready', params: { x: 1 } } } } }],
    ['builtin guards of named guards', { on: { GO: { guard: or([and(['ready', 'both']), not('calm')]) } } }],
    ['stateIn', { on: { GO: { guard: and([stateIn('#host.up'), 'ready']) } } }],
    ['an inline raise of a constant event without delay', { entry: raise({ type: 'GO' }) }],
    [
      'always, wildcards and forbidden events',
      { always: { guard: 'calm', target: 'down' }, on: { '*': {}, 'a.*': {} } },
    ],
    [
      'nested, parallel and final states',
      { type: 'parallel', states: { a: { type: 'final' }, b: { entry: 'count' } } },
    ],
    ['onDone', { initial: 'a', states: { a: { type: 'final' } }, onDone: { actions: 'count' } }],
    ['the output of an inner final state', { initial: 'a', states: { a: { type: 'final', output: 1 } } }],
    [
      'inline functions',
      { entry: () => undefined, on: { GO: { guard: () => true, actions: assign({ n: 2 }) } } },
    ],
    ['invoked actors', { invoke: { src: fromPromise(() => Promise.resolve()), onDone: 'down' } }],
    ['delayed transitions', { after: { 1000: 'down' } }],
    ['history states', { initial: 'a', states: { a: {}, h: { type: 'history' } } }],
    ['a route', { id: 'up', route: {} }],
    [
      'delayed and computed raises',
      { entry: [raise({ type: 'GO' }, { delay: 0 }), raise(() => ({ type: 'GO' }))] },
    ],
    [
      'sendTo, sendParent and forwardTo',
      { entry: [sendTo('x', { type: 'GO' }), sendParent({ type: 'GO' }), forwardTo('x')] },
    ],
    ['cancel, emit and log', { entry: [cancel('x'), emit({ type: 'GO' }), log('x')] }],
    [
      'spawning and stopping',
      { entry: spawnChild(fromPromise(() => Promise.resolve())), exit: stopChild('x') },
    ],
    ['enqueueActions', { entry: enqueueActions(() => undefined) }],
    ['tags, meta and descriptions', { tags: 'x', meta: { y: 1 }, description: 'z' }],
  ])('%s', (_name, up) => {
    expect(problemOf(machine(up))).toBe('accepted');
  });

  it('implementations that are never used', () => {
    expect(problemOf(machine({}, { delays: { long: 5 } } as Implementations))).toBe('accepted');
  });
});

describe('validateMachine rejects and names the place of', () => {
  it.each<[string, object, string]>([
    ['an unknown action', { entry: 'boot' }, 'host.up entry[0]: action "boot" is not implemented'],
    [
      'an unknown action with params',
      { entry: { type: 'boot', params: {} } },
      'host.up entry[0]: action "boot" is not',
    ],
    [
      'an action named like an inherited method',
      { entry: 'toString' },
      'action "toString" is not implemented',
    ],
    [
      'an unknown guard',
      { always: { guard: 'open', target: 'down' } },
      'host.up always[0].guard: guard "open" is not implemented',
    ],
    [
      'an unknown guard inside a builtin',
      { on: { GO: { guard: and(['ready', 'open']) } } },
      'host.up on.GO[0].guard.and[1]: guard "open"',
    ],
  ])('%s', (_name, up, message) => {
    expect(problemOf(machine(up))).toContain(message);
  });

  it.each<[string, object]>([
    ['a delayed transition', { after: { patience: 'down' } }],
    ['a delayed raise', { entry: raise({ type: 'GO' }, { delay: 'patience' as never }) }],
    ['a delayed sendTo', { exit: sendTo('x', { type: 'GO' }, { delay: 'patience' as never }) }],
  ])('a delay of %s that is only a name, which XState takes for none', (_name, up) => {
    expect(problemOf(machine(up))).toContain(
      'delay "patience" is not implemented; add it to setup({ delays })',
    );
    const patient = { delays: { patience: 5 } } as Implementations;
    expect(problemOf(machine(up, patient))).toBe('accepted');
  });

  it('an action in the root state', () => {
    expect(problemOf(machine({}, {}, { entry: 'boot' }))).toContain('host entry[0]: action "boot"');
  });

  it('a guard that refers to itself, or through another guard to an unknown one', () => {
    const up = { on: { GO: { guard: 'x' } } };
    const loop = { guards: { x: not('y'), y: or(['ready', 'x']) } } as unknown as Implementations;
    const open = { guards: { x: not('y') } } as unknown as Implementations;
    expect(problemOf(machine(up, loop))).toContain('host.up on.GO[0].guard: guard "x" refers to itself');
    expect(problemOf(machine(up, open))).toContain('host.up on.GO[0].guard: guard "y" is not implemented');
  });

  it('all of them at once, on one line', () => {
    const problem = problemOf(machine({ entry: 'boot', exit: 'halt', after: { long: 'down' } }));
    expect(problem).toMatch(/"long".*"boot".*"halt"/);
  });

  it('an unknown action of everything that a chart may do', () => {
    const places = {
      entry: 'a',
      after: { 5: { actions: 'b' } },
      always: { guard: 'calm', actions: 'c' },
      invoke: {
        src: fromPromise(() => Promise.resolve()),
        onDone: { actions: 'd' },
        onError: { actions: 'e' },
      },
      on: { GO: { actions: 'f' } },
    };
    const problems = problemOf(machine(places))
      .replace('cannot be checked: ', '')
      .split('; ')
      .map((part) => part.split(': action')[0]);
    for (const place of [
      'entry[0]',
      'after.5[0].actions[0]',
      'always[0].actions[0]',
      'on.GO[0].actions[0]',
    ]) {
      expect(problems).toContain(`host.up ${place}`);
    }
    expect(problems.join()).toContain('host.up invoke[0].onDone[0].actions[0]');
    expect(problems.join()).toContain('host.up invoke[0].onError[0].actions[0]');
  });
});

describe('eventTypeCheck', () => {
  const chart = setup({}).createMachine({
    id: 'host',
    on: { 'timer.*': {} },
    initial: 'up',
    states: { up: { on: { GO: 'down', STOP: {} } }, down: { type: 'final' } },
  });

  it('passes what some state mentions, if only to forbid it, and partial wildcards', () => {
    const check = eventTypeCheck('h', chart);
    for (const type of ['GO', 'STOP', 'timer', 'timer.a', 'timer.a.b', 'GO']) check(type);
  });

  it('throws EXO114 with the list of handled types for anything else', () => {
    const check = eventTypeCheck('h', chart);
    for (const type of ['GONE', 'timers', 'xstate.init', 'xstate.stop', '']) {
      expect(() => check(type)).toThrow(
        expect.objectContaining({
          code: 'EXO114',
          message: `h: no state handles event ${JSON.stringify(type)}; handled: only GO, STOP, timer.*`,
        }),
      );
    }
    expect(() => eventTypeCheck('h', createMachine({}))('GO')).toThrow('handled: none at all');
  });

  it('passes everything but XState events if some state has a full wildcard', () => {
    const check = eventTypeCheck('h', machine({ on: { '*': 'down' } }));
    check('whatever');
    expect(() => check('xstate.stop')).toThrow('no state handles');
  });

  it('matches descriptors as XState does', () => {
    const token = fc.constantFrom('a', 'b', 'c');
    const type = fc.array(token, { minLength: 1, maxLength: 3 }).map((tokens) => tokens.join('.'));
    const descriptor = fc.tuple(type, fc.constantFrom('', '.*')).map(([prefix, end]) => prefix + end);
    fc.assert(
      fc.property(descriptor, type, (given, sent) => {
        const check = eventTypeCheck('h', machine({ on: { [given]: 'down' } }));
        let isXStateMatch = true;
        try {
          assertEvent({ type: sent }, given as never);
        } catch {
          isXStateMatch = false;
        }
        if (isXStateMatch) check(sent);
        else expect(() => check(sent)).toThrow('no state handles');
      }),
    );
  });
});

it('refuses a chart that XState does not understand, with what XState says of it', () => {
  const charts = [
    { initial: 'zz', states: { a: {} } },
    { initial: 'a', states: { a: { on: { E: 'b' } }, b: { initial: 'zz', states: { c: {} } } } },
    { initial: { target: '#zz' }, states: { a: {} } },
  ];
  for (const chart of charts) {
    const machine = createMachine({ id: 'm', ...chart } as never);
    const refused = /^cannot be checked: XState refuses machine "m": Initial state node .* not found/;
    expect(() => validateMachine(machine)).toThrow(refused);
    expect(() => xstateComponent(machine)).toThrow(expect.objectContaining({ code: 'EXO103' }));
  }
});
