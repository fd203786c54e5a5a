/**
 * A host of Exo as completed (rules R1 to R11 of docs/protocol.md), whole, in plain JavaScript. It tells its steps (docs/run-format.md), so
 * that they can be held against the statechart of the specification. It never compacts its log, and writes each change at once.
 *
 *   exo conform --cmd "node exo-host.mjs" --level protocol
 */
import fs from 'node:fs';
import readline from 'node:readline';

const MS = { hold: 5, repeat: 40, grace: 30, takeover: [200, 350], return: [400, 600] };
let id, names, majority, journal, given, nextNumber, state;
// R4: what is durable. An entry is { epoch, source, number, text }; number and text are null in an empty message.
let promised = 0,
  epoch = null,
  log = [];
let status = 'following',
  agreed = 0,
  settled = 0,
  unwritten = 0,
  gathered = null;
/** The greatest epoch number heard of, own payloads, and the fields of this host that were told last. */
let seen = 0,
  queue = [],
  told = {};

const write = (dest, body) => process.stdout.write(`${JSON.stringify({ src: id, dest, body })}\n`);
const timer = (name) => {
  const [least, most] = [MS[name]].flat();
  write('harness', {
    type: 'set_timer',
    timer: name,
    ms: most ? least + (most - least) * random() : least,
  });
};
const others = () => names.filter((name) => name !== id);
const starterOf = (number) => names[number % names.length];
const isFollowing = () => status === 'following' && epoch !== null;

/** From 0 to below 1: the same in each run of a seed, as virtual time wants it. */
function random() {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
  return (state >>> 0) / 2 ** 32;
}

/** R2: the one host that may fill a slot of this epoch. */
function proposerOf(slot) {
  const first = names.indexOf(starterOf(epoch.number));
  const order = [...names.slice(first), ...names.slice(0, first)].filter((name) =>
    epoch.members.includes(name),
  );
  return order[(slot - epoch.base) % order.length];
}

/** P1, P9: the digest of the last senders before a slot. */
function historyOf(slot) {
  const last = log.slice(Math.max(0, slot - majority + 1), slot);
  return last.reduce((sum, { source }) => (Math.imul(sum, 0x9e3779b1) + names.indexOf(source) + 1) | 0, 0);
}

const crcOf = (entry) =>
  [...JSON.stringify(entry)].reduce((sum, c) => (Math.imul(sum, 31) + c.charCodeAt(0)) | 0, 7);

function frameOf(slot) {
  const { epoch: of, source, number } = log[slot];
  const payload = number === null ? null : [number, 1];
  return { epoch: of, slot, source, history: historyOf(slot), payload, crc: crcOf(log[slot]) };
}

function imageOf(entries, delivered) {
  const last = entries.at(-1);
  return {
    start: 0,
    length: entries.length,
    delivered,
    lastEpoch: last?.epoch ?? -1,
    crc: last ? crcOf(last) : null,
  };
}

/** Tells a step, with the fields that it has changed. What is sent in it follows. */
function step(action, about = {}) {
  const now = {
    status,
    promised,
    epoch,
    start: 0,
    length: log.length,
    agreed,
    settled,
    delivered: given,
    unwritten,
  };
  const changed = Object.entries(now).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(told[name]),
  );
  told = structuredClone(now);
  const set = changed.length > 0 ? { set: Object.fromEntries(changed) } : {};
  write('harness', { type: 'trace', event: { action, ...about, ...set } });
}

/** R4: the change is on the disk before anything tells of it; only then may more be agreed (R7). */
function change(action, about, after, sent = [], entries) {
  unwritten = 1;
  step(action, about);
  const record =
    action === 'Append' || action === 'Receive' ? { entry: log.at(-1) } : { promised, epoch, log };
  fs.appendFileSync(journal, `${JSON.stringify(record)}\n`);
  unwritten = 0;
  status = after;
  if (after === 'following') agree();
  step('Persist', sent.length > 0 ? { sent } : {});
  for (const { kind, to, fields } of sent) for (const one of to) write(one, { type: kind, fields, entries });
}

function agree() {
  const last = log.slice(-majority);
  const isProven =
    epoch !== null && last.length === majority && last.every((one) => one.epoch === epoch.number);
  agreed = Math.max(agreed, settled, isProven ? log.length - majority + 1 : 0);
}

/** What is agreed goes to the application, each payload once. */
function deliver() {
  const from = given;
  given = Math.max(given, agreed);
  for (const { number, text } of log.slice(from, given))
    if (number !== null) write('harness', { type: 'deliver', payload: text });
  if (settled < agreed) {
    settled = agreed;
    step('Deliver', { args: { entry: frameOf(agreed - 1) } });
  }
}

/** R2, R11: who holds the token broadcasts the first payload that is not in the log, or holds it for a while. */
function useToken(isHeld) {
  if (!isFollowing() || proposerOf(log.length) !== id) return;
  const last = log.findLast(({ source, number }) => source === id && number !== null)?.number ?? -1;
  const next = queue.find(({ number }) => number > last);
  if (next === undefined && !isHeld) return timer('hold');
  log.push({ epoch: epoch.number, source: id, number: next?.number ?? null, text: next?.text ?? null });
  change('Append', { args: { entry: frameOf(log.length - 1) } }, status);
  broadcast();
  progress();
}

function broadcast() {
  const last = log.at(-1);
  if (!isFollowing() || last?.source !== id || last.epoch !== epoch.number) return;
  const fields = frameOf(log.length - 1);
  step('Broadcast', { sent: [{ kind: 'entry', via: 'broadcast', fields }] });
  write('*', { type: 'entry', fields, text: last.text });
  timer('repeat');
}

function progress() {
  deliver();
  timer('takeover');
  useToken(false);
}

/** R5: a promise to itself above all that was heard of, then Prepare. */
function takeOver() {
  let number = Math.max(promised, seen) + 1;
  while (starterOf(number) !== id) number += 1;
  [promised, epoch, status] = [number, null, 'claiming'];
  gathered = { from: [], log, delivered: settled };
  const fields = { from: id, epoch: number, delivered: settled };
  change('Timeout', { args: { epoch: number } }, 'gathering', [
    { kind: 'prepare', via: 'oob', to: others(), fields },
  ]);
  timer('takeover');
}

/** R5: the greatest log of a majority begins the epoch. */
function start() {
  if (status !== 'gathering' || gathered.from.length + 1 < majority) return;
  const members = names.filter((name) => name === id || gathered.from.includes(name));
  settled = Math.max(settled, gathered.delivered);
  log = gathered.log;
  [epoch, status, gathered] = [
    { number: promised, members, base: log.length, snapshot: settled },
    'starting',
    null,
  ];
  const fields = { from: id, epoch, log: imageOf(log, settled) };
  change('Start', {}, 'following', [{ kind: 'start', via: 'oob', to: others(), fields }], log);
  progress();
}

/** R9: who is no member of the epoch that runs begins one of its own, after a while. */
function listen() {
  if (isFollowing() && !epoch.members.includes(id)) timer('return');
}

/** R3, R9: asks another host for what this one lacks. */
function ask(kind, to, fields) {
  step(kind === 'join' ? 'Join' : 'Fetch', { sent: [{ kind, via: 'oob', to: [to], fields }] });
  write(to, { type: kind, fields });
}

const handlers = {
  init(body) {
    ({ id, hosts: names } = body);
    majority = Math.floor(names.length / 2) + 1;
    epoch = { number: 0, members: names, base: 0, snapshot: 0 };
    journal = `${body.directory}/journal`;
    const text = fs.existsSync(journal) ? fs.readFileSync(journal, 'utf8') : '';
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    fs.writeFileSync(journal, whole);
    for (const line of whole.split('\n').filter((one) => one !== '')) {
      const record = JSON.parse(line);
      if (record.entry) log.push(record.entry);
      else ({ promised, epoch, log } = record);
    }
    nextNumber = body.life * 1_000_000;
    state = body.seed * 1_009 + names.indexOf(id) * 101 + body.life;
    const own = log.flatMap(({ number }, slot) => (number === null ? [] : [slot]));
    given = settled = body.delivered === 0 ? 0 : own[body.delivered - 1] + 1;
    status = epoch === null ? 'waiting' : 'following';
    agree();
    step('Restart');
    listen();
    progress();
    write('harness', { type: 'init_ok' });
  },
  submit({ payload }) {
    queue.push({ number: nextNumber++, text: payload });
    step('Submit', { args: { number: nextNumber - 1 } });
    useToken(false);
  },
  timer({ timer: name }) {
    if (name === 'hold') useToken(true);
    if (name === 'repeat') broadcast();
    if (name === 'grace') start();
    if (name === 'takeover' || (name === 'return' && isFollowing() && !epoch.members.includes(id)))
      takeOver();
  },
  entry({ fields, text }, src) {
    const { epoch: of, slot, source, history, payload } = fields;
    seen = Math.max(seen, of);
    if (of < promised) return write(src, { type: 'refuse', fields: { promised } });
    if (of > promised || !isFollowing())
      return ask('join', src, { from: id, promised, isInstalled: epoch !== null, delivered: settled });
    if (slot > log.length)
      return ask('fetch', src, {
        from: id,
        epoch: promised,
        length: log.length,
        upTo: null,
        delivered: settled,
      });
    if (slot < log.length || source !== proposerOf(slot) || history !== historyOf(slot)) return;
    log.push({ epoch: of, source, number: payload?.[0] ?? null, text });
    change('Receive', { received: { kind: 'entry', fields }, fate: 'appended' }, status);
    progress();
  },
  prepare({ fields }, src) {
    if (fields.epoch <= promised) return write(src, { type: 'refuse', fields: { promised } });
    [promised, epoch, gathered, status] = [fields.epoch, null, null, 'promising'];
    const answer = { from: id, epoch: promised, log: imageOf(log, settled) };
    const sent = [{ kind: 'promise', via: 'oob', to: [src], fields: answer }];
    change('Promise', { received: { kind: 'prepare', fields } }, 'waiting', sent, log);
    timer('takeover');
  },
  promise({ fields, entries }, src) {
    if (status !== 'gathering' || fields.epoch !== promised || gathered.from.includes(src)) return;
    const [mine, theirs] = [gathered.log.at(-1)?.epoch ?? -1, entries.at(-1)?.epoch ?? -1];
    const isGreater = theirs > mine || (theirs === mine && entries.length > gathered.log.length);
    if (isGreater) [gathered.log, gathered.delivered] = [entries, fields.log.delivered];
    gathered.from.push(src);
    step('Gather', { received: { kind: 'promise', fields } });
    if (gathered.from.length === names.length - 1) start();
    else if (gathered.from.length + 1 === majority) timer('grace');
  },
  start({ fields, entries }) {
    if (fields.epoch.number < promised || fields.epoch.number <= (epoch?.number ?? -1)) return;
    [promised, epoch, log, gathered, status] = [
      fields.epoch.number,
      fields.epoch,
      entries,
      null,
      'installing',
    ];
    settled = Math.max(settled, fields.log.delivered);
    change('Install', { received: { kind: 'start', fields } }, 'following');
    listen();
    progress();
  },
  fetch({ fields }, src) {
    if (!isFollowing() || fields.epoch !== epoch.number || fields.length >= log.length) return;
    const slots = log.map((_, slot) => slot).slice(fields.length);
    const sent = slots.map((slot) => ({ kind: 'entry', via: 'oob', to: [src], fields: frameOf(slot) }));
    step('AnswerFetch', { received: { kind: 'fetch', fields }, sent });
    for (const slot of slots) write(src, { type: 'entry', fields: frameOf(slot), text: log[slot].text });
  },
  join({ fields }, src) {
    if (!isFollowing() || epoch.number < fields.promised + (fields.isInstalled ? 1 : 0)) return;
    const entries = log.slice(0, epoch.base);
    const answer = { from: id, epoch, log: imageOf(entries, epoch.snapshot) };
    const sent = [{ kind: 'start', via: 'oob', to: [src], fields: answer }];
    step('AnswerJoin', { received: { kind: 'join', fields }, sent });
    write(src, { type: 'start', fields: answer, entries });
  },
  refuse({ fields }) {
    seen = Math.max(seen, fields.promised);
  },
};

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const { src, body } = JSON.parse(line);
  handlers[body.type](body, src);
  if (body.type !== 'init') write('harness', { type: 'done' });
});
