/**
 * One measurement of the offload engine, in a process of its own: `node offload-once.js '{"what":"hop","hosts":3}'` prints what it measured as
 * JSON. Engines and drivers run in this thread, or the engines in a worker.
 */
import { OffloadRing } from '../impl/index.js';
import type { IdleUse, LatencyTimes, OffloadQuestion, RateTimes } from './offload-question.js';
import { bench, User } from './offload-bench.js';
import { hopBetweenProcesses, otherProcess } from './offload-apart.js';
import { bareHop, bareRing } from './offload-bare.js';
import { spread, WINDOW } from './timing.js';

function least(users: readonly User[], count: (user: User) => number): number {
  let least = Infinity;
  for (const user of users) least = Math.min(least, count(user));
  return least;
}

/** How far a run has come, and what it has taken. */
interface Progress {
  readonly entries: number;
  readonly payloads: number;
  readonly cpuNs: number;
}

function progressOf(users: readonly User[]): Progress {
  const { user, system } = process.cpuUsage();
  return {
    entries: least(users, ({ delivered }) => delivered),
    payloads: least(users, ({ payloads }) => payloads),
    cpuNs: 1_000 * (user + system),
  };
}

async function rate(question: OffloadQuestion): Promise<RateTimes> {
  const one = await bench(question, question.pack === 1 ? 16 : 400);
  const { users, turn } = one;
  // The first half is for the compiler.
  windowsFor(question.seconds / 2, users, turn);
  const before = progressOf(users);
  const windows = windowsFor(question.seconds / 2, users, turn);
  const after = progressOf(users);
  await one.stop();
  const cpuNs = after.cpuNs - before.cpuNs;
  const entryNs = spread(windows.map((window) => window.entryNs));
  const entryCpuNs = cpuNs / (after.entries - before.entries);
  if (question.payloadBytes === null) return { entryNs, entryCpuNs, payloadNs: null, payloadCpuNs: null };
  const payloadNs = spread(windows.map((window) => window.payloadNs));
  return { entryNs, entryCpuNs, payloadNs, payloadCpuNs: cpuNs / (after.payloads - before.payloads) };
}

/** Goes on for so long. Returns what an entry, and a payload, took in each window. */
function windowsFor(
  seconds: number,
  users: readonly User[],
  turn: () => void,
): readonly { readonly entryNs: number; readonly payloadNs: number }[] {
  const windows: { readonly entryNs: number; readonly payloadNs: number }[] = [];
  for (const until = performance.now() + seconds * 1_000; performance.now() < until;) {
    const entries = least(users, (user) => user.delivered);
    const payloads = least(users, (user) => user.payloads);
    const from = process.hrtime.bigint();
    while (least(users, (user) => user.delivered) < entries + WINDOW) turn();
    const ns = Number(process.hrtime.bigint() - from);
    windows.push({
      entryNs: ns / (least(users, (user) => user.delivered) - entries),
      payloadNs: ns / (least(users, (user) => user.payloads) - payloads),
    });
  }
  return windows;
}

/** One payload at a time, at one host after the other: until its own application has it. */
async function latency(question: OffloadQuestion): Promise<LatencyTimes> {
  const one = await bench(question, 0);
  const { users, turn } = one;
  const times: number[] = [];
  for (const until = performance.now() + question.seconds * 1_000; performance.now() < until;) {
    const user = users[times.length % users.length] as User;
    const before = user.own;
    const from = process.hrtime.bigint();
    while (!user.submit()) turn();
    while (user.own === before) turn();
    times.push(Number(process.hrtime.bigint() - from));
  }
  await one.stop();
  return { submitToDeliverNs: spread(times.slice(times.length >>> 1)) };
}

/** Until then most of what an idle ring takes is the compiler, in other threads: a function that runs 20 times a second comes to it late. */
const SETTLED_SECONDS = 20;

/** What an idle ring takes of one core, in percent. */
async function idle({ hosts, seconds }: OffloadQuestion): Promise<IdleUse> {
  const ring = await OffloadRing.start({
    hosts,
    host: { holdMs: 50, repeatMs: 200, takeoverMs: 1_000 },
    spinnersMax: 2,
  });
  const users = Array.from({ length: hosts }, (_, self) => new User(self, 8, 0));
  users.forEach((user, self) => (user.host = ring.driver(self, user)));
  const turn = (): boolean => users.map(({ host }) => host?.poll() ?? false).some(Boolean);
  const rest = async (ms: number): Promise<void> => {
    for (const until = performance.now() + ms; performance.now() < until;)
      await ring.wait(turn, until - performance.now());
  };
  // Until what is run now and then is compiled, or known to be rare.
  await rest((seconds < 1 ? seconds : SETTLED_SECONDS) * 1_000);
  const from = process.cpuUsage();
  const at = performance.now();
  await rest(seconds * 1_000);
  const { user, system } = process.cpuUsage(from);
  const cpuPercent = (100 * (user + system)) / 1_000 / (performance.now() - at);
  await ring.stop();
  return { cpuPercent };
}

async function main(question: OffloadQuestion): Promise<unknown> {
  switch (question.what) {
    case 'rate':
      return rate(question);
    case 'latency':
      return latency(question);
    case 'ring':
      return bareRing(question);
    case 'hop':
      return bareHop(question);
    case 'apart':
      return question.file === undefined
        ? hopBetweenProcesses(question)
        : otherProcess(question, question.file);
    case 'idle':
      return idle(question);
  }
}

const answer = await main(JSON.parse(process.argv[2] ?? '{}') as OffloadQuestion);
process.stdout.write(`${JSON.stringify(answer)}\n`);
