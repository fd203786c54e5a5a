/** The code of an engine in which one thing is another, and has to be told by its name. */
import { describe, expect, test } from 'vitest';
import * as implementation from '../../impl/parts.js';
import type { EngineEdgeState } from '../../impl/parts.js';
import type { EngineEvent } from '../../spec/offload/engine.js';
import type { Implementation } from '../compare/faulty-copy.js';
import { divergenceOf, ledEngine, splitPair } from './split-host.test.helper.js';

const { EngineEdge, PayloadNumbers } = implementation;
const PERSISTED: EngineEvent = { type: 'PERSISTED' };
const PUT: EngineEvent = { type: 'PUT_C2', putting: 'entry' };
const CRASH: EngineEvent = { type: 'CRASH' };
const RESTART: EngineEvent = { type: 'RESTART' };

function submit(payload: number): EngineEvent {
  return { type: 'SUBMIT', payload };
}

function attach(delivered: number, pointer: number): EngineEvent {
  return { type: 'ATTACH', begin: { delivered, pointer } };
}

/** Host A fills slot 0 with the payload of its driver and host B slot 1, so that slot 0 is agreed. */
const AGREED: readonly EngineEvent[] = [
  submit(0),
  { type: 'APPEND' },
  PERSISTED,
  { type: 'BROADCAST' },
  { type: 'RECEIVE', message: { kind: 'entry', epoch: 0, slot: 1, source: 1, payload: 0, history: [0] } },
  PERSISTED,
];
/** The driver gets it, and its application has it. */
const RUN: readonly EngineEvent[] = [...AGREED, PUT, { type: 'DELIVER', delivered: 1 }];

function withEdge(Edge: typeof EngineEdge): Implementation {
  return { ...implementation, EngineEdge: Edge };
}

function fieldOf(impl: Implementation, ...events: readonly EngineEvent[]): string | undefined {
  return divergenceOf(ledEngine(splitPair(impl), ...events))?.field;
}

/** C2 as an edge is given it, with some of its calls in other words. */
function withC2(altered: (to: implementation.C2) => Partial<implementation.C2>): Implementation {
  return withEdge(
    class extends EngineEdge {
      override putC2(to: implementation.C2): boolean {
        const { reset, begin, snapshot, append } = to;
        return super.putC2({ reset, begin, snapshot, append, ...altered(to) });
      }
    },
  );
}

describe('an engine beside its specification', () => {
  test.each<[what: string, events: readonly EngineEvent[]]>([
    ['a payload that is agreed and delivered', RUN],
    ['a session that begins anew', [...RUN, attach(1, 1), submit(1)]],
    ['a driver that knows more to be agreed', [...AGREED.slice(0, 4), attach(0, 1)]],
    ['a driver that is gone', [...RUN, { type: 'DETACH' }, attach(0, 0), PUT]],
    ['a reset', [...RUN, CRASH, RESTART, attach(1, 1), submit(1)]],
  ])('is the same along %s', (_, events) => {
    expect(divergenceOf(ledEngine(splitPair(), ...events))).toBeNull();
  });

  test('goes through what is delivered at once, as the code does', () => {
    const { context, code } = ledEngine(splitPair(), ...RUN);
    expect([context.agreed, context.delivered, code.core?.delivered, code.taken]).toEqual([1, 1, 1, 1]);
  });

  test.each<[field: string, what: string, impl: Implementation, events: readonly EngineEvent[]]>([
    [
      'cursor',
      'more that is put than is',
      withEdge(
        class extends EngineEdge {
          override save(): EngineEdgeState {
            const state = super.save();
            return { ...state, cursor: state.cursor > 0 ? 2 : 0 };
          }
        },
      ),
      [...AGREED, PUT],
    ],
    [
      'next payload number',
      'a number that is not used up',
      {
        ...implementation,
        PayloadNumbers: class extends PayloadNumbers {
          override took(): number | null {
            return null;
          }
        },
      },
      [submit(0)],
    ],
    [
      'C2',
      'another slot',
      withC2(({ append }) => ({ append: (slot, ...rest) => append(slot + 1, ...rest) })),
      [...AGREED, PUT],
    ],
    [
      'C2',
      'another number at the beginning',
      withC2(({ begin }) => ({ begin: (session, next, mark) => begin(session, next + 1, mark) })),
      [attach(0, 0)],
    ],
    [
      'mark',
      'a log that begins later than it does',
      withC2(({ begin }) => ({ begin: (session, next, mark) => begin(session, next, mark + 1) })),
      [attach(0, 0)],
    ],
    [
      'acceptance',
      'a payload that is not taken',
      withEdge(
        class extends EngineEdge {
          override payload(): boolean {
            return false;
          }
          override payloads(): number {
            return 0;
          }
        },
      ),
      [submit(0)],
    ],
    [
      'exception',
      'payloads that are taken otherwise where they come together',
      withEdge(
        class extends EngineEdge {
          override payloads(): number {
            return 1;
          }
        },
      ),
      [submit(0)],
    ],
    [
      'exception',
      'an engine that does not say that it has begun anew',
      withC2(() => ({ reset: () => true })),
      [],
    ],
    [
      'agreed',
      'an entry that is agreed too late',
      {
        ...implementation,
        Core: class extends implementation.Core {
          protected override agree(): void {
            // Nothing is ever agreed.
          }
        },
      },
      AGREED,
    ],
    [
      'messages',
      'an entry that is not broadcast',
      {
        ...implementation,
        Core: class extends implementation.Core {
          override broadcast(): implementation.Answer {
            return implementation.ANSWER.taken;
          }
        },
      },
      AGREED.slice(0, 4),
    ],
  ])('is told by %s: %s', (field, _, impl, events) => {
    expect(fieldOf(impl, ...events)).toBe(field);
  });

  test('stays where it has diverged, but takes nothing for ever that is taken at once', () => {
    const { host } = splitPair(
      withC2(({ begin }) => ({ begin: (session, next) => begin(session, next, 9) })),
    );
    const { component } = host.engine;
    const diverged = ledEngine({ host, asked: new Map() }, attach(0, 0));
    expect(divergenceOf(diverged)).toMatchObject({ field: 'mark', event: expect.stringContaining('ATTACH') });
    expect(component.step(diverged, submit(0))).toEqual([{ next: diverged, effects: [] }]);
    expect(component.step(diverged, PERSISTED)).toEqual([]);
    expect(component.step(diverged, { type: 'DELIVER' })).toEqual([]);
    expect(component.step(diverged, { type: 'DELIVER', delivered: 1 })).toHaveLength(1);
  });

  test('is encoded with the code beside it, and decoded again', () => {
    const { component } = splitPair().host.engine;
    const state = ledEngine(splitPair(), ...RUN);
    const decoded = component.decode(component.encode(state)) as typeof state;
    expect(decoded.code).toEqual(state.code);
    expect(component.encode(decoded)).toEqual(component.encode(state));
    expect(component.show?.(state)).toMatchObject({ code: { cursor: 1, next: 1, start: 1, session: 1 } });
    const down = ledEngine(splitPair(), ...RUN, CRASH);
    expect(component.show?.(down)).toMatchObject({ code: { start: null } });
  });
});

describe('what an engine is asked in each state', () => {
  const asked = (impl: Implementation, ...events: readonly EngineEvent[]): unknown => {
    const pair = splitPair(impl);
    const state = ledEngine(pair, ...events);
    expect(divergenceOf(state)).toBeNull();
    const [[, interrogate] = []] = [...pair.asked].filter(([name]) => name.startsWith('host'));
    return interrogate?.(state);
  };

  test.each([0, 1, 3, 6, RUN.length])('finds nothing after %i events of a run', (length) => {
    expect(asked(implementation, ...RUN.slice(0, length))).toBeNull();
  });

  test('finds nothing in an engine that is down, or has begun anew', () => {
    expect(asked(implementation, ...RUN, CRASH)).toBeNull();
    expect(asked(implementation, ...RUN, CRASH, RESTART)).toBeNull();
  });

  test('finds an engine that puts more than there is room for', () => {
    const impl = withEdge(
      class extends EngineEdge {
        override putC2(to: implementation.C2): boolean {
          return super.putC2(to) || this.save().cursor > 0;
        }
      },
    );
    expect(asked(impl, ...AGREED, PUT)).toMatchObject({
      ...{ field: 'what is put into a full C2', event: 'C2 is full' },
    });
  });

  test('finds an engine that hears a register of no session', () => {
    const impl = withEdge(
      class extends EngineEdge {
        override register(session: number, delivered: number): void {
          super.register(session === 0 ? this.attachedTo : session, delivered);
          if (session === 0) (this as unknown as { session: number }).session = 3;
        }
      },
    );
    expect(asked(impl, CRASH, RESTART)).toMatchObject({ event: 'a register of no session' });
  });
});
