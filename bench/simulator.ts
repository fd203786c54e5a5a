/** What a simulation costs, by the size of its ring: `npm run bench:simulator`. Each measurement is a process of its own. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { inOneLine } from '../errors/index.js';
import { cost, figuresTable, median, speed, type Figure } from './figures.js';
import type { SimulatorUse } from './simulator-once.js';

const HELP = `Usage: npm run -s bench:simulator -- [options]

Measures simulations without faults, with payloads of 64 bytes, at 3, 9, 64 and 256 hosts: frames that arrive at a host, a second, beside
half of the fastest ring's; and the memory in use, divided by hosts, beside 2 MB.

  --deliveries k  frames that arrive in each, 1,000 to 100,000,000 (default 2,000,000)
  --runs k        how often each is measured, 1 to 99; medians are reported (default 3)
  --json          print a list of { name, value, unit, peer, peerValue, ratio } instead of a table;
                  a ratio of 1 or more is as good as the peer or better
  --help          print this
`;

const EXIT_BAD_OPTION = 151;
const RINGS = [3, 9, 64, 256] as const;
const MEGABYTE = 2 ** 20;
const AIM_MB = 2;
const DELIVERIES = 2_000_000;

function main(): number {
  const { values } = parseArgs({
    options: {
      deliveries: { type: 'string', default: String(DELIVERIES) },
      runs: { type: 'string', default: '3' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const deliveries = wholeFrom('--deliveries', values.deliveries, 1_000, 100_000_000);
  const runs = wholeFrom('--runs', values.runs, 1, 99);
  const figures = figuresOf(RINGS.map((hosts) => measured(hosts, deliveries, runs)));
  process.stdout.write(values.json ? `${JSON.stringify(figures, null, 2)}\n` : `${tableOf(figures, runs)}\n`);
  return 0;
}

function figuresOf(uses: readonly SimulatorUse[]): readonly Figure[] {
  const fastest = Math.max(...uses.map(({ deliveriesASecond }) => deliveriesASecond));
  return [
    ...uses.map(({ hosts, deliveriesASecond }) =>
      speed({
        name: `deliveries a second, ${hosts} hosts`,
        value: deliveriesASecond,
        unit: '',
        peer: 'half of the fastest',
        peerValue: fastest / 2,
      }),
    ),
    ...uses.map(({ hosts, bytesAHost }) =>
      cost({
        name: `MB a host, ${hosts} hosts`,
        value: bytesAHost / MEGABYTE,
        unit: '',
        peer: 'the aim',
        peerValue: AIM_MB,
      }),
    ),
  ];
}

function tableOf(figures: readonly Figure[], runs: number): string {
  const context = `Node ${process.versions.node}; medians of ${runs}; a ratio is how many times better than the peer`;
  return `${figuresTable(figures, 'this simulator')}\n\n${context}`;
}

function measured(hosts: number, deliveries: number, runs: number): SimulatorUse {
  const uses = Array.from({ length: runs }, () => once(hosts, deliveries));
  const of = (figure: (use: SimulatorUse) => number): number => median(uses.map(figure));
  return {
    hosts,
    deliveriesASecond: of((use) => use.deliveriesASecond),
    messagesASecond: of((use) => use.messagesASecond),
    bytesAHost: of((use) => use.bytesAHost),
  };
}

function once(hosts: number, deliveries: number): SimulatorUse {
  const script = fileURLToPath(new URL('simulator-once.js', import.meta.url));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--expose-gc', script, String(hosts), String(deliveries)],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`at ${hosts} hosts: ${stderr.trim()}`);
  return JSON.parse(stdout) as SimulatorUse;
}

function wholeFrom(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new RangeError(`${option} takes a whole number from ${least} to ${most}, not '${text}'`);
}

try {
  process.exitCode = main();
} catch (error) {
  process.stderr.write(
    `bench:simulator: ${inOneLine(error instanceof Error ? error.message : String(error))}\n`,
  );
  process.exitCode = EXIT_BAD_OPTION;
}
