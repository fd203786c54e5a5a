/**
 * Broken on purpose: a sequencer that keeps its log in memory. Once it is killed it numbers from what its own application has, though
 * others have been told more. Without a crash nobody notices.
 *
 *   exo conform --cmd "node broken-sequencer.mjs"
 */
import readline from 'node:readline';

const RETRY_MS = 40;
let id, hosts, isSequencer;
let log = [];
let delivered = 0;
let pending = [];

const write = (dest, body) => process.stdout.write(`${JSON.stringify({ src: id, dest, body })}\n`);
const tell = (body) => write('harness', body);

const handlers = {
  init(body) {
    ({ id, hosts, delivered } = body);
    isSequencer = id === hosts[0];
    // The fault: what was ordered before is forgotten, but for how much of it the application has.
    log.length = delivered;
    tell({ type: 'set_timer', timer: 'retry', ms: RETRY_MS });
    tell({ type: 'init_ok' });
  },
  submit({ payload }) {
    pending.push(payload);
    propose(payload);
  },
  timer() {
    for (const payload of pending) propose(payload);
    if (!isSequencer) write(hosts[0], { type: 'want', from: delivered });
    tell({ type: 'set_timer', timer: 'retry', ms: RETRY_MS });
  },
  propose({ payload }) {
    order(payload);
  },
  want({ from }, src) {
    for (let n = from; n < log.length; n++)
      if (log[n] !== undefined) write(src, { type: 'ordered', n, payload: log[n] });
  },
  ordered({ n, payload }) {
    if (isSequencer) return;
    log[n] = payload;
    deliver();
  },
};

function propose(payload) {
  if (isSequencer) order(payload);
  else write(hosts[0], { type: 'propose', payload });
}

function order(payload) {
  if (log.includes(payload)) return;
  log.push(payload);
  write('*', { type: 'ordered', n: log.length - 1, payload });
  deliver();
}

function deliver() {
  while (log[delivered] !== undefined) {
    const payload = log[delivered++];
    pending = pending.filter((one) => one !== payload);
    tell({ type: 'deliver', payload });
  }
}

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const { src, body } = JSON.parse(line);
  handlers[body.type](body, src);
  if (body.type !== 'init') tell({ type: 'done' });
});
