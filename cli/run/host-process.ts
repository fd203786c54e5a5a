/** One host of a local cluster, a process of its own: `cluster.ts` starts it, and tells it what to do. */
import { cuttable, directory, join, memory, type ExoHost, type JoinOptions } from '../../impl/index.js';
import { localTransport } from '../host/transports.js';
import type { FromHost, HostOrders, Refused, ToHost } from './messages.js';

const TELL_MS = 200;
const TICK_MS = 10;
/** Broadcasts that may wait at a time: no more are begun while nothing is agreed. */
const WAITING_MAX = 2_000;

const cut = new Set<number>();
let perSecond = 0;
let delivered = 0;
let own = 0;
let disorder = 0;
let waiting = 0;
let latencies: number[] = [];

process.on('message', (message: ToHost) => {
  switch (message.kind) {
    case 'start':
      run(message.orders, message.hasLived).catch(refused);
      return;
    case 'cut':
      cut.clear();
      for (const place of message.from) cut.add(place);
      return;
    case 'rate':
      perSecond = message.perSecond;
      return;
  }
});
// Without whoever started it, it has nothing to do.
process.on('disconnect', () => process.exit(0));

async function run(orders: HostOrders, hasLived: boolean): Promise<void> {
  perSecond = orders.perSecond;
  const host = await join({
    id: orders.id,
    ring: orders.ring,
    transport: cuttable(localTransport(orders.transport.kind, orders.transport.port), cut),
    ...storageOf(orders.log, hasLived),
  });
  process.once('SIGTERM', () => void host.close().then(() => process.exit(0)));
  process.once('SIGINT', () => undefined);
  setInterval(() => tell(host), TELL_MS);
  const payload = new Uint8Array(orders.payloadBytes).fill(0x2e);
  let due = 0;
  setInterval(() => {
    due = Math.min(due + (perSecond * TICK_MS) / 1000, WAITING_MAX);
    for (; due >= 1 && waiting < WAITING_MAX; due--) broadcast(host, payload);
  }, TICK_MS);
  let last = -1;
  for await (const { seq, index } of host.deliveries()) {
    const position = seq * 4_096 + index;
    if (position <= last) disorder += 1;
    last = position;
    delivered += 1;
  }
}

/** Tells why the host could not begin, or go on, and ends. */
function refused(error: unknown): void {
  const { code = null, message } = error as Error & { readonly code?: string };
  const told: Refused = { refused: { code, text: message } };
  if (process.send === undefined) process.exit(1);
  process.send(told, () => process.exit(1));
}

/** Where a host keeps its log; without one, whether it has to ask the others for what it had. */
function storageOf(
  log: HostOrders['log'],
  hasLived: boolean,
): Pick<JoinOptions, 'log' | 'options' | 'asNew'> {
  switch (log.kind) {
    case 'disk':
      return { log: directory(log.directory) };
    case 'memory':
      return { log: memory() };
    case 'none':
      return { options: { storage: 'diskless' }, asNew: hasLived };
  }
}

function broadcast(host: ExoHost, payload: Uint8Array): void {
  const began = performance.now();
  waiting += 1;
  host.broadcast(payload).then(
    () => {
      waiting -= 1;
      own += 1;
      latencies.push(performance.now() - began);
    },
    () => (waiting -= 1),
  );
}

function tell(host: ExoHost): void {
  const sorted = latencies.sort((a, b) => a - b);
  latencies = [];
  const medianMs = sorted[Math.floor(sorted.length / 2)] ?? null;
  process.send?.({ metrics: host.metrics(), delivered, own, medianMs, disorder } satisfies FromHost);
}
