/**
 * Atomic broadcast by a fixed sequencer, which is not Exo: the first host gives every payload its number. Its log is in a file; all others
 * ask it for what they lack. While it is down nothing is ordered, and nothing is ordered twice.
 *
 *   exo conform --cmd "node sequencer.mjs"
 */
import fs from 'node:fs';
import readline from 'node:readline';

const RETRY_MS = 40;
let id, hosts, isSequencer, file;
/** At the sequencer: all payloads in order. Elsewhere: what came early, by number. */
let log = [];
/** How many payloads the application has. */
let delivered = 0;
/** Own payloads that are not delivered yet. */
let pending = [];

const write = (dest, body) => process.stdout.write(`${JSON.stringify({ src: id, dest, body })}\n`);
const tell = (body) => write('harness', body);

const handlers = {
  init(body) {
    ({ id, hosts, delivered } = body);
    isSequencer = id === hosts[0];
    file = `${body.directory}/log`;
    if (isSequencer && fs.existsSync(file)) {
      // What a kill left of the last line was never sent.
      const text = fs.readFileSync(file, 'utf8');
      const whole = text.slice(0, text.lastIndexOf('\n') + 1);
      fs.writeFileSync(file, whole);
      log = whole
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line));
      deliver();
    }
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
    const to = Math.min(from + 100, log.length);
    for (let n = from; n < to; n++) write(src, { type: 'ordered', n, payload: log[n] });
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

/** The number is on the disk before anybody hears of it. */
function order(payload) {
  if (log.includes(payload)) return;
  fs.appendFileSync(file, `${JSON.stringify(payload)}\n`);
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
