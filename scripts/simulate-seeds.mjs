/**
 * Runs the simulator with options drawn from each of many seeds, on all cores: `node scripts/simulate-seeds.mjs [from]
 * [count]`. Prints every seed that fails with the command that makes it again, and a summary, also when it is ended by a
 * signal. Exits with 0 if all agreed, 1 if one failed, 3 if it was ended before.
 */
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { build } from './build.mjs';

const COUNT = 1_000;

/** In a worker: takes its share of the seeds, and tells when it begins one and what came of it. */
async function work({ first, end, step }) {
  const { drawnOptions, simulate } = await import('../dist/impl/parts.js');
  const { simulateCommand } = await import('../dist/cli/simulate/flags.js');
  for (let seed = first; seed < end; seed += step) {
    parentPort.postMessage({ seed });
    const options = drawnOptions(seed);
    const { verdict, property, reason, payloads, takeovers, virtualMs, faults } = simulate(options);
    const result = { verdict, property, reason, payloads, takeovers, virtualMs, faults };
    parentPort.postMessage({ seed, result, command: simulateCommand(options) });
  }
}

/** What has come of all seeds so far. */
class Tally {
  done = 0;
  failed = 0;
  sums = { payloads: 0, takeovers: 0, virtualMs: 0 };
  faults = {};
  underWay = new Set();
  began = performance.now();

  constructor(from, count) {
    this.from = from;
    this.count = count;
  }

  add({ seed, result, command }) {
    if (result === undefined) {
      this.underWay.add(seed);
      return;
    }
    this.underWay.delete(seed);
    this.done += 1;
    for (const name of Object.keys(this.sums)) this.sums[name] += result[name];
    for (const [name, times] of Object.entries(result.faults)) {
      this.faults[name] = (this.faults[name] ?? 0) + times;
    }
    if (result.verdict !== 'agreed') {
      this.failed += 1;
      const { verdict, property, reason } = result;
      console.log(
        `✘ seed ${seed} ${verdict}: ${property === null ? '' : `${property}: `}${reason}\n  ${command}`,
      );
    }
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${this.done} of ${this.count} seeds`);
  }

  summary() {
    const { from, count, done, failed, underWay, sums, faults } = this;
    const seconds = (performance.now() - this.began) / 1000;
    const range = `seeds ${from} to ${from + count - 1}`;
    const head =
      done === count ? range : `${done} of ${range}, then ended; under way: ${[...underWay].join(', ')}`;
    const number = (value) => value.toLocaleString('en');
    const faultText = Object.entries(faults).map(([name, times]) => `${number(times)} ${name}`);
    return [
      `${failed > 0 ? '✘' : done === count ? '✔' : '…'} ${head}: ${failed} failed`,
      `  ${number(sums.payloads)} messages agreed, ${number(sums.takeovers)} takeovers, ` +
        `${(sums.virtualMs / 1000).toFixed(0)} s of virtual time in ${seconds.toFixed(0)} s`,
      `  faults: ${faultText.join(', ')}`,
    ].join('\n');
  }

  get exitCode() {
    return this.failed > 0 ? 1 : this.done === this.count ? 0 : 3;
  }
}

async function main(words) {
  const [from = 1, count = COUNT] = words.map(Number);
  const isSound = words.length <= 2 && Number.isSafeInteger(from + count) && from >= 0 && count > 0;
  if (!isSound) {
    console.error('usage: node scripts/simulate-seeds.mjs [from] [count], both whole numbers');
    process.exit(151);
  }
  if (!(await build())) process.exit(255);
  const tally = new Tally(from, count);
  const end = () => {
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
    console.log(tally.summary());
    process.exit(tally.exitCode);
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, end);
  const step = Math.min(availableParallelism(), count);
  const workers = Array.from({ length: step }, (_, k) => {
    const workerData = { first: from + k, end: from + count, step };
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData });
    worker.on('message', (message) => tally.add(message));
    return new Promise((resolve, reject) => {
      worker.on('error', reject);
      worker.on('exit', resolve);
    });
  });
  await Promise.all(workers);
  end();
}

if (parentPort === null) await main(process.argv.slice(2));
else await work(workerData);
