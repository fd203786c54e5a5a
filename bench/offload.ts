/**
 * The offload engine over shared memory: `npm run bench:offload`. Each measurement is a process of its own.
 */
import { benchOptions, runBench, runsFrom, wholeUpTo } from './command.js';
import { cost, figuresTable, median, type Figure } from './figures.js';
import { askOffload, PLACES } from './offload-asked.js';
import type {
  BareTimes,
  IdleUse,
  LatencyTimes,
  OffloadQuestion,
  RateTimes,
  Spread,
} from './offload-question.js';

const HELP = `Usage: npm run -s bench:offload -- [options]

Measures offload hosts in one process, in memory: what a message costs, from the token to all drivers, one message a frame (empty, and
64 bytes); how long one payload takes from submit to its own application; what a payload costs where many share a frame; and what an idle
ring takes of a core, over 5 seconds. Beside them, in the same run: the same bytes through a bare ring, and the bare hop between two threads that spin,
beside a message between engines in two processes over a mapped file (with koffi, and two processors).

Engines keep no log beside the one in memory, and cannot begin anew. Processor time is that of the whole process: nearest to what a message takes where
the machine does other things too.

Every row says where engines and drivers ran: in one thread, where drivers are beside their engines and read their logs, or behind rings in shared memory as
in threads of their own; or the engines in a worker and the drivers in the main thread. 'fastest' is what a
twentieth of the windows of a run is below: on a machine that does other things too, that is nearest to what it takes alone.

  --runs k     how often each is measured, 1 to 99; medians are reported (default 3)
  --seconds s  how long each is measured, 1 to 60 (default 4)
  --quick      a fraction of a second each: whether everything works, not how fast it is
  --json       print a list of { name, value, unit, peer, peerValue, ratio } instead of a table;
               a ratio of 1 or more is as good as the peer or better
  --help       print this
`;

const SECONDS_MAX = 60;
const QUICK_SECONDS = 0.3;
/** How long an idle ring is watched: it does something only now and then. */
const IDLE_SECONDS = 5;
/** What the project asks of itself, in nanoseconds, and in percent of a core. */
const AIM = { messageNs: 400, latencyNs: 1_000, packedNs: 100, idlePercent: 1 } as const;
/** How many bare hops a message between two processes may take. */
const APART_BARE_HOPS = 3;
const WORKER = 'engines in a worker';

interface Options {
  readonly json: boolean;
  readonly help: boolean;
  readonly runs: number;
  readonly seconds: number;
}

function optionsFrom(words: readonly string[]): Options {
  const { json, help, quick, values } = benchOptions(words, { runs: '3', seconds: '4' }, { quick: true });
  const seconds = wholeUpTo('--seconds', values.seconds, SECONDS_MAX);
  return { json, help, runs: runsFrom(values.runs), seconds: quick ? QUICK_SECONDS : seconds };
}

/** Asks a process of its own, some times. */
function ask<T>({ runs, seconds }: Options, question: Omit<OffloadQuestion, 'seconds'>): readonly T[] {
  return Array.from({ length: runs }, () => askOffload<T>({ ...question, seconds }));
}

/** Two rows: the median, and the fastest. */
function rows(
  name: string,
  spreads: readonly Spread[],
  peer: string,
  peerValue: number | null,
): readonly Figure[] {
  const of = (which: keyof Spread): number => median(spreads.map((spread) => spread[which]));
  return [
    cost({ name: `ns ${name}`, unit: 'ns', peer, value: of('median'), peerValue }),
    cost({ name: `ns ${name}, fastest`, unit: 'ns', peer, value: of('fastest'), peerValue }),
  ];
}

/** What the whole process takes of processors, its compiler and collector among them. */
function processorTime(name: string, value: number, peerValue: number): Figure {
  return cost({ name: `ns of processor time ${name}`, unit: 'ns', peer: 'the aim', value, peerValue });
}

const PLAIN = { hosts: 3, payloadBytes: 64, pack: 1, engines: 'here' } as const;

function hopFigures(options: Options): readonly Figure[] {
  return [3, 5].flatMap((hosts) =>
    ([null, 64] as const).flatMap((payloadBytes) => {
      const bare = ask<BareTimes>(options, { ...PLAIN, what: 'ring', hosts, payloadBytes });
      return PLACES.flatMap(([engines, place]) => {
        const times = ask<RateTimes>(options, { ...PLAIN, what: 'rate', hosts, payloadBytes, engines });
        const what = payloadBytes === null ? 'empty' : `${payloadBytes} B`;
        return hopRows(`a message, ${what}, one a frame, ${hosts} hosts, ${place}`, times, bare);
      });
    }),
  );
}

function hopRows(name: string, times: readonly RateTimes[], bare: readonly BareTimes[]): readonly Figure[] {
  const spreads = times.map(({ entryNs }) => entryNs);
  const [half, fastest] = rows(name, spreads, 'the same bytes once a host through a bare ring', null);
  const bareNs = bare.map(({ ns }) => ns);
  const beside = (figure: Figure | undefined, which: keyof Spread): readonly Figure[] => {
    if (figure === undefined) return [];
    const peerValue = median(bareNs.map((spread) => spread[which]));
    return [cost({ ...figure, peerValue }), cost({ ...figure, peer: 'the aim', peerValue: AIM.messageNs })];
  };
  const cpuNs = median(times.map(({ entryCpuNs }) => entryCpuNs));
  return [
    ...beside(half, 'median'),
    ...beside(fastest, 'fastest'),
    processorTime(name, cpuNs, AIM.messageNs),
  ];
}

function packedFigures(options: Options): readonly Figure[] {
  return [3, 5].flatMap((hosts) =>
    PLACES.flatMap(([engines, place]) => {
      const times = ask<RateTimes>(options, { ...PLAIN, what: 'rate', hosts, pack: 128, engines });
      const spreads = times.map(({ payloadNs }) => payloadNs ?? { median: NaN, fastest: NaN });
      const cpuNs = median(times.map(({ payloadCpuNs }) => payloadCpuNs ?? NaN));
      const name = `a payload, 64 B, packed, ${hosts} hosts, ${place}`;
      return [...rows(name, spreads, 'the aim', AIM.packedNs), processorTime(name, cpuNs, AIM.packedNs)];
    }),
  );
}

function latencyFigures(options: Options): readonly Figure[] {
  const places = [...PLACES, ['worker', WORKER] as const];
  return [3, 5].flatMap((hosts) =>
    places.flatMap(([engines, place]) => {
      const times = ask<LatencyTimes>(options, { ...PLAIN, what: 'latency', hosts, engines });
      const spreads = times.map(({ submitToDeliverNs }) => submitToDeliverNs);
      return rows(`submit to deliver, 64 B, ${hosts} hosts, ${place}`, spreads, 'the aim', AIM.latencyNs);
    }),
  );
}

/** A word that two threads hand to each other, and beside it a message of two engines in two processes. */
function apartFigures(options: Options): readonly Figure[] {
  const bare = ask<BareTimes>(options, { ...PLAIN, what: 'hop' }).map(({ ns }) => ns);
  const bareNs = median(bare.map((spread) => spread.median));
  const hops = ([null, 64] as const).flatMap((payloadBytes) => {
    const times = ask<BareTimes | null>(options, {
      ...PLAIN,
      what: 'apart',
      hosts: 2,
      payloadBytes,
      engines: 'beside',
    });
    const spreads = times.flatMap((time) => time?.ns ?? []);
    const what = payloadBytes === null ? 'empty' : `${payloadBytes} B`;
    const name = `a message, ${what}, one a frame, 2 hosts, a process each that spins, over a mapped file`;
    return spreads.length > 0
      ? rows(name, spreads, `${APART_BARE_HOPS} bare hops`, APART_BARE_HOPS * bareNs)
      : [];
  });
  return [...rows('a bare hop between two threads that spin', bare, '', null), ...hops];
}

/** What the whole process takes while nothing is submitted: engines and drivers, which all sleep. */
function idleFigures(options: Options): readonly Figure[] {
  const seconds = options.seconds === QUICK_SECONDS ? QUICK_SECONDS : IDLE_SECONDS;
  return [3, 5].map((hosts) => {
    const uses = ask<IdleUse>({ ...options, seconds }, { ...PLAIN, what: 'idle', hosts });
    const percents = uses.map(({ cpuPercent }) => cpuPercent);
    return cost({
      name: `% of a core, idle ring of ${hosts} hosts that holds the token for 50 ms, ${WORKER}`,
      ...{ unit: '%', value: median(percents) },
      spread: [Math.min(...percents), Math.max(...percents)],
      ...{ peer: 'the aim', peerValue: AIM.idlePercent },
    });
  });
}

function bench(options: Options): void {
  const figures = [
    ...hopFigures(options),
    ...latencyFigures(options),
    ...packedFigures(options),
    ...apartFigures(options),
    ...idleFigures(options),
  ];
  const context =
    `Node ${process.versions.node}; medians of ${options.runs}; logs in memory alone; a message is agreed and given to all drivers; ` +
    `a ratio is how many times better than the peer`;
  if (options.json) process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
  else process.stdout.write(`${figuresTable(figures, 'here', '')}\n\n${context}\n`);
}

process.exitCode = await runBench(HELP, optionsFrom, bench);
