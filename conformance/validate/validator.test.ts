import { describe, expect, test } from 'vitest';
import { Bus, inProcess, join, type RunSink } from '../../impl/index.js';
import { RunReader, type RunEvent, type RunHeader } from '../../traces/index.js';
import { HostAnswers } from './host-answers.js';
import {
  disklessRunOfSeed,
  runOfSeed,
  simulatedRun,
  validationOf,
  type ReadRun,
} from './runs.test.helper.js';
import type { Validation } from './validation.js';
import { RunValidator } from './validator.js';

const SMALL = { hosts: 3, seed: 3, durationMs: 40, losses: 0.05, crashes: 2, partitions: 1 } as const;

/** A run with one event changed. */
function changed(run: ReadRun, at: number, change: (event: RunEvent) => RunEvent): ReadRun {
  return { ...run, events: run.events.map((event, i) => (i === at ? change(event) : event)) };
}

function placeOf({ events }: ReadRun, isIt: (event: RunEvent) => boolean, nth = 0): number {
  const places = events.flatMap((event, i) => (isIt(event) ? [i] : []));
  return places[nth] ?? -1;
}

describe('a run of the simulator', () => {
  test.each(Array.from({ length: 10 }, (_, i) => i + 1))('with the faults of seed %i is accepted', (seed) => {
    const { verdict, rejection, events, explained } = validationOf(runOfSeed(seed, 60));
    expect({ verdict, rejection }).toEqual({ verdict: 'accepted', rejection: null });
    expect(explained).toBe(events);
  });

  test('is explained alike with and without what grows made small', () => {
    const run = simulatedRun({ ...SMALL, durationMs: 25 });
    const plain = validationOf(run, { shift: 'off' });
    const shifted = validationOf(run);
    const { asked, known, ...rest } = shifted;
    expect(plain).toMatchObject(rest);
    expect(rest.verdict).toBe('accepted');
    // Without the shift, nearly every question is new.
    expect(known).toBeGreaterThan(asked);
    expect(plain.asked).toBeGreaterThan(2 * asked);
  });
});

describe('what a specified host has answered in one run', () => {
  const runs = [...[2, 4].map((seed) => runOfSeed(seed, 20)), disklessRunOfSeed(2, 20)];

  test('is asked alike in another, where a key says that it is the same', () => {
    const asked = new Map<string, string>();
    const unlike: string[] = [];
    let again = 0;
    for (const run of runs) {
      validationOf(run, {
        told: ({ event: { actor }, questions }) => {
          for (const { key, snapshot, event } of questions) {
            const host = `${run.header.actors.indexOf(actor)} of ${run.header.actors.length}: ${key}`;
            const { value, context } = snapshot as { readonly value: unknown; readonly context: unknown };
            const question = JSON.stringify([value, context, event]);
            if (asked.has(host)) again += 1;
            if ((asked.get(host) ?? question) !== question) unlike.push(host);
            asked.set(host, question);
          }
        },
      });
    }
    expect(unlike).toEqual([]);
    expect(again).toBeGreaterThan(asked.size);
  });

  test('leads to the same verdict in another, and is not asked again', () => {
    const answers = new HostAnswers();
    for (const run of runs) {
      const { asked, known, ...alone } = validationOf(run);
      const first = validationOf(run, { answers });
      expect(first).toMatchObject(alone);
      expect(first.asked).toBeLessThanOrEqual(asked);
      expect(validationOf(run, { answers })).toMatchObject({ ...alone, asked: 0, known: asked + known });
    }
  });
});

test('a run that is read no further is not accepted, and one that was rejected by then is rejected', () => {
  const run = simulatedRun(SMALL);
  const half = run.events.slice(0, run.events.length / 2);
  const read = (events: readonly RunEvent[]): Validation => {
    const validator = new RunValidator(run.header);
    events.forEach((event, i) => validator.push(event, { file: 'run', line: i + 2 }));
    return validator.interrupted();
  };
  expect(read(half)).toMatchObject({
    ...{ verdict: 'inconclusive', reason: 'interrupted', rejection: null },
    ...{ events: half.length, explained: half.length },
  });
  const twice = half.toSpliced(40, 0, half[40] as RunEvent);
  const { reason, rejection } = validationOf({ ...run, events: twice });
  expect(read(twice)).toMatchObject({ verdict: 'rejected', reason, rejection });
  expect(rejection).not.toBeNull();
});

describe('a run is rejected', () => {
  const run = simulatedRun(SMALL);

  test('where a guard of the specification says no, and the guard is told', () => {
    // The host is said to have appended a second time, though the token has moved on.
    const at = placeOf(run, ({ action }) => action === 'Append', 3);
    const event = run.events[at] as RunEvent;
    const later = run.events.findIndex(
      ({ actor, action }, i) => i > at && actor === event.actor && action === 'Persist',
    );
    const twice = { ...run, events: run.events.toSpliced(later + 1, 0, event) };
    const { verdict, rejection } = validationOf(twice);
    expect(verdict).toBe('rejected');
    expect(rejection?.problem).toMatchObject({
      kind: 'disabled',
      disabled: { event: 'APPEND', state: 'following', guards: ['holdsToken'] },
    });
    expect(rejection?.enabled).toContain('BROADCAST');
    expect(rejection?.place.line).toBe(later + 3);
  });

  test('where a field is another one, and both are told', () => {
    const at = placeOf(run, ({ action, set }) => action === 'Persist' && set?.['agreed'] !== undefined, 5);
    const wrong = changed(run, at, (event) => ({ ...event, set: { ...event.set, agreed: 1_000 } }));
    const { verdict, rejection, explained } = validationOf(wrong);
    expect(verdict).toBe('rejected');
    expect(rejection?.problem).toMatchObject({
      kind: 'differs',
      differences: [{ field: 'agreed', run: '1000' }],
    });
    expect(explained).toBe(at);
  });

  test('where a host begins with a log that it had before the run, and says so', () => {
    const { header, events } = simulatedRun({ hosts: 3, seed: 1, durationMs: 20 });
    const first = events.findIndex(({ actor, n }) => actor === 'B' && n === 1);
    const begun = { ...(events[first] as RunEvent) };
    const set = { ...begun.set, length: 5, agreed: 5 };
    const { verdict, rejection } = validationOf({ header, events: events.with(first, { ...begun, set }) });
    expect(verdict).toBe('rejected');
    expect(rejection?.problem).toMatchObject({
      kind: 'differs',
      text: expect.stringMatching(
        /^the host begins with what it had before the run, .*: trace hosts from their first life on$/,
      ),
      differences: [
        { field: 'length', run: '5', spec: '0' },
        { field: 'agreed', run: '5', spec: '0' },
      ],
    });
  });

  test('where a submission shows another state than the host is in, and not where it shows that', () => {
    const at = placeOf(run, ({ action }) => action === 'Submit', 5);
    const { actor } = run.events[at] as RunEvent;
    const before = run.events.findLast(
      (one, i) => i < at && one.actor === actor && one.set?.['length'] !== undefined,
    );
    const length = Number(before?.set?.['length']);
    const showing = (shown: number): ReadRun =>
      changed(run, at, (event) => ({ ...event, set: { ...event.set, length: shown } }));
    expect(validationOf(showing(length)).verdict).toBe('accepted');
    const { rejection, explained } = validationOf(showing(length + 1));
    expect(rejection?.problem).toMatchObject({
      kind: 'differs',
      differences: [{ field: 'length', run: String(length + 1), spec: String(length) }],
    });
    expect(explained).toBe(at);
  });

  test('where a message is received that nobody has sent', () => {
    const at = placeOf(run, ({ action }) => action === 'Receive', 4);
    const wrong = changed(run, at, (event) => ({
      ...event,
      received: { kind: 'entry', fields: { ...event.received?.fields, crc: 1 } },
    }));
    const { verdict, rejection } = validationOf(wrong);
    expect(verdict).toBe('rejected');
    expect(rejection?.problem).toMatchObject({ kind: 'unsent' });
  });

  test('where something was broadcast before it was written', () => {
    const at = placeOf(run, ({ action }) => action === 'Broadcast', 4);
    const { actor } = run.events[at] as RunEvent;
    const before = run.events.findLastIndex(
      (event, i) => i < at && event.actor === actor && event.action === 'Persist',
    );
    const wrong = { ...run, events: run.events.toSpliced(before, 1) };
    const { verdict, rejection } = validationOf(wrong);
    expect(verdict).toBe('rejected');
    expect(rejection?.problem).toMatchObject({ disabled: { event: 'BROADCAST', guards: ['isSynced'] } });
  });
});

describe('a run of hosts that run', () => {
  const live = liveRun();

  test('one file a host, is accepted in whatever order the files are read', async () => {
    const runs = await live;
    const [header] = runs.map((run) => run.header) as [RunHeader];
    const whole = { ...header, observed: header.actors };
    for (const order of [runs, runs.toReversed()]) {
      const { verdict, rejection, agreed } = validationOf({
        header: whole,
        events: order.flatMap(({ events }) => events),
      });
      expect({ verdict, rejection }).toEqual({ verdict: 'accepted', rejection: null });
      expect(agreed).toBeGreaterThanOrEqual(10);
    }
  });

  test('is inconclusive without one of the files', async () => {
    const [first, second] = (await live) as [ReadRun, ReadRun, ReadRun];
    const header = { ...first.header, observed: ['a', 'b'] };
    const { verdict, reason } = validationOf({ header, events: [...first.events, ...second.events] });
    expect(verdict).toBe('inconclusive');
    expect(reason).toContain('not observed');
  });
});

describe('a life that was ended by force', () => {
  const live = liveRun();

  test('may have sent one message of which no line was written: that step is filled in', async () => {
    const { run } = await killedAt(live, 'Broadcast');
    const { verdict, rejection, filledIn } = validationOf(run);
    expect({ verdict, rejection, filledIn }).toEqual({ verdict: 'accepted', rejection: null, filledIn: 1 });
  });

  test('has only one such step: of two, the message is one that nobody has sent', async () => {
    const { run } = await killedAt(live, 'Append');
    const { verdict, rejection } = validationOf(run);
    expect(verdict).toBe('rejected');
    expect(rejection?.problem.kind).toBe('unsent');
  });

  test('has sent what the specified host sends, and nothing else', async () => {
    const { run, at } = await killedAt(live, 'Broadcast');
    const wrong = changed(run, at, (event) => ({
      ...event,
      received: { kind: 'entry', fields: { ...event.received?.fields, crc: 1 } },
    }));
    expect(validationOf(wrong).verdict).toBe('rejected');
  });
});

/**
 * A run in which the first host is killed: its lines end before the second-last broadcast, or before that was appended. Others go on until they hear
 * something that it has broadcast later. `at` is where the message is received that is missing.
 */
async function killedAt(
  live: Promise<readonly ReadRun[]>,
  before: 'Broadcast' | 'Append',
): Promise<{ readonly run: ReadRun; readonly at: number }> {
  const runs = await live;
  const [first, ...others] = runs as [ReadRun, ...ReadRun[]];
  const slotOf = ({ action, sent }: RunEvent): unknown =>
    action === 'Broadcast' ? sent?.[0]?.fields['slot'] : undefined;
  // Where the machine is busy a message is sent again, and its first line would still be there.
  const broadcast = first.events.findLastIndex(
    (event, i) =>
      slotOf(event) !== undefined &&
      i < first.events.length / 2 &&
      first.events.findIndex((one) => slotOf(one) === slotOf(event)) === i,
  );
  const slot = slotOf(first.events[broadcast] as RunEvent) as number;
  const end = first.events.findLastIndex(({ action }, i) => i <= broadcast && action === before);
  const isLater = ({ received }: RunEvent): boolean =>
    received?.kind === 'entry' && (received.fields['slot'] as number) > slot;
  const heard = others.flatMap(({ events }) => events.slice(0, events.findIndex(isLater)));
  const events = [...first.events.slice(0, end), ...heard];
  const at = events.findIndex(
    ({ received }) => received?.kind === 'entry' && received.fields['slot'] === slot,
  );
  return { run: { header: { ...first.header, observed: first.header.actors }, events }, at };
}

/** What three hosts in this process write of themselves. */
async function liveRun(): Promise<readonly ReadRun[]> {
  const ring = ['a', 'b', 'c'];
  const transport = inProcess(new Bus());
  const runs = ring.map(() => ({ reader: new RunReader('live'), events: [] as RunEvent[] }));
  const sinkOf = (i: number): RunSink => ({
    write: (text) => {
      const line = runs[i]?.reader.read(text);
      if (line?.kind === 'event') runs[i]?.events.push(line.event);
    },
    close: () => undefined,
  });
  // On a slow machine, too, no host takes over, repeats or asks: what the first one has sent is what it has broadcast, and nobody else has sent it.
  const options = { takeoverMs: 60_000, repeatMs: 50_000, askMs: 50_000, returnMs: 60_000 };
  const hosts = await Promise.all(
    ring.map((id, i) => join({ id, ring, transport, options, trace: sinkOf(i), deliveries: 'none' })),
  );
  for (let i = 0; i < 10; i++) await Promise.all(hosts.map((host) => host.broadcast(`message ${i}`)));
  for (const host of hosts) await host.close();
  return runs.map(({ reader, events }) => ({ header: reader.header as RunHeader, events }));
}
