/** The code of a driver in which one thing is another, and has to be told by its name. */
import { describe, expect, test } from 'vitest';
import * as implementation from '../../impl/parts.js';
import type { DriverState } from '../../impl/parts.js';
import type { DriverEvent } from '../../spec/offload/driver.js';
import type { C2Record } from '../../spec/offload/records.js';
import type { Implementation } from '../compare/faulty-copy.js';
import { frameOf } from '../compare/logs.js';
import { divergenceOf, ledDriver, SPLIT, splitPair } from './split-host.test.helper.js';

const OFFER: DriverEvent = { type: 'OFFER' };
const PUT: DriverEvent = { type: 'PUT_C1' };
const DELIVER: DriverEvent = { type: 'DELIVER' };

/** The next entry of the log that the engine hands on. */
function append(slot: number, source: number, payload: number | null): DriverEvent {
  return taking({ kind: 'append', slot, entry: { epoch: 0, source, payload } });
}

function taking(record: C2Record): DriverEvent {
  return { type: 'TAKE_C2', record };
}

/** Two payloads, of which one is put on C1 and comes back as agreed, behind an empty message and before a payload of host B. */
const RUN: readonly DriverEvent[] = [
  OFFER,
  OFFER,
  PUT,
  append(0, 2, null),
  append(1, 0, 0),
  append(2, 1, 0),
  DELIVER,
  DELIVER,
];

const SNAPSHOT = taking({
  kind: 'snapshot',
  mark: 3,
  log: [
    { epoch: 0, source: 0, payload: 0 },
    // Of the second life of another driver, number 3.
    { epoch: 0, source: 1, payload: 103 },
    { epoch: 0, source: 2, payload: null },
  ],
});

/** The implementation with a driver that is faulty. */
function withDriver(Driver: typeof implementation.Driver): Implementation {
  return { ...implementation, Driver };
}

/** A driver whose state is seen with something else in it, once it is as this says. */
function seenAs(altered: (state: DriverState) => Partial<DriverState>): Implementation {
  return withDriver(
    class extends implementation.Driver {
      override save(): DriverState {
        const state = super.save();
        return { ...state, ...altered(state) };
      }
    },
  );
}

function fieldOf(impl: Implementation, ...events: readonly DriverEvent[]): string | undefined {
  return divergenceOf(ledDriver(splitPair(impl), ...events))?.field;
}

describe('a driver beside its specification', () => {
  test.each<[what: string, events: readonly DriverEvent[]]>([
    ['payloads and entries', RUN],
    [
      'a session that begins anew',
      [...RUN, { type: 'ATTACH' }, { type: 'BEGUN', begin: { next: 2, mark: 0 } }],
    ],
    ['a crash', [...RUN, { type: 'CRASH' }, { type: 'RESTART' }, { type: 'ATTACH' }]],
    ['a snapshot', [OFFER, OFFER, PUT, SNAPSHOT, append(3, 0, 1), DELIVER]],
    [
      'a new life of the engine',
      [{ type: 'ATTACH' }, { type: 'BEGUN', begin: { next: 20, mark: 0 } }, OFFER],
    ],
  ])('is the same along %s', (_, events) => {
    expect(divergenceOf(ledDriver(splitPair(), ...events))).toBeNull();
  });

  test.each<
    [field: string, events: readonly DriverEvent[], altered: (state: DriverState) => Partial<DriverState>]
  >([
    ['next payload number', [OFFER], ({ next }) => ({ next: (next ?? 0) + 1 })],
    ['pending', [OFFER], ({ pending }) => ({ pending: pending.map((one) => ({ ...one, number: 7 })) })],
    ['pending', [OFFER], () => ({ pending: [] })],
    [
      'pending payloads',
      [OFFER],
      ({ pending }) => ({ pending: pending.map((one) => ({ ...one, payload: new Uint8Array(8) })) }),
    ],
    ['put on C1', [OFFER, PUT], () => ({ sent: 0 })],
    ['pointer', [append(0, 1, 0)], ({ pointer }) => ({ pointer: pointer + 1 })],
    ['delivered', [append(0, 1, 0), DELIVER], () => ({ delivered: 0 })],
    ['copy', [append(0, 1, 0)], () => ({ copy: [] })],
  ])('is told by %s', (field, events, altered) => {
    const { next, pending } = ledDriver(splitPair(), ...events).code ?? {};
    expect(next).not.toBeUndefined();
    // What is altered is seen in the last step only: before it the driver is as it should be.
    const isLast = ({ next: now, pending: waiting, sent, pointer, delivered }: DriverState): boolean =>
      now === next && waiting.length === pending?.length && sent + pointer + delivered === lastOf(events);
    expect(
      fieldOf(
        seenAs((state) => (isLast(state) ? altered(state) : {})),
        ...events,
      ),
    ).toBe(field);
  });

  /** What tells the state after some events from those before. */
  function lastOf(events: readonly DriverEvent[]): number {
    const code = ledDriver(splitPair(), ...events).code;
    return code === null ? 0 : code.sent + code.pointer + code.delivered;
  }

  test.each<
    [field: string, what: string, Driver: typeof implementation.Driver, events: readonly DriverEvent[]]
  >([
    [
      'acceptance',
      'a number that it has given already',
      class extends implementation.Driver {
        override submit(payload: Uint8Array): number | 'full' | 'apart' {
          const number = super.submit(payload);
          return typeof number === 'number' ? 0 : number;
        }
      },
      [OFFER, OFFER],
    ],
    [
      'C1',
      'a payload with another number',
      class extends implementation.Driver {
        override putC1(to: implementation.C1): boolean {
          return super.putC1({ ...to, payload: (number, ...rest) => to.payload(number + 1, ...rest) });
        }
      },
      [OFFER, PUT],
    ],
    [
      'delivery',
      'what is given to the application with another number',
      class extends implementation.Driver {
        override deliver(to: implementation.Application): boolean {
          const deliver = ({ slot, source, number, payload }: implementation.Delivery): void =>
            to.deliver({ slot, source, number: number + slot, payload });
          return super.deliver({ ...to, deliver });
        }
      },
      [append(0, 1, 0), append(1, 2, 0), DELIVER, DELIVER],
    ],
    [
      'without a copy',
      'an entry that is lost where it is not copied',
      class extends implementation.Driver {
        override appendTo(): boolean {
          return true;
        }
      },
      [append(0, 1, 0)],
    ],
    [
      'exception',
      'what the code throws',
      class extends implementation.Driver {
        override deliver(): boolean {
          throw new RangeError('nothing to deliver');
        }
      },
      [append(0, 1, 0), DELIVER],
    ],
    [
      'exception',
      'what the code throws in the first session',
      class extends implementation.Driver {
        override begin(): boolean {
          throw new RangeError('no session');
        }
      },
      [],
    ],
    [
      'exception',
      'what belongs to no session and is taken',
      class extends implementation.Driver {
        override begin(session: number, next: number, mark: number): boolean {
          return super.begin(Math.max(session, this.inSession), next, mark);
        }
      },
      [{ type: 'ATTACH' }, { type: 'BEGUN', begin: { next: 0, mark: 0 } }],
    ],
  ])('is told by %s: %s', (field, _, Driver, events) => {
    expect(fieldOf(withDriver(Driver), ...events)).toBe(field);
  });

  test('says on which event the two part, and stays there', () => {
    const { host } = splitPair(seenAs(() => ({ pending: [] })));
    const { component } = host.driver;
    const [first] = component.initial();
    const [step] = component.step(first as never, OFFER);
    const divergence = divergenceOf(step?.next);
    expect(divergence).toEqual({ field: 'pending', spec: '[0]', core: '[]', event: '{"type":"OFFER"}' });
    expect(component.step(step?.next as never, PUT)).toEqual([{ next: step?.next, effects: [] }]);
    expect(component.show?.(step?.next as never)).toMatchObject({ divergence });
  });

  test('is encoded with the code beside it, and decoded again', () => {
    const { component } = splitPair().host.driver;
    const state = ledDriver(splitPair(), ...RUN);
    const decoded = component.decode(component.encode(state)) as typeof state;
    expect(decoded.code).toEqual(state.code);
    expect(decoded.divergence).toBeNull();
    expect(component.encode(decoded)).toEqual(component.encode(state));
    const other = ledDriver(splitPair(), ...RUN.slice(0, -1));
    expect(component.encode(other)).not.toEqual(component.encode(state));
  });
});

describe('what a driver is asked in each state', () => {
  const asked = (impl: Implementation, ...events: readonly DriverEvent[]): unknown => {
    const pair = splitPair(impl);
    const state = ledDriver(pair, ...events);
    expect(divergenceOf(state)).toBeNull();
    return pair.asked.get(pair.host.driver.component.name)?.(state);
  };

  test.each([0, 1, 3, 6, RUN.length])('finds nothing after %i events of a run', (length) => {
    expect(asked(implementation, ...RUN.slice(0, length))).toBeNull();
  });

  test('finds a driver that puts more than there is room for', () => {
    const impl = withDriver(
      class extends implementation.Driver {
        override putC1(to: implementation.C1): boolean {
          const before = this.waiting;
          return super.putC1(to) || before > 1;
        }
      },
    );
    expect(asked(impl, OFFER, OFFER)).toMatchObject({
      ...{ field: 'what is put into a full C1', event: 'C1 is full' },
    });
  });

  test('finds a driver that throws where there is no room', () => {
    const impl = withDriver(
      class extends implementation.Driver {
        override putC1(to: implementation.C1): boolean {
          if (super.putC1(to)) return true;
          throw new RangeError('no room');
        }
      },
    );
    expect(asked(impl, OFFER)).toEqual({
      ...{ field: 'exception', spec: '"none"', core: '"no room"', event: 'C1 is full' },
    });
  });

  test('finds a driver that takes a payload while it knows no number', () => {
    const impl = withDriver(
      class extends implementation.Driver {
        override submit(payload: Uint8Array): number | 'full' | 'apart' {
          const number = super.submit(payload);
          return number === 'apart' ? 0 : number;
        }
      },
    );
    expect(asked(impl, { type: 'CRASH' }, { type: 'RESTART' })).toMatchObject({ field: 'acceptance' });
  });
});

test('the frame of an entry has the history of the copy before it', () => {
  const state = ledDriver(splitPair(), ...RUN.slice(0, 6));
  const { copy } = state.code ?? { copy: [] };
  const last = frameOf({ kind: 'entry', slot: 2, epoch: 0, source: 1, payload: 0, history: [0] });
  expect(copy.at(-1)).toEqual(new Uint8Array(last.buffer, last.byteOffset, last.byteLength));
  expect(SPLIT.hosts).toBe(3);
});
