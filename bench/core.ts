/**
 * The implementation's core beside the copies that it cannot do without: `npm run bench:core`. Each measurement is a
 * process of its own.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { benchOptions, runBench, runsFrom } from './command.js';
import type { CodecTimes, CoreQuestion, DiskSpeed, HeapUse, StepTimes } from './core-once.js';
import { cost, figuresTable, median, speed, type Figure } from './figures.js';

const HELP = `Usage: npm run -s bench:core -- [options]

Measures the implementation's core with payloads of 64 bytes: a step (a frame received, appended, written, agreed) beside a bare
loop that does the same copies; the same with 256 hosts beside 5; encoding and decoding beside 100 ns, and beside ten bare loops; entries a second
on a disk with group commit beside 200,000; and what a message leaves on the heap.

  --runs k   how often each is measured, 1 to 99; medians are reported (default 3)
  --quick    few passes: whether everything works, not how fast it is
  --json     print a list of { name, value, unit, peer, peerValue, ratio } instead of a table;
             a ratio of 1 or more is as good as the peer or better
  --help     print this
`;

const RINGS = [5, 256] as const;
/** What the project asks of its codec and of its disk. */
const CODEC_AIM_NS = 100;
/** What a bare loop takes on a machine that does nothing else. */
const BARE_NS = 10;
const DISK_AIM = 200_000;

interface Options {
  readonly json: boolean;
  readonly quick: boolean;
  readonly help: boolean;
  readonly runs: number;
}

function optionsFrom(words: readonly string[]): Options {
  const { values, ...flags } = benchOptions(words, { runs: '3' }, { quick: true });
  return { ...flags, runs: runsFrom(values.runs) };
}

/** What the child printed last, and all that it printed. */
function ask<T>(question: CoreQuestion, flags: readonly string[] = []): { answer: T; output: string } {
  const script = fileURLToPath(new URL('core-once.js', import.meta.url));
  const child = spawnSync(process.execPath, [...flags, script, JSON.stringify(question)], {
    encoding: 'utf8',
  });
  if (child.status !== 0) throw new Error(`${question.what}: ${child.stderr.trim() || String(child.signal)}`);
  // With --trace-gc, collections are told on the same stream, after the answer too.
  const lines = child.stdout.split('\n');
  const answer = lines.findLast((line) => line.startsWith('{')) ?? '';
  return { answer: JSON.parse(answer) as T, output: child.stdout };
}

/** The medians of some measurements, field by field. */
function medians<T extends Readonly<Record<string, number>>>(times: readonly T[]): T {
  const [first] = times;
  const fields = Object.keys(first ?? {}).map((name): [string, number] => [
    name,
    median(times.map((one) => one[name] ?? NaN)),
  ]);
  return Object.fromEntries(fields) as T;
}

function repeated<T extends object>(runs: number, question: CoreQuestion): T {
  const answers = Array.from({ length: runs }, () => ask<T>(question).answer);
  return medians(answers as unknown as Record<string, number>[]) as unknown as T;
}

function stepFigures(runs: number, passes: number): readonly Figure[] {
  const times = RINGS.map((hosts) => repeated<StepTimes>(runs, { what: 'step', hosts, passes }));
  const [few, many] = times;
  const beside = times.map(({ stepNs, bareNs }, i) =>
    cost({
      name: `ns a step, ${RINGS[i]} hosts`,
      unit: 'ns',
      peer: 'a bare loop of the same copies',
      value: stepNs,
      peerValue: bareNs,
    }),
  );
  const growth = cost({
    name: 'ns a step, 256 hosts',
    unit: 'ns',
    peer: '5 hosts',
    value: many?.stepNs ?? NaN,
    peerValue: few?.stepNs ?? NaN,
  });
  return [...beside, growth];
}

function codecFigures(runs: number, passes: number): readonly Figure[] {
  return RINGS.flatMap((hosts) => {
    const { encodeNs, decodeNs, bareNs } = repeated<CodecTimes>(runs, { what: 'codec', hosts, passes });
    const name = `ns to encode and decode, ${hosts} hosts`;
    const value = encodeNs + decodeNs;
    return [
      cost({
        name,
        unit: 'ns',
        peer: `the aim, where a bare loop takes ${BARE_NS}`,
        value,
        peerValue: CODEC_AIM_NS,
      }),
      cost({
        name,
        unit: 'ns',
        peer: 'as many bare loops',
        value,
        peerValue: (CODEC_AIM_NS / BARE_NS) * bareNs,
      }),
    ];
  });
}

function diskFigure(runs: number, passes: number): Figure {
  const { entriesPerSecond } = repeated<DiskSpeed>(runs, { what: 'disk', hosts: 5, passes, group: 1_024 });
  return speed({
    name: 'entries a second on disk, groups of 1,024',
    unit: 'entries/s',
    peer: 'the aim',
    value: entriesPerSecond,
    peerValue: DISK_AIM,
  });
}

/** Garbage collections between the two lines that the child prints; there is to be none but those of the passes. */
function heapFigures(passes: number): readonly Figure[] {
  const { answer, output } = ask<HeapUse>({ what: 'heap', hosts: 5, passes }, ['--trace-gc']);
  const measured = output.slice(output.indexOf('measured from here'), output.indexOf('to here'));
  const collections = measured.split('\n').filter((line) => line.includes(' ms: ')).length;
  const none = { peer: '', peerValue: null };
  return [
    speed({ name: 'bytes a message left on the heap', unit: 'bytes', value: answer.bytesAMessage, ...none }),
    speed({
      name: `collections in ${answer.messages.toLocaleString('en')} messages`,
      unit: 'collections',
      value: collections,
      ...none,
    }),
  ];
}

function bench({ json, quick, runs }: Options): void {
  const passes = quick ? 4 : 400;
  const figures = [
    ...stepFigures(runs, passes),
    ...codecFigures(runs, passes),
    diskFigure(runs, 8),
    ...heapFigures(passes),
  ];
  const context =
    `Node ${process.versions.node}; medians of ${runs}; frames of 116 bytes with one payload of 64; ` +
    `a ratio is how many times better than the peer`;
  if (json) process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
  else process.stdout.write(`${figuresTable(figures, 'this core', '')}\n\n${context}\n`);
}

process.exitCode = await runBench(HELP, optionsFrom, bench);
