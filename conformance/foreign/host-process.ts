/** The program of one host as a process: lines in and out, and how it ends. Nothing here waits for ever. */
import { spawn, type ChildProcess } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';

/** What a process may write in a line, in characters. */
const LINE_MAX = 2 ** 20;
const ERRORS_KEPT = 2_000;
const LAST_WORDS_MS = 200;

export interface ProcessEvents {
  line(text: string): void;
  /** It has ended by itself, or its output is no lines; in words that go on after "host a …". */
  ended(how: string): void;
}

const running = new Set<HostProcess>();

/**
 * Ends all processes that are still running: for whoever has to end at once.
 *
 * @example
 * process.once('SIGTERM', killAll);
 */
export function killAll(): void {
  for (const one of running) one.kill();
}

export class HostProcess {
  private readonly child: ChildProcess;
  private readonly decoder = new StringDecoder('utf8');
  private rest = '';
  private errors = '';
  private isOver = false;
  private readonly gone: Promise<void>;

  /** `command` is a command line of a shell. */
  constructor(
    command: string,
    cwd: string,
    private readonly events: ProcessEvents,
  ) {
    // A group of its own, so that whatever the shell starts ends with it.
    this.child = spawn(command, { cwd, shell: true, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
    const { child } = this;
    running.add(this);
    child.stdout?.on('data', (bytes: Buffer) => this.take(bytes));
    child.stderr?.on('data', (bytes: Buffer) => {
      this.errors = (this.errors + bytes.toString()).slice(-ERRORS_KEPT);
    });
    // A program that has ended reads no more: that it has ended is told by itself.
    child.stdin?.on('error', () => undefined);
    this.gone = new Promise((resolve) => {
      child.once('error', (error) => {
        this.end(`cannot be started: ${error.message}`);
        running.delete(this);
        resolve();
      });
      child.once('exit', (code, signal) => {
        running.delete(this);
        resolve();
        // What it has written last is still to come, unless somebody else holds its output open.
        const end = (): void => this.end(this.endText(code, signal));
        setTimeout(end, LAST_WORDS_MS).unref();
        child.once('close', end);
      });
    });
  }

  write(line: string): void {
    if (!this.isOver) this.child.stdin?.write(`${line}\n`);
  }

  /** `kill -9`: nothing that it has written since is taken. */
  kill(): void {
    this.isOver = true;
    const { pid } = this.child;
    if (pid === undefined || !running.has(this)) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      this.child.kill('SIGKILL');
    }
  }

  /** Ends it, and waits until it has. */
  async killed(): Promise<void> {
    this.kill();
    await this.gone;
  }

  private take(bytes: Buffer): void {
    if (this.isOver) return;
    const lines = (this.rest + this.decoder.write(bytes)).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) {
      if (this.isOver) return;
      const text = line.trim();
      if (text !== '') this.events.line(text);
    }
    if (this.rest.length > LINE_MAX) this.end(`wrote ${LINE_MAX} characters without the end of a line`);
  }

  private end(how: string): void {
    if (this.isOver) return;
    this.isOver = true;
    this.events.ended(how);
  }

  private endText(code: number | null, signal: NodeJS.Signals | null): string {
    const how = signal === null ? `ended by itself with exit code ${code ?? 0}` : `was ended by ${signal}`;
    const last = this.errors
      .trim()
      .split('\n')
      .filter((line) => /\S/.test(line) && !/^ +at |^Node\.js v/.test(line));
    const why =
      last.find((line) => /^\s*\w*(Error|Exception)\b/.test(line)) ??
      last.find((line) => /not found/.test(line)) ??
      last.at(-1);
    return why === undefined ? how : `${how}; on its standard error: ${why.trim().slice(0, 300)}`;
  }
}
