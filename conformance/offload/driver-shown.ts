/** What a specified driver puts into C1, is given by C2, and gives its application, as the code has it. */
import type { DriverEffect, DriverEvent, DriverSnapshot } from '../../spec/offload/driver.js';
import { numberOf } from '../../spec/offload/payload.js';
import type { DriverBegin } from '../../spec/offload/records.js';
import { frameOf, lastSources, payloadBytes, snapshotOf } from '../compare/logs.js';
import { numbered } from './numbered.js';
import { shownPayload, type Shown } from './records.js';

/** The frame of an entry that comes by C2. */
export function frameOfRecord(
  context: DriverSnapshot['context'],
  { slot, entry }: Extract<Extract<DriverEvent, { type: 'TAKE_C2' }>['record'], { kind: 'append' }>,
  hosts: number,
): Int32Array {
  const history = lastSources(context.copy.slice(0, slot), hosts);
  return frameOf({ kind: 'entry', slot, history, ...numbered(entry) });
}

/** What an effect of the specification puts into C1, as the code does it. */
export function shownEffect(effect: DriverEffect, self: number): readonly Shown[] {
  switch (effect.type) {
    case 'putC1':
      return [shownPayload(self, numberOf(effect.params.payload))];
    case 'beginC1':
      return [shownBegin(effect.params.begin)];
    // In a register beside C1, which shows what `delivered` of the driver is.
    case 'tellDelivered':
      return [];
  }
}

/** O9. What a wrong reading says besides, the code cannot; that it does otherwise shows where it matters. */
function shownBegin({ delivered, pointer }: DriverBegin): Shown {
  return { kind: 'begin', delivered, pointer };
}

/** What the application is given from one state to the next. */
export function givenIn(
  { context: before }: DriverSnapshot,
  { context: after }: DriverSnapshot,
  event: DriverEvent,
): unknown {
  if (event.type === 'TAKE_C2' && event.record.kind === 'snapshot') {
    const { mark, log } = event.record;
    return [{ restored: mark, bytes: snapshotOf(numbered(log)) }];
  }
  return numbered(after.application)
    .slice(before.application.length)
    .flatMap(({ source, payload }, i) =>
      payload === null
        ? []
        : [
            {
              slot: before.application.length + i,
              source,
              number: payload,
              bytes: payloadBytes(source, payload),
            },
          ],
    );
}
