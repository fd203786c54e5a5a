/** Joint actions that only wrong readings have, and legs that only they add. */
import { rule, type AnySlot, type Leg, type Params, type Rule } from '../../../checker/index.js';
import { hostName } from '../../ring.js';
import type { OffloadSystem, SplitHost } from '../system.js';

/** The events that only machines of wrong readings hear. */
const TOLD: readonly string[] = ['TAKEN', 'FULL', 'ROOM', 'POINTER'];

/** Whether only a wrong reading has somebody who tells such a thing. */
export function isToldByReading({ type }: { readonly type: string }): boolean {
  return TOLD.includes(type);
}

/** What a driver hears when its engine has taken a payload. */
export function takenLegs({ world }: OffloadSystem, { driver }: SplitHost): readonly Leg[] {
  return world.tellsTaken ? [skipping(driver as AnySlot, { type: 'TAKEN' })] : [];
}

/** What an engine hears when C2 has room again. */
export function roomLegs({ world }: OffloadSystem, { engine }: SplitHost): readonly Leg[] {
  return world.tellsFull ? [skipping(engine as AnySlot, { type: 'ROOM' })] : [];
}

export function rulesOfReadings(
  { world, options }: OffloadSystem,
  { self, engine, driver, c2 }: SplitHost,
): readonly Rule[] {
  const params: Params = { host: hostName(self) };
  const full = rule({
    name: 'NoticeFull',
    slot: engine,
    reads: [c2],
    offers: (own, records) =>
      records.length >= options.fifo && own.can({ type: 'PUT_C2', putting: 'entry' })
        ? [{ params, legs: [skipping(engine as AnySlot, { type: 'FULL' })] }]
        : [],
  });
  const pointer = rule({
    name: 'ReadPointer',
    slot: driver,
    reads: [engine],
    offers: (own, { context: { agreed } }) =>
      agreed > own.context.pointer && own.context.pointer < own.context.copy.length
        ? [{ params, legs: [skipping(driver as AnySlot, { type: 'POINTER', pointer: agreed })] }]
        : [],
  });
  return [...(world.tellsFull ? [full] : []), ...(world.readsPointer ? [pointer] : [])];
}

/** An event that the machine of the rules does not know. */
function skipping(slot: AnySlot, event: Leg['event'] & { readonly pointer?: number }): Leg {
  return { slot, event, ifDisabled: 'skip' };
}
