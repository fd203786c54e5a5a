import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { ExoError } from '../../../errors/index.js';
import { offloadBytes, SharedMemory, type OffloadPlan } from '../../offload/layout.js';
import { mapFile } from '../../offload/mapped-memory.js';
import { bootId } from '../../storage/boot-id.js';
import { makeFolder } from '../../storage/make-folder.js';

/** What an engine in a process of its own says about the memory that it shares, in a file beside that. */
interface MemoryNote {
  /** A name of this memory: another one begins with nothing of what was in it. */
  readonly id: string;
  readonly plan: OffloadPlan;
  /** The digest of the ring, and the place of the host in it. */
  readonly configuration: number;
  readonly self: number;
  /** Which start of the machine this was: what is in a mapped file survives none. */
  readonly boot: string;
}

/** Memory that is mapped, and its name. */
export interface EngineMemory {
  readonly id: string;
  readonly memory: SharedMemory;
}

const MEMORY_NAME = 'memory';
const NOTE_NAME = 'memory.json';

/** Where an engine and its driver meet: beside the directory of the log. */
export function meetingPlace(logDirectory: string): string {
  return `${path.resolve(logDirectory)}.engine`;
}

/**
 * The memory of an engine that begins: that of the one before it, whose driver may be waiting there; or a new one.
 *
 * @throws ExoError EXO450 as `mapFile`.
 */
export function memoryOfEngine(folder: string, wanted: Omit<MemoryNote, 'id' | 'boot'>): EngineMemory {
  makeFolder(folder);
  const file = path.join(folder, MEMORY_NAME);
  const known = noteIn(folder);
  const boot = bootId();
  const isSame =
    known !== null &&
    fs.existsSync(file) &&
    JSON.stringify({ ...wanted, boot }) === JSON.stringify({ ...pickOf(known), boot: known.boot });
  if (isSame) return mapped(file, known);
  const note: MemoryNote = { id: randomUUID(), ...wanted, boot };
  // Whoever has the old one mapped keeps it, and sees by the name that it is old.
  fs.rmSync(file, { force: true });
  fs.writeFileSync(file, '');
  fs.truncateSync(file, offloadBytes(wanted.plan));
  fs.writeFileSync(path.join(folder, `${NOTE_NAME}.new`), JSON.stringify(note));
  fs.renameSync(path.join(folder, `${NOTE_NAME}.new`), path.join(folder, NOTE_NAME));
  return mapped(file, note);
}

/**
 * The memory of an engine, for its driver; null where no engine has been there since the machine started.
 *
 * @throws ExoError EXO450 as `mapFile`; EXO422 for the engine of another ring or host.
 */
export function memoryOfDriver(
  folder: string,
  wanted: Pick<MemoryNote, 'configuration' | 'self'>,
): EngineMemory | null {
  const note = noteIn(folder);
  if (note === null || note.boot !== bootId()) return null;
  if (note.configuration !== wanted.configuration || note.self !== wanted.self) {
    throw new ExoError('EXO422', `the engine at ${folder} is that of another ring, or of another host of it`);
  }
  return mapped(path.join(folder, MEMORY_NAME), note);
}

/** The name of the memory that is there now; null for none. */
export function memoryIdIn(folder: string): string | null {
  return noteIn(folder)?.id ?? null;
}

function mapped(file: string, { id, plan }: MemoryNote): EngineMemory {
  const { buffer, sleeper } = mapFile(file);
  return { id, memory: new SharedMemory({ plan, buffer }, sleeper) };
}

function pickOf({ plan, configuration, self }: MemoryNote): Omit<MemoryNote, 'id' | 'boot'> {
  return { plan, configuration, self };
}

function noteIn(folder: string): MemoryNote | null {
  try {
    return JSON.parse(fs.readFileSync(path.join(folder, NOTE_NAME), 'utf8')) as MemoryNote;
  } catch {
    return null;
  }
}
