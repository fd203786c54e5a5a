/** The two bounded FIFOs between a driver and its engine, and the Delivered register beside C1 (O4). */
import { plainComponent, type Component, type Slot } from '../../checker/index.js';
import type { C2Record } from './records.js';

/** C1, driver to engine: payloads, and the register, which the engine may read before it has taken what is in front. */
export interface C1 {
  readonly payloads: readonly number[];
  /** The application's position, as the driver of this session last said it. */
  readonly delivered: number;
  /** A wrong reading: what the register is to be once the payloads before it are taken. */
  readonly behind?: readonly Behind[];
}

export type C1Event =
  | { readonly type: 'PUT'; readonly payload: number }
  | { readonly type: 'TAKE' }
  | { readonly type: 'DELIVERED'; readonly delivered: number }
  /** O9: the next session. */
  | { readonly type: 'BEGIN'; readonly delivered: number }
  /** O10: the host is gone, and what was in its memory. */
  | { readonly type: 'CLEAR' };

/** C2, engine to driver. */
export type C2 = readonly C2Record[];

export type C2Event =
  | { readonly type: 'PUT'; readonly record: C2Record }
  | { readonly type: 'TAKE' }
  | { readonly type: 'BEGIN' }
  | { readonly type: 'CLEAR' };

export type C1Slot = Slot<C1, C1Event, never>;
export type C2Slot = Slot<C2, C2Event, never>;

type Outcome<S> = readonly { readonly next: S; readonly effects: readonly never[] }[];

function one<S>(next: S): Outcome<S> {
  return [{ next, effects: [] }];
}

const EMPTY_C1: C1 = { payloads: [], delivered: 0 };

export interface C1Options {
  readonly recordsMax: number;
  /** A wrong reading: what is in it stays for the next session. */
  readonly survives: boolean;
  /** A wrong reading: the register is a record among others. */
  readonly deliveredBehindPayloads: boolean;
}

export function c1Channel(name: string, options: C1Options): Component<C1, C1Event, never> {
  const { recordsMax, survives, deliveredBehindPayloads } = options;
  return plainComponent<C1, C1Event, never>({
    name,
    initial: [EMPTY_C1],
    step: (now, event) => {
      const { payloads } = now;
      switch (event.type) {
        case 'PUT':
          return payloads.length < recordsMax ? one({ ...now, payloads: [...payloads, event.payload] }) : [];
        case 'TAKE':
          return payloads.length > 0
            ? one(
                arrived({
                  ...now,
                  payloads: payloads.slice(1),
                  ...(now.behind && { behind: now.behind.map(nearer) }),
                }),
              )
            : [];
        case 'DELIVERED':
          return deliveredBehindPayloads
            ? one(arrived({ ...now, behind: [...(now.behind ?? []), behindOf(now, event.delivered)] }))
            : one({ ...now, delivered: event.delivered });
        case 'BEGIN':
          return one({ payloads: survives ? payloads : [], delivered: event.delivered });
        case 'CLEAR':
          return one(survives ? { payloads, delivered: 0 } : EMPTY_C1);
      }
    },
  });
}

/** A wrong reading: a record of what is delivered, and how many payloads were put before it and are not taken. */
interface Behind {
  readonly payloads: number;
  readonly delivered: number;
}

function behindOf({ payloads }: C1, delivered: number): Behind {
  return { payloads: payloads.length, delivered };
}

function nearer({ payloads, delivered }: Behind): Behind {
  return { payloads: payloads - 1, delivered };
}

/** What has come to the front is read. */
function arrived({ payloads, delivered, behind = [] }: C1): C1 {
  const there = behind.filter((record) => record.payloads <= 0);
  const waiting = behind.filter((record) => record.payloads > 0);
  return {
    payloads,
    delivered: there.at(-1)?.delivered ?? delivered,
    ...(waiting.length > 0 && { behind: waiting }),
  };
}

export interface C2Options {
  readonly recordsMax: number;
  /** A wrong reading: what is in it stays for the next session. */
  readonly survives: boolean;
  /** A wrong reading: a record that has no room is lost. */
  readonly drops: boolean;
}

export function c2Channel(name: string, options: C2Options): Component<C2, C2Event, never> {
  const { recordsMax, survives, drops } = options;
  return plainComponent<C2, C2Event, never>({
    name,
    initial: [[]],
    step: (records, event) => {
      switch (event.type) {
        case 'PUT':
          if (records.length < recordsMax) return one([...records, event.record]);
          return drops ? one(records) : [];
        case 'TAKE':
          return records.length > 0 ? one(records.slice(1)) : [];
        case 'BEGIN':
        case 'CLEAR':
          return one(survives ? records : []);
      }
    },
  });
}
