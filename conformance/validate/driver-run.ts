/**
 * The driver of one split host of a run beside the specified driver: each event is a step of that. What comes out of C2 is what its engine has agreed,
 * in order; what its application is given is that, and its payloads are what was submitted to the driver of their source. So Agreement and
 * Validity are judged where users are.
 *
 * A snapshot that has come is taken for one that the application has: until it has been restored, and if the host crashes before, nobody can tell it from
 * one that is in C2 still.
 */
import { lastNumberOf } from './waiting-payloads.js';
import { difference, differs, type FieldDifference, type Problem } from './problem.js';
import { some, unlikeDelivered } from './delivered-shown.js';
import type { RingRun } from './ring-run.js';
import type { SeenCopy, SeenDriverEvent } from './seen-driver.js';
import type { AskedDriver, DriverHappening, DriverSituation, SpecifiedDriver } from './specified-driver.js';

export class DriverRun {
  /** Where the specified driver is. */
  front: DriverSituation = {
    ...{ name: 'attached', hasNumbers: true },
    ...{ pending: 0, put: 0, pointer: 0, delivered: 0 },
  };
  /** O8: the next payload's number; null until the driver is attached. */
  private next: number | null = null;
  /** O7: numbers of the payloads that wait, oldest first; those before `head` are covered. */
  private numbers: number[] = [];
  private head = 0;
  /** How much the application has, as the run shows it. */
  private delivered = 0;
  private session = 0;
  /** O9: whether the engine has answered this session: before it has, nothing of the session is on C2, and nothing is put on C1. */
  private isAnswered = false;
  private isUp = false;
  /** What the specified driver was asked about the last event, one after the other. */
  readonly asked: AskedDriver[] = [];

  constructor(
    private readonly run: RingRun,
    private readonly spec: SpecifiedDriver,
    private readonly self: number,
  ) {}

  /** Takes the next event. Where it is not explained, the driver is as it was before if the problem is that something is unsent. */
  take(event: SeenDriverEvent): Problem | null {
    this.asked.length = 0;
    if (!this.isUp && event.action !== 'Restart') return differs('the driver has not begun');
    const problem = unlikeDelivered(event, this.delivered) ?? this.step(event);
    if (problem !== null) return problem;
    if (TELLING.has(event.action)) this.run.drivers.tells(this.self, this.delivered);
    return this.compare(event);
  }

  private step(event: SeenDriverEvent): Problem | null {
    switch (event.action) {
      case 'Restart':
        return this.restart(event);
      case 'Resume':
        return this.resume(event);
      case 'Attach':
        return this.attach(event);
      case 'Begun':
        return this.begun(event);
      case 'Offer':
        return this.offer(event);
      case 'Put':
        return this.put();
      case 'Take':
        return event.entry === null ? missing('args.slot') : this.takeEntry(event.entry);
      case 'TakeSnapshot':
        return this.takeSnapshot(event);
      case 'Deliver':
        return this.deliver(event);
      case 'TakeAndDeliver':
        if (event.entry === null) return missing('args.slot');
        return this.notYetSubmitted(event) ?? this.takeEntry(event.entry) ?? this.deliver(event);
      case 'Restore':
        this.delivered = this.front.delivered;
        return null;
    }
  }

  private moves(happening: DriverHappening): Problem | null {
    const situation = this.front;
    const next = this.spec.ask(situation, happening);
    this.asked.push({ situation, happening });
    if (next === null) {
      const text = `the specified driver does not take ${happening.type} while it is ${this.front.name}`;
      return differs(text);
    }
    this.front = next;
    return null;
  }

  /** A life begins. What the application has is all that is left; it may have forgotten some of it, and is given that again. */
  private restart({ delivered }: SeenDriverEvent): Problem | null {
    this.delivered = Math.min(this.delivered, delivered);
    this.isUp = true;
    this.isAnswered = false;
    this.next = null;
    this.numbers = [];
    this.head = 0;
    this.front = { ...this.front, delivered: this.delivered };
    return this.moves({ type: 'CRASH' }) ?? this.moves({ type: 'RESTART' });
  }

  /** The application goes on elsewhere, which the specified one never does: that is taken as it is. */
  private resume({ delivered, pointer }: SeenDriverEvent): Problem | null {
    if (delivered > this.run.drivers.agreedAt(this.self))
      return this.notAgreed(delivered, 'where the application goes on');
    this.delivered = delivered;
    this.isAnswered = false;
    this.front = { ...this.front, name: 'detached', put: 0, delivered, pointer };
    return null;
  }

  private attach({ session, delivered, pointer }: SeenDriverEvent): Problem | null {
    if (session === null) return missing('args.session');
    if (session <= this.session) return differs(`session ${session} comes after ${this.session}`);
    const problem = this.moves({ type: 'ATTACH' });
    if (problem !== null) return problem;
    this.session = session;
    this.isAnswered = false;
    this.run.drivers.begins(this.self, { session, delivered, pointer });
    return null;
  }

  /** O8: an engine gives no number again that has left it. A driver that has numbers goes on with its own. */
  private begun({ session, next, mark }: SeenDriverEvent): Problem | null {
    if (session === null || next === null || mark === null) return missing('args.session, next or mark');
    if (session !== this.session)
      return differs(`session ${session} is answered, and ${this.session} was begun`);
    if (this.isAnswered) return differs(`session ${session} is answered twice`);
    const { drivers } = this.run;
    if (!drivers.mayAnswer(this.self, session)) return this.notBegun(session);
    if (mark > drivers.agreedAt(this.self)) return this.notAgreed(mark, 'what the engine has compacted');
    const least = drivers.lastWritten(this.self) + 1;
    if (this.next === null && next < least)
      return differs(
        'the engine gives a number again',
        ...some(difference('next', next, `at least ${least}`)),
      );
    const problem = this.moves({ type: 'BEGUN' });
    this.next ??= next;
    this.next = Math.max(this.next, next);
    this.isAnswered = problem === null;
    return problem;
  }

  private offer({ number, crc }: SeenDriverEvent): Problem | null {
    if (number === null || crc === null) return missing('args.number or crc');
    const problem = this.moves({ type: 'OFFER' });
    if (problem !== null) return problem;
    if (number !== this.next)
      return differs('another number is given', ...some(difference('number', number, this.next)));
    this.next = number + 1;
    this.numbers.push(number);
    this.run.drivers.offer(this.self, number, crc);
    return null;
  }

  /** O4: the oldest payload that is not on C1 goes there. */
  private put(): Problem | null {
    if (!this.isAnswered) return this.unanswered('a payload goes on C1');
    const number = this.numbers[this.head + this.front.put];
    const problem = this.moves({ type: 'PUT_C1' });
    if (problem === null && number !== undefined) this.run.drivers.puts(this.self, number);
    return problem;
  }

  private unanswered(what: string): Problem {
    return differs(`${what} before the engine has answered session ${this.session}`);
  }

  private takeEntry(entry: SeenCopy): Problem | null {
    const { run, self, front } = this;
    if (!this.isAnswered) return this.unanswered('an entry comes out of C2');
    if (front.pointer >= run.drivers.agreedAt(self))
      return this.notAgreed(front.pointer + 1, 'what comes out of C2');
    const all = this.unlike(front.pointer, entry);
    if (all.length > 0) return differs('another entry comes out of C2 than is agreed', ...all);
    const last = entry.source === self && entry.count > 0 ? entry.first + entry.count - 1 : -1;
    return this.covers(last, null);
  }

  private takeSnapshot({ mark, number }: SeenDriverEvent): Problem | null {
    if (mark === null || number === null) return missing('args.mark or number');
    const { run, self } = this;
    if (!this.isAnswered) return this.unanswered('a snapshot comes out of C2');
    if (mark <= this.front.pointer)
      return differs(`a snapshot of ${mark} entries comes out of C2 behind as many, or more`);
    if (mark > run.drivers.agreedAt(self)) return this.notAgreed(mark, 'what a snapshot stands for');
    const last = mark === 0 ? -1 : lastNumberOf(run.tree, run.order.at(mark - 1), self);
    if (number !== last)
      return differs('the snapshot has another last payload', ...some(difference('number', number, last)));
    return this.covers(number, mark);
  }

  /** O7: payloads up to this number are agreed. */
  private covers(number: number, mark: number | null): Problem | null {
    const { numbers, head } = this;
    let covered = 0;
    while (head + covered < numbers.length && (numbers[head + covered] as number) <= number) covered += 1;
    const problem = this.moves({ type: 'TAKE_C2', mark, covered });
    if (problem !== null) return problem;
    this.head += covered;
    if (this.head > DROPPED_AT_ONCE && this.head > numbers.length / 2) {
      this.numbers = numbers.slice(this.head);
      this.head = 0;
    }
    return null;
  }

  private deliver(event: SeenDriverEvent): Problem | null {
    const { front } = this;
    const { entry } = event;
    if (entry === null) return missing('args.slot');
    if (front.delivered < front.pointer) {
      const all = this.unlike(front.delivered, entry);
      if (all.length > 0) return differs('another entry is delivered', ...all);
    }
    const problem = this.notYetSubmitted(event) ?? this.moves({ type: 'DELIVER' });
    if (problem === null) this.delivered = this.front.delivered;
    return problem;
  }

  /** Validity: each payload that is given to an application was submitted to the driver of its source, with that number and these bytes. */
  private notYetSubmitted({ entry, payloads }: SeenDriverEvent): Problem | null {
    if (entry === null) return missing('args.slot');
    const { drivers, names } = this.run;
    if (payloads.length !== entry.count)
      return differs(`${payloads.length} payloads of an entry of ${entry.count} are delivered`);
    if (!drivers.isWatched(entry.source)) return null;
    const at = payloads.findIndex((crc, k) => drivers.checksumOf(entry.source, entry.first + k) !== crc);
    if (at < 0) return null;
    const number = entry.first + at;
    const name = names[entry.source] ?? '';
    const text = `Validity: payload ${number} of ${name} is delivered, and no such payload was submitted to the driver of ${name}`;
    const crc = payloads[at] as number;
    return { kind: 'unsent', text, awaits: { kind: 'payload', host: entry.source, number, crc } };
  }

  private notBegun(session: number): Problem {
    const name = this.run.names[this.self] ?? '';
    const text = `the engine of ${name} answers session ${session}, which it has not begun`;
    return { kind: 'unsent', text, awaits: { kind: 'session', layer: 'engine', host: this.self, session } };
  }

  private notAgreed(length: number, what: string): Problem {
    const name = this.run.names[this.self] ?? '';
    const text = `${what} is agreed at the engine of ${name} up to ${length}, which it is not`;
    return { kind: 'unsent', text, awaits: { kind: 'agreed', host: this.self, length } };
  }

  /** The fields in which a copy is not the entry that is agreed. */
  private unlike(slot: number, { slot: seen, source, first, count }: SeenCopy): readonly FieldDifference[] {
    const { tree, order, names } = this.run;
    const node = order.at(slot);
    const agreed = [tree.firstOf(node), tree.countOf(node)];
    const isEmpty = count === 0 && agreed[1] === 0;
    return [
      difference('slot', seen, slot),
      isEmpty ? null : difference('source', names[source] ?? null, names[tree.sourceOf(node)]),
      isEmpty ? null : difference('payload', [first, count], agreed),
    ].flatMap(some);
  }

  private compare({ pointer, delivered, pending, action }: SeenDriverEvent): Problem | null {
    const { front } = this;
    const all = [
      difference('pointer', pointer, front.pointer),
      // Between the two it has a snapshot that the application has not become yet.
      delivered <= front.delivered && delivered === this.delivered
        ? null
        : difference('delivered', delivered, front.delivered),
      difference('pending', pending, front.pending),
    ];
    const differences = all.flatMap(some);
    return differences.length === 0
      ? null
      : differs(`the driver is in another state after ${action}`, ...differences);
  }
}

/** After which events the register beside C1 says what the application has (O4); `Attach` says so itself (O9). */
const TELLING: ReadonlySet<string> = new Set([
  'Take',
  'TakeSnapshot',
  'Deliver',
  'TakeAndDeliver',
  'Restore',
]);

const DROPPED_AT_ONCE = 1_024;

function missing(field: string): Problem {
  return differs(`the event has no ${field}, without which it cannot be explained`);
}
