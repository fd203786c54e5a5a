/** One host of a cluster of real processes: `exo host` or `exo kv`, and `exo engine` besides where it is split. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { killedAndRead } from './killed.js';

export interface MemberParts {
  readonly id: string;
  readonly place: number;
  /** The folder of the cluster: configuration, logs, traces. */
  readonly folder: string;
  /** The built command line, and what is loaded before it. */
  readonly binary: string;
  readonly preload: string;
  readonly program: 'host' | 'kv';
  /** Whether its engine is a process of its own. */
  readonly isSplit: boolean;
  /** The network namespace in which its processes run; that of this process if null. */
  readonly namespace: string | null;
  /** Told of each object that its program prints. */
  readonly printed: (line: Readonly<Record<string, unknown>>) => void;
  /** What goes on behind `--from`: the last slot that was printed. */
  readonly from: () => number;
}

type Part = 'host' | 'engine';
const ERRORS_KEPT = 4_000;
const START_MS_MAX = 30_000;

const running = new Set<ChildProcess>();

/** Ends all processes that are still running, stopped ones too: for whoever has to end at once. */
export function killMembers(): void {
  for (const one of running) one.kill('SIGKILL');
}

export class Member {
  /** What its processes wrote on standard error, the last of it. */
  errors = '';
  private readonly parts: Record<Part, ChildProcess | null> = { host: null, engine: null };
  private hasBegun = false;
  private readonly isStopped: Record<Part, boolean> = { host: false, engine: false };

  constructor(readonly of: MemberParts) {}

  get config(): string {
    return path.join(this.of.folder, `${this.of.id}.json`);
  }

  /** The directory of its log. */
  get log(): string {
    return path.join(this.of.folder, 'log', this.of.id);
  }

  get trace(): string {
    return path.join(this.of.folder, `${this.of.id}.ndjson`);
  }

  /** What the driver writes, where the host is split. */
  get driverTrace(): string {
    return path.join(this.of.folder, `${this.of.id}.driver.ndjson`);
  }

  /** All that it writes. */
  get traces(): readonly string[] {
    return this.of.isSplit && this.of.program === 'host' ? [this.trace, this.driverTrace] : [this.trace];
  }

  /** Which process has the protocol, and the log. */
  get core(): Part {
    return this.of.isSplit ? 'engine' : 'host';
  }

  /** Whether its program has begun, and takes what it is given. */
  get isReady(): boolean {
    return this.parts.host !== null && this.hasBegun && !this.isStopped.host;
  }

  /** Starts what does not run. Resolves when it has said so; with what it said on standard error if it ended instead. */
  async start(): Promise<string | null> {
    const order: readonly Part[] = this.of.isSplit ? ['engine', 'host'] : ['host'];
    for (const part of order) {
      const failure = this.parts[part] === null ? await this.startPart(part) : null;
      if (failure !== null) return failure;
    }
    return null;
  }

  write(line: string): void {
    const { host } = this.parts;
    if (this.isReady) host?.stdin?.write(`${line}\n`);
  }

  signal(part: Part, signal: 'SIGSTOP' | 'SIGCONT' | 'SIGUSR2'): void {
    this.parts[part]?.kill(signal);
    if (signal !== 'SIGUSR2') this.isStopped[part] = signal === 'SIGSTOP';
  }

  /** What the processes are to be done to by what was loaded before them. */
  told(part: Part, what: object): void {
    fs.writeFileSync(this.faultsFile, JSON.stringify(what));
    this.signal(part, 'SIGUSR2');
  }

  /** `kill -9`, and all that it had printed is read. */
  async kill(part: Part): Promise<void> {
    const child = this.parts[part];
    if (child === null) return;
    await killedAndRead(child);
    this.isStopped[part] = false;
  }

  async killAll(): Promise<void> {
    await Promise.all([this.kill('host'), this.kill('engine')]);
  }

  /** Waits for the end of a process that is expected to end by itself. False if it does not. */
  async ends(part: Part, withinMs: number): Promise<boolean> {
    const child = this.parts[part];
    if (child === null) return true;
    const closed = once(child, 'close', { signal: AbortSignal.timeout(withinMs) });
    return closed.then(
      () => true,
      () => false,
    );
  }

  private get faultsFile(): string {
    return path.join(this.of.folder, `${this.of.id}.faults.json`);
  }

  private async startPart(part: Part): Promise<string | null> {
    const { binary, preload, id, from } = this.of;
    const command = part === 'engine' ? 'engine' : this.of.program;
    const words = [command, '--config', this.config, '--id', id];
    if (part === this.core && this.of.program === 'host') words.push('--trace', this.trace);
    if (command === 'host' && this.of.isSplit) words.push('--trace', this.driverTrace);
    if (command === 'host') words.push('--from', String(from()));
    if (command === 'kv') words.push('--listen', '127.0.0.1:0');
    const env = { ...process.env, EXO_FAULTS: this.faultsFile };
    const node = [process.execPath, '--import', preload, binary, ...words];
    const [program, ...args] = inNamespace(this.of.namespace, node);
    const child = spawn(program, args, { env, stdio: 'pipe' });
    this.parts[part] = child;
    running.add(child);
    child.once('exit', () => running.delete(child));
    if (part === 'host') this.hasBegun = false;
    this.errors = '';
    child.stdin.on('error', () => undefined);
    child.stderr.on(
      'data',
      (bytes: Buffer) => (this.errors = (this.errors + bytes.toString()).slice(-ERRORS_KEPT)),
    );
    const lines = readline.createInterface({ input: child.stdout });
    const started = new Promise<null>((resolve) => {
      lines.on('line', (text) => {
        const line = parsed(text);
        if (line === null) return;
        if (line['event'] === 'started' || line['event'] === 'listening') {
          if (part === 'host') this.hasBegun = true;
          resolve(null);
        }
        if (part === 'host') this.of.printed(line);
      });
    });
    const closed = once(child, 'close').then(() => {
      if (this.parts[part] === child) this.parts[part] = null;
      return `${id}: exo ${command} ended: ${this.errors.trim()}`;
    });
    const late = new Promise<string>((resolve) => {
      setTimeout(() => resolve(`${id}: exo ${command} has not started`), START_MS_MAX).unref();
    });
    return Promise.race([started, closed, late]);
  }
}

/** A program and its arguments, in a namespace: `ip` becomes that program, so that signals come to it. */
function inNamespace(
  name: string | null,
  [program = '', ...args]: readonly string[],
): readonly [string, ...string[]] {
  return name === null ? [program, ...args] : ['ip', 'netns', 'exec', name, program, ...args];
}

/** A line that a killed process has not finished is none. */
function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return null;
  }
}
