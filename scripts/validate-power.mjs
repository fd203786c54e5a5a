/**
 * Changes runs that are accepted, in every event and every way (conformance/validate/run-mutations.ts), and counts which changes are rejected:
 * `node scripts/validate-power.mjs [from] [to] [--offload] [--events <n>]`, seeds of short runs of three hosts, with `--offload` of split ones; with
 * `--events` only the first of each run, which are a run too, because whatever happens in the simulator happens in one order. Exits with 12 if a
 * changed slot, epoch, source, payload, checksum or field is accepted that something else in the run shows, or any change of a delivery of a
 * driver, or if the statechart, asked without the shift, does not explain what is accepted.
 */
import { build } from './build.mjs';
import { expectFlags, isGiven, numberOf, seedRange } from './words.mjs';

expectFlags(['--events'], { switches: ['--offload'], bareMax: 2 });
const isSplit = isGiven('--offload');
const eventsMax = numberOf('--events', Infinity);
const [from, to] = seedRange(['--events'], 8);

if (!(await build())) process.exit(1);
const { simulate } = await import('../dist/impl/index.js');
const { HostAnswers, RunValidator } = await import('../dist/conformance/index.js');
const { mutationsAt } = await import('../dist/conformance/validate/run-mutations.js');
const { isDelivery, isShownOnce } = await import('../dist/conformance/validate/driver-mutations.js');
const { RunReader } = await import('../dist/traces/index.js');

const FAULTS = { hosts: 3, losses: 0.1, waiting: 1 };
const answers = new HostAnswers();
const tally = {};
const allowed = {};
let count = 0;
let wrong = 0;

for (let seed = from; seed <= to; seed++) {
  const { header, events } = runOf(seed);
  if (!isAccepted(header, events)) throw new Error(`the run of seed ${seed} is not accepted`);
  for (let at = 0; at < events.length; at++) {
    for (const mutated of mutationsAt(events, at)) tell(header, mutated, events[at], events);
  }
  process.stderr.write(`seed ${seed}: ${events.length} events; ${count} changes so far\n`);
}

console.log(`${count.toLocaleString('en-US')} changes:`);
for (const [kind, { rejected, accepted }] of Object.entries(tally).sort()) {
  console.log(`  ${kind}: ${rejected} rejected, ${accepted} accepted`);
}
console.log('accepted, since the specification allows them:', allowed);
process.exitCode = wrong === 0 ? 0 : 12;

function tell(header, { kind, events }, event, unchanged) {
  count += 1;
  const counts = (tally[kind] ??= { rejected: 0, accepted: 0 });
  if (!isAccepted(header, events)) {
    counts.rejected += 1;
    return;
  }
  counts.accepted += 1;
  const name = `${kind} ${event.action}`;
  allowed[name] = (allowed[name] ?? 0) + 1;
  const mayNotBe = kind.startsWith('alter') || kind === 'forge' || isDelivery(event);
  if ((mayNotBe && !isShownOnce(kind, event, unchanged)) || !isAccepted(header, events, 'off')) {
    wrong += 1;
    console.log(`✘ accepted: ${kind} of ${JSON.stringify(event)}`);
  }
}

function runOf(seed) {
  const reader = new RunReader('run');
  const events = [];
  /** @type {Parameters<typeof simulate>[0]} */
  const options = isSplit
    ? {
        ...FAULTS,
        ...{ seed, offload: 'on', durationMs: 2, crashes: 2, downMs: [0.2, 0.5], host: { holdMs: 20 } },
      }
    : { ...FAULTS, ...{ seed, durationMs: 30, crashes: 1, downMs: [1, 2] } };
  simulate(options, {
    runOut: (text) => {
      const line = reader.read(text);
      if (line.kind === 'event') events.push(line.event);
    },
  });
  return { header: reader.header, events: events.slice(0, eventsMax) };
}

/** @param {'on' | 'off'} shift */
function isAccepted(header, events, shift = 'on') {
  const validator = new RunValidator(header, { shift, answers });
  for (let i = 0; i < events.length && !validator.isDecided; i++)
    validator.push(events[i], { file: 'run', line: i + 2 });
  return validator.finish().verdict === 'accepted';
}
