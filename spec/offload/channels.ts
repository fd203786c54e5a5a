/** The two bounded FIFOs between a driver and its engine, and the Delivered register beside C1 (O4). */
import { plainComponent, type Component, type Slot } from '../../checker/index.js';
import type { C2Record } from './records.js';

/** C1, driver to engine: payloads, and the register, which the engine may read before it has taken what is in front. */
export interface C1 {
  readonly payloads: readonly number[];
  /** The application's position, as the driver of this session last said it. */
  readonly delivered: number;
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

const EMPTY_C1: C1 = { payloads: [], delivered: 0 };

export function c1Channel(name: string, recordsMax: number): Component<C1, C1Event, never> {
  const one = (next: C1): readonly { readonly next: C1; readonly effects: readonly never[] }[] => [
    { next, effects: [] },
  ];
  return plainComponent<C1, C1Event, never>({
    name,
    initial: [EMPTY_C1],
    step: (now, event) => {
      const { payloads } = now;
      switch (event.type) {
        case 'PUT':
          return payloads.length < recordsMax ? one({ ...now, payloads: [...payloads, event.payload] }) : [];
        case 'TAKE':
          return payloads.length > 0 ? one({ ...now, payloads: payloads.slice(1) }) : [];
        case 'DELIVERED':
          return one({ ...now, delivered: event.delivered });
        case 'BEGIN':
          return one({ payloads: [], delivered: event.delivered });
        case 'CLEAR':
          return one(EMPTY_C1);
      }
    },
  });
}

export function c2Channel(name: string, recordsMax: number): Component<C2, C2Event, never> {
  const one = (next: C2): readonly { readonly next: C2; readonly effects: readonly never[] }[] => [
    { next, effects: [] },
  ];
  return plainComponent<C2, C2Event, never>({
    name,
    initial: [[]],
    step: (records, event) => {
      switch (event.type) {
        case 'PUT':
          return records.length < recordsMax ? one([...records, event.record]) : [];
        case 'TAKE':
          return records.length > 0 ? one(records.slice(1)) : [];
        case 'BEGIN':
        case 'CLEAR':
          return one([]);
      }
    },
  });
}
