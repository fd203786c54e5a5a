/**
 * Runs the simulator with options drawn from each of many seeds, two at a time: `node scripts/simulate-seeds.mjs [from]
 * [count]`. Prints every seed that fails with the command that makes it again, and a summary. Exits with 1 if one failed.
 */
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { build } from './build.mjs';

const built = (file) => new URL(`../dist/${file}`, import.meta.url).href;

/** Each seed on its own: what it says of a run that is wrong, and figures of all. */
async function work({ seeds }) {
  const { drawnOptions, simulate } = await import(built('impl/index.js'));
  const { simulateCommand } = await import(built('cli/simulate-flags.js'));
  for (const seed of seeds) {
    const options = drawnOptions(seed);
    const result = simulate(options);
    parentPort.postMessage({ ...result, steps: [], command: simulateCommand(options) });
  }
}

async function main() {
  const [from = 1, count = 1_000] = process.argv.slice(2).map(Number);
  if (!(Number.isSafeInteger(from) && Number.isSafeInteger(count) && from >= 0 && count > 0)) {
    throw new Error('usage: node scripts/simulate-seeds.mjs [from] [count]');
  }
  if (!(await build())) process.exit(255);
  const began = performance.now();
  const sums = { seeds: 0, payloads: 0, takeovers: 0, virtualMs: 0 };
  const faults = {};
  const failed = [];
  const workers = Math.min(availableParallelism(), count);
  const runs = Array.from({ length: workers }, (_, k) => {
    const seeds = Array.from({ length: count }, (_, i) => from + i).filter((seed) => seed % workers === k);
    return new Promise((resolve, reject) => {
      const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { seeds } });
      worker.on('message', (result) => {
        sums.seeds += 1;
        for (const name of ['payloads', 'takeovers', 'virtualMs']) sums[name] += result[name];
        for (const [name, times] of Object.entries(result.faults)) faults[name] = (faults[name] ?? 0) + times;
        if (result.verdict !== 'agreed') {
          failed.push(result.seed);
          console.log(
            `✘ seed ${result.seed} ${result.verdict}: ${result.property ?? ''} ${result.reason}\n  ${result.command}`,
          );
        }
        if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${sums.seeds} of ${count} seeds`);
      });
      worker.on('error', reject);
      worker.on('exit', resolve);
    });
  });
  await Promise.all(runs);
  const seconds = (performance.now() - began) / 1000;
  const faultText = Object.entries(faults).map(([name, times]) => `${times.toLocaleString('en')} ${name}`);
  console.log(
    `${failed.length === 0 ? '✔' : '✘'} ${sums.seeds} seeds from ${from}, ${failed.length} failed; ` +
      `${sums.payloads.toLocaleString('en')} messages agreed, ${sums.takeovers.toLocaleString('en')} takeovers, ` +
      `${(sums.virtualMs / 1000).toFixed(0)} s virtual in ${seconds.toFixed(0)} s\n  faults: ${faultText.join(', ')}`,
  );
  process.exitCode = failed.length === 0 ? 0 : 1;
}

if (parentPort === null) await main();
else await work(workerData);
