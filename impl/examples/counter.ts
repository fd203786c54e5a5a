/**
 * A counter that survives its hosts: a state machine on three of them, one of which is closed and comes back with its log.
 * `node dist/impl/examples/counter.js` runs it.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  Bus,
  directory,
  inProcess,
  replicate,
  type ReplicatedStateMachine,
  type StateMachine,
} from '../index.js';

const RING = ['a', 'b', 'c'];
const transport = inProcess(new Bus());
const data = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-counter-'));

const machine: StateMachine<number, { readonly add: number }, number> = {
  initial: 0,
  apply: (total, { add }) => ({ state: total + add, result: total + add }),
};

type Counter = ReplicatedStateMachine<number, { readonly add: number }, number>;

const counterAt = (id: string): Promise<Counter> =>
  replicate({ id, ring: RING, transport, log: directory(path.join(data, id)), machine });

const [a, b, c] = (await Promise.all(RING.map(counterAt))) as [Counter, Counter, Counter];
console.log(`a adds 2: ${await a.command({ add: 2 })}`);
console.log(`b adds 3: ${await b.command({ add: 3 })}`);

await c.close();
console.log(`without c, a adds 5: ${await a.command({ add: 5 })}`);

const again = await counterAt('c');
console.log(`c is back, and reads ${await again.read((total) => total)}`);

await Promise.all([a, b, again].map((one) => one.close()));
fs.rmSync(data, { recursive: true });
