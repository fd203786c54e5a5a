/**
 * A host of Exo as completed (docs/protocol.md), whole, in plain JavaScript, with its steps (docs/run-format.md). It writes all that it is
 * with each change, never compacts its log, and asks nobody for what it has missed (the fetches and joins of R3 and R9): its time-out lets it
 * take over, and that brings the greatest log to all. `exo conform --cmd "node exo-host.mjs" --level protocol`
 */
import { Buffer } from 'node:buffer';
import fs from 'node:fs';
import readline from 'node:readline';
const MS = { hold: 5, repeat: 40, grace: 30, takeover: 200 };
let id, names, majority, file, nextNumber, randomState;
/** What a host is, as its steps show it; promise and epoch are durable, and so is the log (R4). */
let me = { status: 'following', promised: 0, epoch: null, agreed: 0, settled: 0, delivered: 0, unwritten: 0 };
/** Entries { epoch, source, number, text }, the last two null in an empty one; promises; the greatest epoch seen; own payloads. */
let [log, gathered, seen, queue] = [[], null, 0, []];

const write = (dest, body) => process.stdout.write(`${JSON.stringify({ src: id, dest, body })}\n`);
const others = () => names.filter((name) => name !== id);
const isFollowing = () => me.status === 'following';

/** Goes off after one to two times its time, drawn from the seed, so that a run in virtual time can be made again. */
function timer(name) {
  randomState = (Math.imul(randomState, 1_664_525) + 1_013_904_223) | 0;
  write('harness', { type: 'set_timer', timer: name, ms: MS[name] * (1 + (randomState >>> 0) / 2 ** 32) });
}

/** R2: the one host that may fill a slot of this epoch. */
function proposerOf(slot) {
  const { number, members, base } = me.epoch;
  const ring = names.map((_, i) => names[(number + i) % names.length]);
  const order = ring.filter((name) => members.includes(name));
  return order[(slot - base) % order.length];
}

/** P1, P9: the digest of the last senders before a slot. */
function historyOf(slot) {
  const last = log.slice(Math.max(0, slot - majority + 1), slot);
  return last.reduce((sum, { source }) => (Math.imul(sum, 0x9e3779b1) + names.indexOf(source) + 1) | 0, 0);
}

const crcOf = (one) => Buffer.from(JSON.stringify(one)).reduce((sum, c) => (Math.imul(sum, 31) + c) | 0, 7);

function frameOf(slot) {
  const { epoch, source, number } = log[slot];
  const payload = number && [number, 1];
  return { epoch, slot, source, history: historyOf(slot), payload, crc: crcOf(log[slot]) };
}

function imageOf(log, delivered) {
  const last = log.at(-1) ?? null;
  return { start: 0, length: log.length, delivered, lastEpoch: last?.epoch ?? -1, crc: last && crcOf(last) };
}

/** Tells a step, with all of the host after it. What is sent in it follows. */
function step(action, about) {
  const event = { action, ...about, set: { ...me, start: 0, length: log.length } };
  write('harness', { type: 'trace', event });
}

/** R4: the change is on the disk before anything tells of it; only then may more be agreed. */
function change(action, about, after, kind, to = [], body = {}) {
  me.unwritten = 1;
  step(action, about);
  fs.writeFileSync(`${file}.new`, JSON.stringify({ promised: me.promised, epoch: me.epoch, log }));
  fs.renameSync(`${file}.new`, file);
  Object.assign(me, { unwritten: 0, status: after });
  agree();
  const fields = { from: id, ...body };
  step('Persist', kind && { sent: [{ kind, via: 'oob', to, fields }] });
  if (action !== 'Append' && action !== 'Receive') timer('takeover');
  for (const one of to) write(one, { type: kind, fields, entries: fields.log && log });
}

/** R7: all but the last h of q entries of this epoch. */
function agree() {
  const last = log.slice(-majority);
  const isProven = last.length === majority && last.every(({ epoch }) => epoch === me.epoch?.number);
  me.agreed = Math.max(me.agreed, me.settled, isProven ? log.length - majority + 1 : 0);
}

/** What is agreed goes to the application, each payload once. */
function progress() {
  for (const { text } of log.slice(me.delivered, me.agreed))
    if (text !== null) write('harness', { type: 'deliver', payload: text });
  me.delivered = Math.max(me.delivered, me.agreed);
  if (me.settled < me.agreed) {
    me.settled = me.agreed;
    step('Deliver', { args: { entry: frameOf(me.agreed - 1) } });
  }
  // R9: what is accepted does not put off who is no member: it takes over, so as to be one.
  if (me.epoch?.members.includes(id)) timer('takeover');
  useToken(false);
}

/** R2, R11: who holds the token broadcasts the first payload that is not in the log, or holds it for a while. */
function useToken(isHeld) {
  if (!isFollowing() || proposerOf(log.length) !== id) return;
  const last = log.findLast(({ source, number }) => source === id && number !== null)?.number ?? -1;
  const { number = null, text = null } = queue.find((one) => one.number > last) ?? {};
  if (number === null && !isHeld) return timer('hold');
  log.push({ epoch: me.promised, source: id, number, text });
  change('Append', { args: { entry: frameOf(log.length - 1) } }, 'following');
  broadcast();
  progress();
}

function broadcast() {
  const last = log.at(-1);
  if (!isFollowing() || last?.source !== id || last.epoch !== me.promised) return;
  const fields = frameOf(log.length - 1);
  step('Broadcast', { sent: [{ kind: 'entry', via: 'broadcast', fields }] });
  write('*', { type: 'entry', fields, text: last.text });
  timer('repeat');
}

/** R5: a promise to itself above all that was heard of, then Prepare. */
function takeOver() {
  let epoch = Math.max(me.promised, seen) + 1;
  while (names[epoch % names.length] !== id) epoch += 1;
  Object.assign(me, { promised: epoch, epoch: null, status: 'claiming' });
  gathered = { from: [], log, delivered: me.settled };
  change('Timeout', { args: { epoch } }, 'gathering', 'prepare', others(), { epoch, delivered: me.settled });
}

/** R5: the greatest log of a majority begins the epoch, once others had time to promise too. */
function start() {
  if (me.status !== 'gathering' || gathered.from.length + 1 < majority) return;
  const members = names.filter((name) => name === id || gathered.from.includes(name));
  const settled = Math.max(me.settled, gathered.delivered);
  ({ log } = gathered);
  const epoch = { number: me.promised, members, base: log.length, snapshot: settled };
  Object.assign(me, { settled, epoch, status: 'starting' });
  change('Start', {}, 'following', 'start', others(), { epoch, log: imageOf(log, settled) });
  progress();
}

const timers = { hold: () => useToken(true), repeat: broadcast, grace: start, takeover: takeOver };
const handlers = {
  init(body) {
    ({ id, hosts: names } = body);
    majority = Math.floor(names.length / 2) + 1;
    me.epoch = { number: 0, members: names, base: 0, snapshot: 0 };
    file = `${body.directory}/state.json`;
    if (fs.existsSync(file)) ({ log, ...me } = { ...me, ...JSON.parse(fs.readFileSync(file, 'utf8')) });
    nextNumber = body.life * 1_000_000;
    randomState = body.seed * 1_009 + names.indexOf(id) * 101 + body.life;
    const own = log.flatMap(({ number }, slot) => (number === null ? [] : [slot]));
    me.delivered = me.settled = body.delivered === 0 ? 0 : own[body.delivered - 1] + 1;
    me.status = me.epoch === null ? 'waiting' : 'following';
    agree();
    step('Restart');
    timer('takeover');
    progress();
    write('harness', { type: 'init_ok' });
  },
  submit({ payload }) {
    queue.push({ number: nextNumber, text: payload });
    step('Submit', { args: { number: nextNumber++ } });
    useToken(false);
  },
  timer: ({ timer: name }) => timers[name](),
  entry({ fields, text }) {
    const { epoch, slot, source, history, payload } = fields;
    seen = Math.max(seen, epoch);
    const isNext = epoch === me.promised && isFollowing() && slot === log.length;
    if (!isNext || source !== proposerOf(slot) || history !== historyOf(slot)) return;
    log.push({ epoch, source, number: payload?.[0] ?? null, text });
    change('Receive', { received: { kind: 'entry', fields }, fate: 'appended' }, 'following');
    progress();
  },
  prepare({ fields, fields: { epoch } }, src) {
    if (epoch <= me.promised) return;
    Object.assign(me, { promised: epoch, epoch: null, status: 'promising' });
    const promise = { epoch, log: imageOf(log, me.settled) };
    change('Promise', { received: { kind: 'prepare', fields } }, 'waiting', 'promise', [src], promise);
  },
  promise({ fields, entries }, src) {
    if (me.status !== 'gathering' || fields.epoch !== me.promised || gathered.from.includes(src)) return;
    const [mine, theirs] = [gathered.log, entries].map((one) => one.at(-1)?.epoch ?? -1);
    const isGreater = theirs > mine || (theirs === mine && entries.length > gathered.log.length);
    if (isGreater) Object.assign(gathered, { log: entries, delivered: fields.log.delivered });
    gathered.from.push(src);
    step('Gather', { received: { kind: 'promise', fields } });
    if (gathered.from.length + 1 === majority) timer('grace');
  },
  start({ fields, fields: { epoch }, entries }) {
    if (epoch.number < me.promised || epoch.number <= (me.epoch?.number ?? -1)) return;
    log = entries;
    const settled = Math.max(me.settled, fields.log.delivered);
    Object.assign(me, { promised: epoch.number, epoch, status: 'installing', settled });
    change('Install', { received: { kind: 'start', fields } }, 'following');
    progress();
  },
};

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const { src, body } = JSON.parse(line);
  handlers[body.type](body, src);
  if (body.type !== 'init') write('harness', { type: 'done' });
});
