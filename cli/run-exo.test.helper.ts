import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The built command line. */
export const BINARY = fileURLToPath(new URL('../dist/cli/exo.js', import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  /** Without lines of progress, of which there are the more the slower the machine is. */
  readonly stderr: string;
}

const PROGRESS = /^.*\d states · (?:verifying|.*\/s ·).*\n/gm;

function withoutProgress(stderr: string): string {
  return stderr.replace(PROGRESS, '');
}

/** A folder of its own for the files of a test, and `exo` run in it. */
export interface Bench {
  readonly folder: string;
  /** Runs a command as a process of its own. */
  readonly exo: (...words: readonly string[]) => Outcome;
  /**
   * Runs a command of the built command line in this process, which takes a hundredth of the time. It is for commands
   * that watch no signal. A process loads a module once: modules that differ have names that differ.
   */
  readonly exoHere: (...words: readonly string[]) => Promise<Outcome>;
  readonly write: (name: string, text: string) => string;
  readonly read: (name: string) => string;
  readonly remove: () => void;
}

export function makeBench(): Bench {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-test-'));
  const at = (name: string): string => path.join(folder, name);
  return {
    folder,
    exo: (...words) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [BINARY, ...words], {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, EXO_COMMAND: 'exo', EXO_DEBUG: '' },
      });
      return { code: status, stdout, stderr: withoutProgress(stderr) };
    },
    exoHere: (...words) => runHere(folder, words),
    write: (name, text) => {
      fs.writeFileSync(at(name), text);
      return at(name);
    },
    read: (name) => fs.readFileSync(at(name), 'utf8'),
    remove: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}

type RunCommand = (words: readonly string[]) => Promise<number>;

/** Folder and streams are those of the process, which has one of each: a command runs when the one before has ended. */
let isRunning = false;

async function runHere(folder: string, words: readonly string[]): Promise<Outcome> {
  const { runCommand } = (await import(new URL('../dist/cli/main.js', import.meta.url).href)) as {
    readonly runCommand: RunCommand;
  };
  if (isRunning) throw new Error('one command at a time runs in this process');
  isRunning = true;
  const before = process.cwd();
  const stdout = keepWrites(process.stdout);
  const stderr = keepWrites(process.stderr);
  process.chdir(folder);
  try {
    const code = await runCommand(words);
    return { code, stdout: stdout.text(), stderr: withoutProgress(stderr.text()) };
  } finally {
    isRunning = false;
    process.chdir(before);
    stdout.restore();
    stderr.restore();
  }
}

/** Keeps what is written to a stream until it is restored. */
function keepWrites(stream: NodeJS.WriteStream): { text: () => string; restore: () => void } {
  const write = stream.write;
  let kept = '';
  stream.write = (chunk: string | Uint8Array, ...more: readonly unknown[]): boolean => {
    kept += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    const done = more.at(-1);
    if (typeof done === 'function') done();
    return true;
  };
  return { text: () => kept, restore: () => void (stream.write = write) };
}

const CHECKER = pathToFileURL(fileURLToPath(new URL('../dist/checker/index.js', import.meta.url))).href;

/**
 * A module with a counter as its model. It counts to `--slots`, may end there if `--set end=yes`, and may skip a
 * number if `--set skip=yes`; `Small` holds below `--hosts`, and the witness `Ten` wants ten.
 */
export const COUNTER = `
import { each, invariant, leg, plainComponent, rule, slot, sometimes } from '${CHECKER}';

export const model = ({ hosts, slots, losses, set }) => {
  const counter = slot('my counter', plainComponent({
    name: 'counter',
    initial: [0],
    step: (count, { by }) => (count + by > slots ? [] : [{ next: count + by, effects: [] }]),
  }));
  const add = (by) => ({ params: { by }, legs: [leg(counter, { type: 'ADD', by })] });
  return {
    name: 'counter',
    slots: [counter],
    rules: [rule({ name: 'Add', slot: counter, offers: () => [add(1), ...(set.skip === 'yes' ? [add(2)] : [])] })],
    routes: [],
    properties: [
      invariant({ name: 'Small', over: each([counter]), holds: ([count]) => count < hosts }),
      sometimes({ name: 'Ten', over: each([counter]), holds: ([count]) => count === 10 }),
    ],
    mayEnd: () => set.end === 'yes',
  };
};
`;
