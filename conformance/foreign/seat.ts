/** The seat of one host in a run: its process, which life of it that is, and what it owes an answer. */
import type { Fields } from '../../traces/index.js';
import { HostProcess } from './host-process.js';
import { HARNESS, readOutput, type Message, type Output } from './messages.js';

/** Lines that a program may write for one that it was given. */
const OUTPUTS_MAX = 10_000;

export interface SeatParts {
  readonly place: number;
  readonly id: string;
  /** All other hosts. */
  readonly others: readonly string[];
  readonly command: string;
  /** Whether a line is answered with `done`, and outputs count from then on. */
  readonly isVirtual: boolean;
  readonly answerMs: number;
  /** Takes what the program says, in the order in which it says it. */
  readonly take: (output: Output) => void;
  /** The program does not do as it should. */
  readonly broken: (text: string) => void;
  /** Told of each line in either direction. */
  readonly wrote: (line: string) => void;
}

/** What a program owes: that it is ready, or done with a line. */
interface Debt {
  readonly of: 'init_ok' | 'done';
  readonly what: string;
  readonly paid: () => void;
  readonly alarm: NodeJS.Timeout;
}

export class Seat {
  life = 0;
  /** Whether its program runs and is ready. */
  isUp = false;
  /** By name, which time of the timer counts. */
  readonly timers = new Map<string, number>();
  /** Payloads that were submitted in this life. */
  readonly owed = new Set<string>();
  private process: HostProcess | null = null;
  private debt: Debt | null = null;
  /** What it has answered last. */
  private last: Debt['of'] = 'init_ok';
  private outputs: Output[] = [];
  /** Of what the program says next, only this number of outputs is taken; then it is dead. */
  private cutAt: ((outputs: number) => number) | null = null;

  constructor(readonly parts: SeatParts) {}

  /** Whether a process of it is there. */
  get isThere(): boolean {
    return this.process !== null;
  }

  /** Starts a life. Resolves when the program is ready, or broken. */
  start(init: Fields): Promise<void> {
    const { command, id, broken } = this.parts;
    this.life += 1;
    this.process = new HostProcess(command, process.cwd(), {
      line: (text) => this.line(text),
      ended: (how) =>
        broken(`host ${id} ${how}${this.debt === null ? '' : `, before it answered ${this.debt.what}`}`),
    });
    const ready = this.owes('init_ok', 'init');
    this.write({ src: HARNESS, dest: id, body: { type: 'init', ...init, life: this.life } });
    return ready;
  }

  /** Virtual time: what it has said before it was ready is taken now, in an order that is the same in every run. */
  begin(): void {
    this.takeOutputs();
  }

  /** Gives it a message. Resolves when the program is done with it; in real time at once. */
  tell(message: Message): Promise<void> {
    if (this.process === null) return Promise.resolve();
    const { type } = message.body;
    const done = this.parts.isVirtual
      ? this.owes('done', typeof type === 'string' ? type : 'a message')
      : null;
    this.write(message);
    return done ?? Promise.resolve();
  }

  /** Ends its life: all that it had in memory is lost, and what was on its way out. */
  kill(): void {
    this.process?.kill();
    this.process = null;
    this.isUp = false;
    this.cutAt = null;
    this.timers.clear();
    this.owed.clear();
    this.pay();
  }

  /** It dies while it says what it says next, of which a number of outputs is taken. */
  killWithin(cutAt: (outputs: number) => number): void {
    this.cutAt = cutAt;
  }

  get isDying(): boolean {
    return this.cutAt !== null;
  }

  async close(): Promise<void> {
    const { process: last } = this;
    this.kill();
    await last?.killed();
  }

  private owes(of: Debt['of'], what: string): Promise<void> {
    const { id, answerMs, broken } = this.parts;
    return new Promise((paid) => {
      const alarm = setTimeout(() => {
        const owed = of === 'init_ok' ? 'init_ok' : `done, which virtual time waits for`;
        broken(`host ${id} does not answer ${what} within ${answerMs / 1_000} s: it owes ${owed}`);
      }, answerMs);
      this.debt = { of, what, paid, alarm };
    });
  }

  private pay(): void {
    const { debt } = this;
    this.debt = null;
    if (debt !== null) {
      clearTimeout(debt.alarm);
      this.last = debt.of;
    }
    debt?.paid();
  }

  private write(message: Message): void {
    const line = JSON.stringify(message);
    this.parts.wrote(line);
    this.process?.write(line);
  }

  private line(text: string): void {
    const { id, others, wrote, broken, isVirtual } = this.parts;
    wrote(text);
    const output = readOutput(text, id, others);
    switch (output.kind) {
      case 'unreadable':
        broken(`host ${id} ${output.text}`);
        return;
      case 'ready':
      case 'done':
        this.answered(output.kind === 'ready' ? 'init_ok' : 'done');
        return;
      default:
        if (!isVirtual) this.parts.take(output);
        else if (this.debt === null) {
          const after =
            this.last === 'init_ok' ? 'init_ok, the last message that answers init' : 'it was done';
          broken(
            `host ${id} wrote after ${after}: ${text.slice(0, 120)}; for a program with timers or threads of its own: --time real`,
          );
        } else if (this.outputs.push(output) > OUTPUTS_MAX) {
          broken(`host ${id} wrote ${OUTPUTS_MAX} messages for one line`);
        }
    }
  }

  private answered(of: Debt['of']): void {
    const { id, isVirtual, broken } = this.parts;
    if (this.debt?.of !== of) {
      // In real time nobody waits for this.
      const isForInit = of === 'done' && this.debt === null && this.last === 'init_ok';
      const why = isForInit ? 'after init_ok, which alone answers init' : 'and was not asked for it';
      if (isVirtual || of === 'init_ok') broken(`host ${id} wrote ${of}, ${why}`);
      return;
    }
    if (of === 'init_ok') {
      this.isUp = true;
      this.pay();
    } else this.takeOutputs();
  }

  private takeOutputs(): void {
    const all = this.outputs;
    this.outputs = [];
    const taken = this.cutAt === null ? all : all.slice(0, this.cutAt(all.length));
    for (const output of taken) this.parts.take(output);
    if (this.cutAt === null) this.pay();
    else this.kill();
  }
}
