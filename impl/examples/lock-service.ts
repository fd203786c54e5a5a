/**
 * A lock service: clients at three hosts want one lock; whoever asks first has it, the others wait in a line that all hosts have alike.
 * Each grant has a number, by which whatever the lock guards refuses a holder of long ago. `node dist/impl/examples/lock-service.js` runs it.
 */
import { Bus, inProcess, replicate, type ReplicatedStateMachine, type StateMachine } from '../index.js';

interface Lock {
  /** Who has the lock, then who waits, in order. */
  readonly line: readonly string[];
  /** How often it was granted. */
  readonly grants: number;
}
type Call = { readonly kind: 'acquire' | 'release'; readonly client: string };

const machine: StateMachine<Lock, Call, Lock> = {
  initial: { line: [], grants: 0 },
  apply(lock, { kind, client }) {
    const [holder] = lock.line;
    if (kind === 'acquire' && lock.line.includes(client)) return { state: lock, result: lock };
    if (kind === 'release' && holder !== client) throw new Error(`${client} does not hold the lock`);
    const line = kind === 'acquire' ? [...lock.line, client] : lock.line.slice(1);
    const isGranted = line[0] !== undefined && line[0] !== holder;
    const state = { line, grants: lock.grants + (isGranted ? 1 : 0) };
    return { state, result: state };
  },
};

type Service = ReplicatedStateMachine<Lock, Call, Lock>;
const RING = ['a', 'b', 'c'];
const transport = inProcess(new Bus());
const services = await Promise.all(RING.map((id) => replicate({ id, ring: RING, transport, machine })));
const [a, b, c] = services as [Service, Service, Service];

await Promise.all([
  a.command({ kind: 'acquire', client: 'p' }),
  b.command({ kind: 'acquire', client: 'q' }),
  c.command({ kind: 'acquire', client: 'r' }),
]);
for (let left = 3; left > 0; left--) {
  const { line, grants } = await b.read((lock) => lock);
  const [holder = ''] = line;
  console.log(`grant ${grants}; ${line.length - 1} in line behind the holder`);
  await c.command({ kind: 'release', client: holder });
}
await a
  .command({ kind: 'release', client: 'p' })
  .catch((error: Error) => console.log(error.message.split(': ').at(-1)));
await Promise.all(services.map((one) => one.close()));
