/**
 * One host of a run beside the specified host: each event is a step of that, or a few; what the run shows of the host is what the
 * specified host is, and what it sends is what that sends.
 *
 * Where the two are cut differently is in docs/decisions/0013: entries that storage has not written yet are heard later by the
 * specified host, so that it can deliver, and write a part; what an epoch brings is delivered at once. Whether storage had written what it had when a host crashed is seen by what
 * the host begins with in its next life.
 */
import {
  afterChanges,
  beginsAgain,
  deliveredTo,
  isBeginning,
  lifeAfter,
  mayHaveWritten,
  type Unwritten,
} from './behind-storage.js';
import type { LogNode } from './entry-tree.js';
import { happeningOf, missing, wrongKind } from './happenings.js';
import { sendsAtLast, type EndedLife, type Wanted } from './last-steps.js';
import { newLife } from './new-life.js';
import { OwnPayloads } from './own-payloads.js';
import { difference, differs, type FieldDifference, type Problem } from './problem.js';
import { isProblem, sentEntry } from './received.js';
import type { RingRun } from './ring-run.js';
import type { SeenEvent, SeenFields, SeenFrame } from './seen.js';
import { saidAgain, sendsInStep } from './sent-in-step.js';
import { freshSituation, type Happening, type Situation } from './situation.js';
import type { AskedHost, SpecifiedHost } from './specified-host.js';
import type { Step } from './step.js';
import { differencesFrom } from './unlike-host.js';
import { whyDisabled } from './why-disabled.js';

/** The states in which a host waits for its storage. */
const WRITING: readonly Situation['name'][] = ['promising', 'claiming', 'starting', 'installing'];

/** A host of a run, event by event. */
export class HostRun {
  /** As it is, with all that was heard. */
  front: Situation;
  /** The host without what storage has not written yet. */
  private written: Situation;
  private unwritten: readonly Unwritten[] = [];
  private readonly payloads: OwnPayloads;
  /** What the run has shown of the host. */
  private seen: SeenFields = {};
  private hasBegun = false;
  /** Whether a life has begun, and is not known to be over. */
  private isUp = false;
  private ordered = 0;
  /** How much was ever agreed here, and whether the application of this life may still say how much of it it has. */
  private everAgreed = 0;
  private mayRecall = false;
  /** Lives that ended without anybody seeing how, and of which no last step was filled in. */
  private readonly ended: EndedLife[] = [];
  /** What the specified host was asked about the last event, one after the other, where that is what it did. */
  readonly asked: AskedHost[] = [];

  constructor(
    private readonly run: RingRun,
    readonly spec: SpecifiedHost,
  ) {
    this.payloads = new OwnPayloads(spec.self);
    this.front = this.written = freshSituation(run.hosts, run.isDiskless);
  }

  /** Takes the next event. Where it is not explained, the host is as it was before only if it takes a message that is unsent. */
  take(event: SeenEvent): Problem | null {
    this.asked.length = 0;
    const problem = this.expectUp(event) ?? this.step(event);
    if (problem !== null) return problem;
    if (event.action === 'Submit' || event.action === 'Say' || event.action === 'Crash') return null;
    if (event.action !== 'Restart') this.seen = { ...this.seen, ...event.set };
    this.recall(event.set);
    const wrong = this.compare() ?? this.keepOrder();
    const { drivers, order } = this.run;
    drivers.agrees(this.spec.self, Math.min(order.length, Math.max(this.everAgreed, this.front.delivered)));
    return wrong;
  }

  /**
   * A message is waited for that nobody is seen to have sent: looks whether a life that was ended by force has sent it in a last step, of which no
   * line was written. `isOver`: no more events of this host come, so that its present life may have ended so, too.
   */
  sendsAtLast(wanted: Wanted, isOver: boolean): boolean {
    const { run, spec, ended } = this;
    const place = ended.findIndex((life) => sendsAtLast(run, spec, life, wanted));
    if (place >= 0) {
      ended.splice(place, 1);
      return true;
    }
    if (!isOver || !this.isUp) return false;
    const isFound = sendsAtLast(run, spec, { front: this.front, mayBeWritten: true }, wanted);
    // One life has one last step.
    if (isFound) this.isUp = false;
    return isFound;
  }

  /** Every life begins with Restart, which shows all of the host, and nothing comes between a crash and that. */
  private expectUp({ action }: SeenEvent): Problem | null {
    if (action === 'Restart' || this.isUp) return null;
    return differs(this.hasBegun ? 'the host has crashed, and not restarted' : 'the host has not begun');
  }

  private step(event: SeenEvent): Problem | null {
    switch (event.action) {
      case 'Crash':
        this.isUp = false;
        this.asked.push({ situation: this.front, happening: { type: 'CRASH' } });
        return null;
      case 'Say':
        return saidAgain(this.run, this.spec.self, event);
      case 'Restart':
        return this.restart(event);
      case 'Submit':
        return this.submit(event);
      case 'Append':
        return this.append(event);
      case 'Receive':
        return this.receive(event);
      case 'Persist':
        return this.persist(event);
      case 'Deliver':
        return this.deliver(event);
      default: {
        const happening = happeningOf(this.run, this.spec.self, event);
        return isProblem(happening) ? happening : this.moves(happening, event);
      }
    }
  }

  /** A step that is not about entries that are not written yet. */
  private moves(happening: Happening, event: SeenEvent): Problem | null {
    const before = this.front;
    const step = this.spec.ask(before, happening);
    if (step === null) return this.disabled(before, happening);
    this.asked.push({ situation: before, happening });
    this.become(step.next, WRITING.includes(step.next.name) ? { happening, node: null } : null);
    return sendsInStep(this.run, this.spec.self, event, { step, before, happening });
  }

  private become(next: Situation, unwritten: Unwritten | null): void {
    const isOtherLog = next.log !== this.front.log;
    this.front = next;
    this.unwritten = unwritten === null ? [] : [unwritten];
    if (unwritten === null) this.written = next;
    if (isOtherLog) this.hasOtherLog();
  }

  private hasOtherLog(): void {
    const { run, spec, front } = this;
    run.order.holds(spec.self, front.log);
    this.payloads.replaced(run.tree, front.log);
  }

  private append(event: SeenEvent): Problem | null {
    const { entry } = event;
    const { front, run, spec } = this;
    if (entry === null) return missing('args.entry');
    const happening: Happening = { type: 'APPEND', hasPayload: this.payloads.hasNext };
    const step = spec.ask(front, happening);
    if (step === null) return this.disabled(front, happening);
    const wrong = this.payloads.expectTaken(entry);
    if (wrong !== null) return differs(wrong);
    return this.add(step, happening, run.tree.child(front.log, entry), entry);
  }

  private receive({ received }: SeenEvent): Problem | null {
    const { front, run, spec } = this;
    if (received === null) return missing('received');
    if (received.kind !== 'entry') return wrongKind('entry');
    const { frame } = received;
    const sent = sentEntry(run, frame);
    if (typeof sent !== 'number') return sent;
    const { epoch, slot, source } = frame;
    const happening: Happening = { type: 'RECEIVE', epoch, slot, source, before: run.tree.parentOf(sent) };
    const step = spec.ask(front, happening);
    if (step === null) return this.disabled(front, happening);
    return this.add(step, happening, run.tree.child(front.log, frame), frame);
  }

  private add(step: Step, happening: Happening, node: LogNode, frame: SeenFrame): Problem | null {
    const { run, front } = this;
    const differences = [
      difference('slot', frame.slot, run.tree.lengthOf(front.log)),
      difference('history', frame.history, run.tree.digestOf(front.log)),
      difference('epoch', frame.epoch, step.added?.epoch),
      difference('source', frame.source, step.added?.source),
    ].filter((one) => one !== null);
    if (differences.length > 0) return differs('the entry is another one', ...differences);
    this.asked.push({ situation: front, happening });
    this.front = { ...step.next, log: node };
    this.unwritten = [...this.unwritten, { happening, node }];
    run.order.holds(this.spec.self, node);
    this.payloads.added(frame);
    return null;
  }

  private submit({ number, layer }: SeenEvent): Problem | null {
    if (number === null) return missing('args.number');
    const { drivers, names } = this.run;
    const { self } = this.spec;
    if (layer === 'engine' && !drivers.mayHave(self, number)) {
      const text = `nobody has submitted payload ${number} to the driver of ${names[self] ?? ''}`;
      return { kind: 'unsent', text, key: `payload ${number}` };
    }
    const wrong = this.payloads.submit(number, layer === 'engine');
    return wrong === null ? null : differs(wrong);
  }

  /** Storage has written all, or the first of the entries that it had not. */
  private persist(event: SeenEvent): Problem | null {
    const left = event.set.unwritten ?? this.seen.unwritten ?? 0;
    const { unwritten, front } = this;
    this.run.drivers.writes(this.spec.self, this.payloads.write());
    if (unwritten.length === 0 || left === 0) return this.moves({ type: 'PERSISTED' }, event);
    const count = unwritten.length - left;
    if (count <= 0) {
      const text = `${left} of ${unwritten.length} entries are unwritten, so nothing was written`;
      return differs(text, { field: 'unwritten', run: String(left), spec: `less than ${unwritten.length}` });
    }
    const some = afterChanges(this.spec, this.written, unwritten.slice(0, count));
    const step = some && this.spec.ask(some, { type: 'PERSISTED' });
    if (!some || !step) return this.disabled(front, { type: 'PERSISTED' });
    this.asked.push({ situation: some, happening: { type: 'PERSISTED' } });
    return this.goOnFrom(step.next, unwritten.slice(count));
  }

  /** R7: deliveries do not wait for entries that came later; those up to what is settled are stutters. */
  private deliver(event: SeenEvent): Problem | null {
    const upTo = event.set.delivered;
    if (upTo === undefined) return missing('set.delivered');
    if (upTo <= (this.seen.delivered ?? -1)) return differs(`${upTo} entries were delivered before`);
    const { drivers, names } = this.run;
    const { self } = this.spec;
    if (event.layer === 'engine' && !drivers.mayKnow(self, upTo)) {
      const text = `the driver of ${names[self] ?? ''} has not delivered ${upTo} entries`;
      return { kind: 'unsent', text, key: `delivered ${upTo}` };
    }
    // An engine hears from its driver what was agreed before it was reset, and what of it is delivered, at once.
    if (event.layer === 'engine') this.recall(event.set);
    const next = deliveredTo(this.spec, this.written, upTo);
    if (next === null) return this.disabled(this.written, { type: 'DELIVER' });
    const wrong = this.delivered(event, upTo);
    if (wrong !== null || next === this.written) return wrong;
    this.asked.push({ situation: this.written, happening: { type: 'DELIVER' } });
    if (!isBeginning(this.unwritten)) return this.goOnFrom(next, this.unwritten);
    this.written = next;
    this.front = { ...this.front, delivered: Math.max(this.front.delivered, upTo) };
    return null;
  }

  private delivered({ entry }: SeenEvent, upTo: number): Problem | null {
    if (entry === null) return null;
    const { tree } = this.run;
    if (upTo > tree.lengthOf(this.front.log)) return null;
    const node = tree.prefix(this.front.log, upTo);
    const all = this.run.unlike(node, entry);
    return all.length === 0 ? null : differs('another entry is delivered', ...all);
  }

  /** The specified host has gone on before what is unwritten had come; that comes now. */
  private goOnFrom(next: Situation, changes: readonly Unwritten[]): Problem | null {
    const front = afterChanges(this.spec, next, changes);
    if (front === null) return differs('what is unwritten does not follow any more');
    this.written = next;
    this.unwritten = changes;
    this.front = front;
    return null;
  }

  /** A life begins, with what storage has. Whatever had been written of what was under way, it has to be that. */
  private restart(event: SeenEvent): Problem | null {
    const { set } = event;
    const { front, written, unwritten, isUp: isUnseen } = this;
    this.payloads.beginAgain();
    this.seen = set;
    this.isUp = true;
    this.mayRecall = this.mayBeToldAgain(event);
    if (this.run.isDiskless) return this.beginLife(event, isUnseen);
    if (!this.hasBegun) {
      this.hasBegun = true;
      return null;
    }
    let nearest: readonly FieldDifference[] = [];
    for (const [place, before] of mayHaveWritten(this.spec, { front, written, unwritten }).entries()) {
      const next = lifeAfter(this.spec, before, set);
      if (next === null) continue;
      const all = differencesFrom(set, next, 0, this.run);
      if (all.length === 0) {
        // The first of them is the one with everything written.
        if (isUnseen) this.ended.push({ front, mayBeWritten: unwritten.length > 0 && place === 0 });
        this.asked.push(...beginsAgain(this.spec, before, isUnseen));
        this.become(next, null);
        return null;
      }
      if (nearest.length === 0) nearest = all;
    }
    return differs('storage does not have what was written', ...nearest);
  }

  /** D2, D3: nothing is left of what a host without a disk had. Where nobody has seen its first life, that has done nothing. */
  private beginLife(event: SeenEvent, isUnseen: boolean): Problem | null {
    const { spec, front, hasBegun } = this;
    const life = event.set.lives?.[spec.self];
    if (life === undefined) return missing('set.lives');
    this.hasBegun = true;
    if (!hasBegun && life === 0) return null;
    const begun = newLife(spec, front, life);
    if (isProblem(begun)) return begun;
    if (isUnseen && hasBegun) this.ended.push({ front, mayBeWritten: true });
    this.become(begun.step.next, null);
    return sendsInStep(this.run, spec.self, event, begun);
  }

  /** Whether the application of the life that begins may say how much it has: one without a disk has none, unless there is a driver. */
  private mayBeToldAgain({ layer }: SeenEvent): boolean {
    const { run, hasBegun, spec } = this;
    if (run.isDiskless && layer === 'host') return false;
    return hasBegun && (run.isLive || run.drivers.isWatched(spec.self));
  }

  /**
   * O11: a host that restarts may keep any part of its agreement pointer. Hosts that run are told by their application, when that comes back, what it has:
   * all of it was agreed at this host before.
   */
  private recall({ agreed }: SeenFields): void {
    const { front, written, everAgreed } = this;
    if (!this.mayRecall || agreed === undefined || agreed <= front.agreed || agreed > everAgreed) return;
    if (agreed > this.run.tree.lengthOf(written.log)) return;
    this.mayRecall = false;
    this.front = { ...front, agreed };
    this.written = written === front ? this.front : { ...written, agreed };
  }

  private compare(): Problem | null {
    const all = differencesFrom(this.seen, this.front, this.unwritten.length, this.run);
    return all.length === 0 ? null : differs('the host is in another state', ...all);
  }

  private keepOrder(): Problem | null {
    const { run, front, spec } = this;
    if (front.agreed === this.ordered) return null;
    this.ordered = front.agreed;
    this.everAgreed = Math.max(this.everAgreed, front.agreed);
    const violation = run.order.agrees(spec.self, front);
    if (violation !== null) return { kind: 'violated', text: violation.text, violation };
    this.payloads.dropAgreed(run.tree, run.tree.prefix(front.log, front.agreed), run.hosts);
    return null;
  }

  private disabled(situation: Situation, happening: Happening): Problem {
    const disabled = whyDisabled(this.spec, situation, happening);
    const { guards, event, state } = disabled;
    const why =
      guards.length === 0
        ? `the specified host takes no ${event} while it is ${state}`
        : `the specified host does not take ${event} while it is ${state}: ${guards.join(', or ')}`;
    return { kind: 'disabled', text: why, disabled };
  }
}
