/**
 * Puts of 64 bytes into etcd over its HTTP gateway, by a number of clients at a time: `node etcd-load.js <address> <clients> <seconds>` prints
 * `{ "puts": a second, "medianUs": of one }`.
 */
import http from 'node:http';

const [address = '', clients = '1', seconds = '1'] = process.argv.slice(2);
const WARM_UP_MS = 1000;
const READY_MS = 20_000;
const agent = new http.Agent({ keepAlive: true, maxSockets: Number(clients) });
const VALUE = Buffer.alloc(64).toString('base64');

function put(key: string): Promise<void> {
  const body = JSON.stringify({ key: Buffer.from(key).toString('base64'), value: VALUE });
  return new Promise((resolve, reject) => {
    const request = http.request(`http://${address}/v3/kv/put`, { method: 'POST', agent }, (response) => {
      response.resume();
      response.once('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`etcd answers ${String(response.statusCode)}`));
      });
    });
    request.once('error', reject);
    request.end(body);
  });
}

/** A cluster takes a while to have a leader. */
async function untilReady(until: number): Promise<void> {
  for (;;) {
    try {
      return await put('ready');
    } catch (error) {
      if (performance.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

await untilReady(performance.now() + READY_MS);
const from = performance.now() + WARM_UP_MS;
const until = from + 1000 * Number(seconds);
const latencies: number[] = [];
const client = async (_: unknown, k: number): Promise<void> => {
  for (let began = performance.now(); began < until; began = performance.now()) {
    await put(`key ${k}`);
    const ended = performance.now();
    if (began >= from && ended <= until) latencies.push(1000 * (ended - began));
  }
};
await Promise.all(Array.from({ length: Number(clients) }, client));
latencies.sort((a, b) => a - b);
const found = {
  puts: latencies.length / Number(seconds),
  medianUs: latencies[latencies.length >> 1] ?? null,
};
process.stdout.write(`${JSON.stringify(found)}\n`);
agent.destroy();
