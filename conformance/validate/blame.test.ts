/** In a long run of split hosts, a rejection names the event that cannot be, whoever comes first in the files. */
import { describe, expect, it } from 'vitest';
import { drawnOptions } from '../../impl/parts.js';
import type { RunEvent } from '../../traces/index.js';
import { simulatedRun, validationOf, type ReadRun } from './runs.test.helper.js';

/** As files of real hosts are: only what is of one actor and layer stands in the order in which it happened. */
function byActor(hosts: number): ReadRun {
  const { header, events } = simulatedRun({
    ...drawnOptions(10),
    ...{ seed: 10, hosts, durationMs: 150, offload: 'on', crashes: 0, partitions: 0 },
  });
  const rank = (event: RunEvent): string => `${event.layer === 'driver' ? 'driver' : ''} ${event.actor}`;
  const sorted = [...events].sort((one, other) =>
    rank(one) < rank(other) ? -1 : rank(one) > rank(other) ? 1 : 0,
  );
  return { header: { ...header, ordering: 'actors' }, events: sorted };
}

/** Counters of the driver of an actor without gaps again. */
function renumbered(events: readonly RunEvent[], actor: string): readonly RunEvent[] {
  let n = 0;
  return events.map((event) =>
    event.actor === actor && event.layer === 'driver' ? { ...event, n: (n += 1) } : event,
  );
}

const payloadsOf = ({ args }: RunEvent): readonly number[] => (args?.['payloads'] ?? []) as readonly number[];

describe.each([3, 5])('a run of %s split hosts', (hosts) => {
  const run = byActor(hosts);
  const last = run.header.actors.at(-1) as string;
  const deliveries = run.events.flatMap((event, at) =>
    event.actor === last && event.action === 'Deliver' && payloadsOf(event).length > 0 ? [at] : [],
  );
  const at = deliveries[Math.floor(deliveries.length / 2)] as number;
  const event = run.events[at] as RunEvent;
  const blamed = (events: readonly RunEvent[]): readonly unknown[] => {
    const { verdict, rejection } = validationOf({ ...run, events: renumbered(events, last) });
    const { actor, layer, n } = rejection?.event ?? {};
    return [verdict, actor, layer, n];
  };

  it('is accepted as it is', () => {
    expect(deliveries.length).toBeGreaterThan(4);
    expect(blamed(run.events)).toEqual(['accepted', undefined, undefined, undefined]);
  });

  it('is rejected at a delivery that is forged', () => {
    const [first = 0, ...rest] = payloadsOf(event);
    const forged = { ...event, args: { ...event.args, payloads: [first ^ 1, ...rest] } };
    expect(blamed(run.events.with(at, forged))).toEqual(['rejected', last, 'driver', event.n]);
  });

  it('is rejected at the event behind a delivery that is left out, which the driver cannot do yet', () => {
    expect(blamed(run.events.toSpliced(at, 1))).toEqual(['rejected', last, 'driver', event.n]);
  });

  it('is rejected at the first of two deliveries that change places', () => {
    const next = run.events.findIndex((one, i) => i > at && one.actor === last && one.action === 'Deliver');
    const swapped = run.events.with(at, run.events[next] as RunEvent).with(next, event);
    expect(blamed(swapped)).toEqual(['rejected', last, 'driver', event.n]);
  });

  it('is rejected where a payload is delivered that another one was submitted as', () => {
    const offer = run.events.findIndex(
      ({ action, actor }) => action === 'Offer' && actor === run.header.actors[0],
    );
    const { args } = run.events[offer] as RunEvent;
    const other = { ...(run.events[offer] as RunEvent), args: { ...args, crc: Number(args?.['crc']) ^ 1 } };
    const { rejection } = validationOf({ ...run, events: run.events.with(offer, other) });
    expect(rejection?.problem.text).toContain(`Validity: payload ${String(args?.['number'])} of A`);
  });
});
