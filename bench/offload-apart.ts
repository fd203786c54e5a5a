/** Two engines in two processes, each with its driver beside it, over memory that is mapped from a file: both spin. */
import { fork, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setImmediate as yieldToEvents } from 'node:timers/promises';
import { offloadBytes, SharedMemory, type OffloadPlan } from '../impl/offload/layout.js';
import { canMap, mapFile } from '../impl/offload/mapped-memory.js';
import { benchOn, CHANNELS, type User } from './offload-bench.js';
import type { BareTimes, OffloadQuestion } from './offload-question.js';
import { spread, WINDOW } from './timing.js';

const PLAN: OffloadPlan = { engines: [0, 1], drivers: [0, 1], ...CHANNELS, spinnersMax: 2 };
/** Payloads that wait at each host. */
const KEEPS = 16;
/** Turns between two looks at whether the other process is still there. */
const TURNS_A_LOOK = 10_000;

/** What a message takes from the token at one host to the token at the other; null where processes cannot share memory. */
export async function hopBetweenProcesses(question: OffloadQuestion): Promise<BareTimes | null> {
  if (!canMap()) return null;
  const folder = fs.mkdtempSync(path.join(memoryFolder(), 'exo-bench-'));
  const file = path.join(folder, 'memory');
  fs.writeFileSync(file, '');
  fs.truncateSync(file, offloadBytes(PLAN));
  const other = fork(process.argv[1] as string, [JSON.stringify({ ...question, file })]);
  try {
    await begun(other);
    return { ns: hops(question, file) };
  } finally {
    other.kill('SIGKILL');
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** The other process, until it is killed, or the first one is gone. */
export async function otherProcess(question: OffloadQuestion, file: string): Promise<void> {
  const { turn } = benchOn(question, KEEPS, memoryIn(file), 1);
  process.send?.('begun');
  while (process.connected) {
    for (let k = 0; k < TURNS_A_LOOK; k++) turn();
    await yieldToEvents();
  }
}

function hops(question: OffloadQuestion, file: string): BareTimes['ns'] {
  const { users, turn } = benchOn(question, KEEPS, memoryIn(file), 0);
  const [user] = users as [User];
  const times: number[] = [];
  for (const until = performance.now() + question.seconds * 1_000; performance.now() < until;) {
    const entries = user.delivered;
    const from = process.hrtime.bigint();
    while (user.delivered < entries + WINDOW) turn();
    times.push(Number(process.hrtime.bigint() - from) / (user.delivered - entries));
  }
  // The first half is for the compiler.
  return spread(times.slice(times.length >>> 1));
}

function memoryIn(file: string): SharedMemory {
  const { buffer, sleeper } = mapFile(file);
  return new SharedMemory({ plan: PLAN, buffer }, sleeper);
}

/** A file that is mapped is best on no disk. */
function memoryFolder(): string {
  return fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir();
}

function begun(other: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    other.once('message', () => resolve());
    other.once('exit', () => reject(new Error('the other process has ended')));
  });
}
