/**
 * Holds runs of the simulator against the specification, with options drawn from each of many seeds: `node scripts/validate-seeds.mjs [from]
 * [to] [--duration <time>] [--offload] [--storage diskless]`; with `--offload` all hosts are split, and their drivers are judged too; with
 * `--storage diskless` a crash leaves nothing of a host. Prints every seed whose run is not accepted with the commands that make it again, and a summary. Exits with 0 if all
 * are accepted, 12 if one is not.
 */
import { performance } from 'node:perf_hooks';
import { build } from './build.mjs';
import { expectFlags, isGiven, orRefuse, refuse, seedRange, valueOf } from './words.mjs';

const FLAGS = ['--duration', '--storage'];
expectFlags(FLAGS, { switches: ['--offload'], bareMax: 2 });
const isSplit = isGiven('--offload');
const storage = valueOf('--storage', null);
if (storage !== null && storage !== 'diskless') refuse(`--storage takes diskless, not '${storage}'`);
const isDiskless = storage !== null;
const [from, to] = seedRange(FLAGS, 100);

if (!(await build())) process.exit(1);
const { drawnOptions, simulate, withoutDisks } = await import('../dist/impl/parts.js');
const { HostAnswers, RunValidator } = await import('../dist/conformance/index.js');
const { RunReader } = await import('../dist/traces/index.js');
const { simulateCommand } = await import('../dist/cli/simulate/flags.js');
const { parseDurationMs } = await import('../dist/cli/terminal/units.js');

const durationMs = orRefuse(() => parseDurationMs('--duration', valueOf('--duration', '200ms')));

/** All seeds ask specified hosts alike. */
const answers = new HostAnswers();
let failed = 0;
const sums = { events: 0, entries: 0, agreed: 0, asked: 0 };
const began = performance.now();
for (let seed = from; seed <= to; seed++) {
  const drawn = isDiskless ? withoutDisks(drawnOptions(seed)) : drawnOptions(seed);
  /** @type {ReturnType<typeof drawnOptions>} */
  const options = { ...drawn, seed, durationMs, offload: isSplit ? 'on' : 'off' };
  const { verdict, rejection, ...counts } = validationOf(options);
  for (const name of Object.keys(sums)) sums[name] += counts[name];
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${seed} of ${to}`);
  if (verdict === 'accepted') continue;
  failed += 1;
  const { event, problem } = rejection;
  console.log(
    `✘ seed ${seed} ${verdict}: ${event.action} of ${event.actor}, its event ${event.n}: ${problem.text}`,
  );
  console.log(`  ${simulateCommand(options)} --run-out run.ndjson; exo validate run.ndjson`);
}
const seconds = (performance.now() - began) / 1000;
const count = to - from + 1;
console.log(
  `${count - failed} of ${count} seeds accepted: ${sums.events.toLocaleString('en-US')} events, ` +
    `${sums.entries.toLocaleString('en-US')} entries, ${sums.asked.toLocaleString('en-US')} questions to statecharts, ${seconds.toFixed(0)} s`,
);
process.exitCode = failed === 0 ? 0 : 12;

function validationOf(options) {
  const reader = new RunReader('run');
  /** @type {import('../dist/conformance/index.js').RunValidator | undefined} */
  let validator;
  simulate(options, {
    runOut: (text) => {
      const line = reader.read(text);
      if (line.kind === 'header') validator = new RunValidator(line.header, { answers });
      else validator.push(line.event, { file: 'run', line: reader.lines });
    },
  });
  return validator.finish();
}
