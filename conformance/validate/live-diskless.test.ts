/** What hosts without disks write of themselves, while one of them is lost and comes back as new, is explained by the specification. */
import { afterAll, describe, expect, it } from 'vitest';
import { Bus, inProcess, join, type ExoHost, type RunSink } from '../../impl/index.js';
import { RunReader, type RunEvent, type RunHeader } from '../../traces/index.js';
import { validationOf, type ReadRun } from './runs.test.helper.js';

const RING = ['a', 'b', 'c'] as const;
const open: ExoHost[] = [];

afterAll(async () => {
  await Promise.all(open.splice(0).map((host) => host.close()));
});

/** A file of lines that is not written. */
class Lines implements RunSink {
  readonly lines: string[] = [];

  write(line: string): void {
    this.lines.push(line);
  }

  close(): void {
    // Nothing is kept back.
  }

  read(): ReadRun {
    const reader = new RunReader('run');
    const events: RunEvent[] = [];
    for (const line of this.lines) {
      const read = reader.read(line);
      if (read?.kind === 'event') events.push(read.event);
    }
    return { header: reader.header as RunHeader, events };
  }
}

/** What three hosts write, of which the last is lost and joins as new, twice. */
async function liveRuns(): Promise<readonly ReadRun[]> {
  const traces = RING.map(() => new Lines());
  const transport = inProcess(new Bus());
  const joined = async (self: number, asNew: boolean): Promise<ExoHost> => {
    const host = await join({
      ...{ id: RING[self] ?? '', ring: RING, transport, asNew },
      options: { holdMs: 1, storage: 'diskless' },
      trace: traces[self] as Lines,
      deliveries: 'none',
    });
    open.push(host);
    return host;
  };
  const all = await Promise.all(RING.map((_, self) => joined(self, false)));
  const [a, b, c] = all as [ExoHost, ExoHost, ExoHost];
  await a.broadcast('one');
  await c.close();
  await b.broadcast('two');
  const second = await joined(2, true);
  await second.broadcast('three');
  await second.close();
  const third = await joined(2, true);
  await third.broadcast('four');
  for (const host of open.splice(0)) await host.close();
  return traces.map((trace) => trace.read());
}

/** What the hosts of a ring have written, as one run. */
function together(runs: readonly ReadRun[]): ReadRun {
  const [first] = runs as [ReadRun, ...ReadRun[]];
  return {
    header: { ...first.header, observed: RING },
    events: runs.flatMap(({ events }) => events),
  };
}

const isRestart = ({ action }: RunEvent): boolean => action === 'Restart';
const isAnswer = ({ action, received }: RunEvent): boolean =>
  action === 'Answer' && received?.fields['life'] === 1;
const before = (run: ReadRun, end: number): ReadRun => ({ ...run, events: run.events.slice(0, end) });

describe('a ring of hosts without disks, one of which joins as new twice,', () => {
  const live = liveRuns();

  it('is explained', async () => {
    const run = together(await live);
    const { verdict, rejection, explained, filledIn } = validationOf(run);
    expect({ verdict, rejection, filledIn }).toEqual({ verdict: 'accepted', rejection: null, filledIn: 0 });
    expect(explained).toBe(run.events.length);
    const lives = run.events.filter((event) => event.actor === 'c' && isRestart(event));
    expect(lives.map(({ set }) => (set?.['lives'] as readonly number[])[2])).toEqual([0, 1, 2]);
    expect(run.events.filter(({ action }) => action === 'TakeAnswer').length).toBeGreaterThanOrEqual(4);
  });

  it('is rejected where a life is not above the one before it', async () => {
    const run = together(await live);
    const at = run.events.findLastIndex((event) => event.actor === 'c' && isRestart(event));
    const last = run.events[at] as RunEvent;
    const again = { ...last, set: { ...last.set, lives: [0, 0, 1] } };
    expect(validationOf({ ...run, events: run.events.with(at, again) }).verdict).toBe('rejected');
  });

  it('is explained where a life was killed once it had announced itself, before any line of it was written', async () => {
    const [a, b, c] = (await live) as [ReadRun, ReadRun, ReadRun];
    const others = [a, b].map((run) => before(run, run.events.findIndex(isAnswer) + 1));
    const second = c.events.findIndex((event, i) => i > 0 && isRestart(event));
    const killed = together([...others, before(c, second)]);
    const { verdict, rejection, filledIn } = validationOf(killed);
    expect({ verdict, rejection, filledIn }).toEqual({ verdict: 'accepted', rejection: null, filledIn: 1 });

    // A life announces itself with its own number for a nonce (D4).
    const at = killed.events.findIndex(isAnswer);
    const event = killed.events[at] as RunEvent;
    const forged = {
      ...event,
      received: { kind: 'announce', fields: { ...event.received?.fields, nonce: 2 } },
    };
    expect(validationOf({ ...killed, events: killed.events.with(at, forged) }).verdict).toBe('rejected');
  });

  it('is explained where a host was killed between its answer to a new life and the line of that', async () => {
    const [a, b, c] = (await live) as [ReadRun, ReadRun, ReadRun];
    const taken = c.events.findIndex(({ action }) => action === 'TakeAnswer');
    const [one, other] = c.events[taken]?.received?.fields['from'] === 'a' ? [a, b] : [b, a];
    const end = one.events.findIndex(isAnswer);
    const length = one.events.slice(0, end).findLast(({ set }) => set?.['length'] !== undefined)?.set;
    const later = other.events.findIndex(
      ({ received }) =>
        received?.kind === 'entry' && Number(received.fields['slot']) >= Number(length?.['length']),
    );
    const heard = before(other, later < 0 ? other.events.length : later);
    const { verdict, rejection, filledIn } = validationOf(
      together([before(one, end), heard, before(c, taken + 1)]),
    );
    expect({ verdict, rejection, filledIn }).toEqual({ verdict: 'accepted', rejection: null, filledIn: 1 });
  });
});
