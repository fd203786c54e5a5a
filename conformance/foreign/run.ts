/**
 * A run of foreign hosts: the harness starts a process for each, plays network, clock, application and misfortune, and judges what the
 * hosts deliver. In virtual time a run follows from its seed and the program alone.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { visible } from '../../errors/index.js';
import { Random } from '../../impl/parts.js';
import { Chronicle } from './chronicle.js';
import { DueEvents } from './due-events.js';
import { hostOf, TIMER_MS_MIN, type Due } from './due.js';
import { HARNESS, type Message, type Output } from './messages.js';
import { Network } from './network.js';
import { idOf, type ConformOptions } from './options.js';
import type { ConformResult, ConformVerdict } from './result.js';
import { scheduleOf, type Scheduled } from './schedule.js';
import { Seat } from './seat.js';
import { Settling } from './settling.js';
import { ToldSteps, verdictOf } from './told-steps.js';
import { UsersJudge } from './users.js';

const EVENTS_MAX = 1_000_000;
const UNDER_WAY_MAX = 200_000;

/**
 * Runs the program of `options.command` as all hosts of a ring. An interrupt ends it as `bounded`.
 *
 * @example
 * const run = () => conform({ ...DEFAULT_CONFORM, command: 'python3 my-host.py', seed: 7 });
 */
export async function conform(options: ConformOptions, signal?: AbortSignal): Promise<ConformResult> {
  const run = new ConformRun(options);
  const stop = (): void => run.end({ kind: 'bounded', text: 'it was interrupted' });
  signal?.addEventListener('abort', stop);
  // An interrupt between two runs is told to neither.
  if (signal?.aborted === true) stop();
  try {
    return await run.result();
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

class ConformRun {
  private readonly ids: readonly string[];
  private readonly seats: readonly Seat[];
  private readonly events: DueEvents<Due>;
  private readonly chronicle: Chronicle;
  private readonly network: Network;
  private readonly judge: UsersJudge;
  private readonly told: ToldSteps | null;
  private readonly settling: Settling;
  private readonly random: Random;
  private readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-conform-'));
  private verdict: ConformVerdict | null = null;
  private readonly ended: Promise<void>;
  private tellEnd: () => void = () => undefined;
  private submitted = 0;
  private underWay = 0;
  private timersSet = 0;

  constructor(private readonly options: ConformOptions) {
    const { hosts, seed, level, time, command, answerMs } = options;
    this.ids = Array.from({ length: hosts }, (_, place) => idOf(place));
    this.events = new DueEvents(time === 'virtual');
    this.chronicle = new Chronicle(() => this.events.now);
    this.random = new Random(seed, 'conform/run');
    this.network = new Network(options, new Random(seed, 'conform/network'));
    this.judge = new UsersJudge(this.ids);
    this.told = level === 'protocol' ? new ToldSteps(this.ids, options) : null;
    this.ended = new Promise((resolve) => (this.tellEnd = resolve));
    this.seats = this.ids.map(
      (id, place) =>
        new Seat({
          ...{ place, id, command, answerMs, isVirtual: time === 'virtual' },
          others: this.ids.filter((other) => other !== id),
          take: (output) => this.take(place, output),
          broken: (text) => this.end({ kind: 'broken', text }),
          wrote: (line) => this.chronicle.wrote(line),
        }),
    );
    this.settling = new Settling(options, this.seats, this.judge, this.events);
  }

  /** The first verdict counts. What it quotes of a program may be anything. */
  end(verdict: ConformVerdict): void {
    this.verdict ??= 'text' in verdict ? { ...verdict, text: visible(verdict.text) } : verdict;
    this.tellEnd();
    this.events.wake();
  }

  async result(): Promise<ConformResult> {
    try {
      await Promise.race([this.play(), this.ended]);
      await Promise.all(this.seats.map((seat) => seat.close()));
    } finally {
      fs.rmSync(this.folder, { recursive: true, force: true });
    }
    return this.summary();
  }

  private async play(): Promise<void> {
    const { options, events } = this;
    const ready = this.seats.map((seat) => this.start(seat));
    for (const [place, seat] of this.seats.entries()) {
      await ready[place];
      seat.begin();
    }
    events.begin();
    for (const what of scheduleOf(options, this.ids))
      events.push(what.at, hostOf(what), { kind: 'scheduled', what });
    // Hosts that have delivered all by then may be quiet from then on.
    events.push(options.durationMs, 0, { kind: 'calm' });
    events.push(options.durationMs + options.settleMs, 0, { kind: 'deadline' });
    for (let count = 0; this.verdict === null; count++) {
      if (count >= EVENTS_MAX) this.end({ kind: 'bounded', text: `${EVENTS_MAX} events came first` });
      const next = await events.next();
      if (next === null) continue;
      await this.happen(next.host, next.due);
      this.settling.look();
    }
  }

  private async happen(host: number, due: Due): Promise<void> {
    const seat = this.seats[host] as Seat;
    switch (due.kind) {
      case 'message':
        this.underWay -= 1;
        if (!seat.isThere) {
          this.network.faults.toDown += 1;
          return;
        }
        this.network.arrives(due.from, host, due.mark);
        return seat.tell(due.message);
      case 'timer':
        if (seat.timers.get(due.timer) !== due.mark) return;
        seat.timers.delete(due.timer);
        return this.tell(seat, { type: 'timer', timer: due.timer });
      case 'restart':
        if (seat.isDying) this.crashed(seat);
        await this.start(seat);
        seat.begin();
        return;
      case 'heal':
        due.heal();
        this.chronicle.note('heal', due.hosts);
        return;
      case 'calm':
        return;
      case 'drained':
        if (this.settling.isDrained()) this.holds();
        return;
      case 'deadline':
        if (this.settling.settledMs !== null) return this.holds();
        this.end({ kind: 'stalled', text: this.settling.stalledText() });
        return;
      case 'scheduled':
        return this.scheduled(seat, due.what);
    }
  }

  private async scheduled(seat: Seat, what: Scheduled): Promise<void> {
    switch (what.kind) {
      case 'submit':
        if (!seat.isUp || seat.isDying) return;
        this.submitted += 1;
        this.judge.submitted(what.host, what.payload);
        seat.owed.add(what.payload);
        this.chronicle.note('submit', [seat.parts.id], what.payload);
        return this.tell(seat, { type: 'submit', payload: what.payload });
      case 'crash':
        if (!seat.isUp || seat.isDying) return;
        this.crash(seat);
        this.events.push(what.until, what.host, { kind: 'restart' });
        return;
      case 'partition': {
        const hosts = what.side.map((place) => this.ids[place] ?? '');
        const heal = this.network.cut(what.side);
        this.chronicle.note('partition', hosts);
        this.events.push(what.until, 0, { kind: 'heal', heal, hosts });
      }
    }
  }

  /** `kill -9`. In virtual time every second one is in the middle of what the program says next. */
  private crash(seat: Seat): void {
    this.network.faults.crashes += 1;
    const isWithin = this.random.happens(0.5);
    if (isWithin && this.options.time === 'virtual' && this.told === null) {
      seat.owed.clear();
      seat.killWithin((outputs) => {
        const cut = this.random.below(outputs + 1);
        this.chronicle.note('crash', [seat.parts.id]);
        return cut;
      });
      return;
    }
    this.crashed(seat);
  }

  private crashed(seat: Seat): void {
    this.chronicle.note('crash', [seat.parts.id]);
    seat.kill();
    if (this.options.time === 'virtual')
      this.endIf(this.told?.crashed(seat.parts.place, this.events.now) ?? null);
  }

  private start(seat: Seat): Promise<void> {
    const { place, id } = seat.parts;
    if (seat.life > 0) this.chronicle.note('restart', [id]);
    const directory = path.join(this.folder, id);
    fs.mkdirSync(directory, { recursive: true });
    const { time, seed } = this.options;
    const delivered = this.judge.counts[place] as number;
    return seat.start({ id, hosts: this.ids, time, seed, directory, delivered });
  }

  private tell(seat: Seat, body: Message['body']): Promise<void> {
    return seat.tell({ src: HARNESS, dest: seat.parts.id, body });
  }

  /** Something that the program of a host says. */
  private take(host: number, output: Output): void {
    if (this.verdict !== null) return;
    const seat = this.seats[host] as Seat;
    const { id } = seat.parts;
    switch (output.kind) {
      case 'send':
        for (const to of output.to) this.send(host, this.ids.indexOf(to), output.message);
        return;
      case 'deliver': {
        this.chronicle.note('deliver', [id], output.payload);
        const violation = this.judge.delivered(host, output.payload);
        if (violation !== null) this.end({ kind: 'violated', ...violation });
        seat.owed.delete(output.payload);
        if (this.options.time === 'real') this.settling.look();
        return;
      }
      case 'set_timer': {
        const mark = ++this.timersSet;
        seat.timers.set(output.timer, mark);
        const due = { kind: 'timer', timer: output.timer, mark } as const;
        this.events.push(this.events.now + Math.max(output.ms, TIMER_MS_MIN), host, due);
        return;
      }
      case 'cancel_timer':
        seat.timers.delete(output.timer);
        return;
      case 'fault':
        this.end({ kind: 'broken', text: `host ${id} gives up: ${output.reason}` });
        return;
      case 'trace':
        this.endIf(this.told?.take(host, output.event, this.events.now) ?? null);
        return;
      case 'ready':
      case 'done':
        return;
    }
  }

  private endIf(verdict: ConformVerdict | null): void {
    if (verdict !== null) this.end(verdict);
  }

  private send(from: number, to: number, message: Message): void {
    const now = this.events.now;
    const { mark, delays } = this.network.delaysOf(from, to, now < this.options.durationMs);
    this.underWay += delays.length;
    if (this.underWay > UNDER_WAY_MAX)
      this.end({ kind: 'broken', text: `more than ${UNDER_WAY_MAX} messages are under way at once` });
    for (const delay of delays) this.events.push(now + delay, to, { kind: 'message', from, mark, message });
  }

  private holds(): void {
    const verdict = this.told === null ? null : verdictOf(this.told.finish());
    this.end(verdict ?? { kind: 'holds' });
  }

  private summary(): ConformResult {
    const { options, ids, judge, network, submitted } = this;
    const { settledMs } = this.settling;
    const { history, lines } = this.chronicle;
    const { kind } = this.verdict as ConformVerdict;
    return {
      ...{ options, ids, history, lines, submitted },
      verdict: this.verdict as ConformVerdict,
      lives: this.seats.map(({ life }) => life),
      delivered: judge.counts,
      order: judge.order,
      messages: network.messages,
      faults: network.faults,
      timeMs: this.events.now,
      againMs: kind === 'holds' && settledMs !== null ? settledMs - options.durationMs : null,
      validation: this.told?.finish() ?? null,
      run: this.told?.lines ?? null,
    };
  }
}
