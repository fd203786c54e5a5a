/**
 * One host of a run beside the specified host: each event is a step of that, or a few; what the run shows of the host is what the
 * specified host is, and what it sends is what that sends.
 *
 * Where the two are cut differently is in docs/decisions/0013: entries that storage has not written yet are heard later by the specified host, so
 * that it can deliver, and write a part; what an epoch brings is delivered at once. Whether storage had written what it had when a host crashed is
 * seen by what the host begins with in its next life.
 */
import { AgreedBefore } from './agreed-before.js';
import { afterChanges, deliveredTo, isBeginning, isWriting, type Unwritten } from './behind-storage.js';
import type { LogNode } from './entry-tree.js';
import { lifeFromStorage } from './from-storage.js';
import { happeningOf, missing, receivedEntry } from './happenings.js';
import { EndedLives, sendsAtLast, type Wanted } from './last-steps.js';
import { newLife } from './new-life.js';
import { OwnPayloads } from './own-payloads.js';
import { differs, type Problem } from './problem.js';
import { isProblem } from './received.js';
import type { RingRun } from './ring-run.js';
import type { SeenEvent, SeenFields, SeenFrame, SeenSession } from './seen.js';
import { saidAgain, sendsInStep, sendsNothing } from './sent-in-step.js';
import { freshSituation, type Happening, type Situation } from './situation.js';
import type { AskedHost, SpecifiedHost } from './specified-host.js';
import {
  notBegun,
  notDelivered,
  notOnC1,
  notTaken,
  notUp,
  nothingWritten,
  showsNothing,
  unlikeAdded,
  unlikeDelivered,
} from './step-problems.js';
import type { Step } from './step.js';
import { differencesFrom, unlikeState } from './unlike-host.js';

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
  hasBegun = false;
  /** Whether a life has begun, and is not known to be over. */
  isUp = false;
  private ordered = 0;
  private readonly before = new AgreedBefore();
  /** Lives that ended without anybody seeing how, and of which no last step was filled in. */
  private readonly ended = new EndedLives();
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
    const isFirst = !this.hasBegun;
    const problem = notUp(event, this) ?? this.step(event);
    if (problem !== null) return problem;
    if (showsNothing(event)) return null;
    if (event.action !== 'Restart') this.seen = { ...this.seen, ...event.set };
    this.recall(event.set);
    const all = differencesFrom(this.seen, this.front, this.unwritten.length, this.run);
    const wrong = all.length > 0 ? unlikeState(all, isFirst && !this.run.isDiskless) : this.keepOrder();
    const known = Math.max(this.before.length, this.front.delivered);
    this.run.drivers.agrees(this.spec.self, Math.min(this.run.order.length, known));
    return wrong;
  }

  /**
   * A message is waited for that nobody is seen to have sent: looks whether a life that was ended by force has sent it in a last step, of which no
   * line was written. `isOver`: no more events of this host come, so that its present life may have ended so, too.
   */
  sendsAtLast(wanted: Wanted, isOver: boolean): boolean {
    const { run, spec, ended } = this;
    if (ended.sendsAtLast(run, spec, wanted)) return true;
    if (!isOver || !this.isUp) return false;
    const isFound = sendsAtLast(run, spec, { front: this.front, mayBeWritten: true }, wanted);
    // One life has one last step.
    if (isFound) this.isUp = false;
    return isFound;
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
      case 'Attach':
        return event.session === null ? missing('args') : this.attach(event.session);
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
    if (step === null) return notTaken(this.spec, before, happening);
    this.asked.push({ situation: before, happening });
    this.become(step.next, isWriting(step.next) ? { happening, node: null } : null);
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
    if (step === null) return notTaken(this.spec, front, happening);
    const wrong = this.payloads.expectTaken(entry);
    if (wrong !== null) return differs(wrong);
    return this.add(step, happening, run.tree.child(front.log, entry), entry);
  }

  private receive(event: SeenEvent): Problem | null {
    const { front, run, spec } = this;
    const heard = receivedEntry(run, event);
    if (isProblem(heard)) return heard;
    const { frame, happening } = heard;
    const step = spec.ask(front, happening);
    if (step === null) return notTaken(this.spec, front, happening);
    return this.add(step, happening, run.tree.child(front.log, frame), frame);
  }

  private add(step: Step, happening: Happening, node: LogNode, frame: SeenFrame): Problem | null {
    const { run, front } = this;
    const wrong = unlikeAdded(run, front.log, step, frame);
    if (wrong !== null) return wrong;
    this.asked.push({ situation: front, happening });
    this.front = { ...step.next, log: node };
    this.unwritten = [...this.unwritten, { happening, node }];
    run.order.holds(this.spec.self, node);
    this.payloads.added(frame);
    return null;
  }

  private submit({ number, layer }: SeenEvent): Problem | null {
    if (number === null) return missing('args.number');
    const wrong = layer === 'engine' ? notOnC1(this.run, this.spec.self, number) : null;
    return wrong ?? this.payloads.submit(number, layer === 'engine');
  }

  /** Storage has written all, or the first of the entries that it had not. */
  private persist(event: SeenEvent): Problem | null {
    const left = event.set.unwritten ?? this.seen.unwritten ?? 0;
    const { unwritten, front } = this;
    this.run.drivers.writes(this.spec.self, this.payloads.write());
    if (unwritten.length === 0 || left === 0) return this.moves({ type: 'PERSISTED' }, event);
    const count = unwritten.length - left;
    if (count <= 0) return nothingWritten(left, unwritten.length);
    const some = afterChanges(this.spec, this.written, unwritten.slice(0, count));
    const step = some && this.spec.ask(some, { type: 'PERSISTED' });
    if (!some || !step) return notTaken(this.spec, front, { type: 'PERSISTED' });
    this.asked.push({ situation: some, happening: { type: 'PERSISTED' } });
    return sendsNothing(event) ?? this.goOnFrom(step.next, unwritten.slice(count));
  }

  /** R7: deliveries do not wait for entries that came later; those up to what is settled are stutters. */
  private deliver(event: SeenEvent): Problem | null {
    const upTo = event.set.delivered;
    if (upTo === undefined) return missing('set.delivered');
    if (upTo <= (this.seen.delivered ?? -1)) return differs(`${upTo} entries were delivered before`);
    const unsent = event.layer === 'engine' ? notDelivered(this.run, this.spec.self, upTo) : null;
    if (unsent !== null) return unsent;
    // An engine hears from its driver what was agreed before it was reset, and what of it is delivered, at once.
    if (event.layer === 'engine') this.recall(event.set);
    const next = deliveredTo(this.spec, this.written, upTo);
    if (next === null) return notTaken(this.spec, this.written, { type: 'DELIVER' });
    const wrong = unlikeDelivered(this.run, this.front.log, event, upTo);
    if (wrong !== null || next === this.written) return wrong;
    this.asked.push({ situation: this.written, happening: { type: 'DELIVER' } });
    if (!isBeginning(this.unwritten)) return this.goOnFrom(next, this.unwritten);
    this.written = next;
    this.front = { ...this.front, delivered: Math.max(this.front.delivered, upTo) };
    return null;
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
    const { front, written, unwritten, isUp: isUnseen } = this;
    this.payloads.beginAgain();
    this.run.drivers.engineBegins(this.spec.self);
    this.seen = event.set;
    this.isUp = true;
    this.before.beginsLife(this.run, this.spec.self, event, !this.hasBegun);
    if (this.run.isDiskless) return this.beginLife(event, isUnseen);
    if (!this.hasBegun) {
      this.hasBegun = true;
      return null;
    }
    const begun = lifeFromStorage(this.spec, this.run, { front, written, unwritten, isUnseen }, event.set);
    if (isProblem(begun)) return begun;
    if (isUnseen) this.ended.add({ front, mayBeWritten: begun.isAllWritten });
    this.asked.push(...begun.asked);
    this.become(begun.next, null);
    return null;
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
    if (isUnseen && hasBegun) this.ended.add({ front, mayBeWritten: true });
    this.become(begun.step.next, null);
    return sendsInStep(this.run, spec.self, event, begun);
  }

  /** O9: an engine begins a session: what its driver knows to be agreed is. */
  private attach(seen: SeenSession): Problem | null {
    const { front, written, run, spec } = this;
    const wrong = notBegun(run, spec.self, seen, run.tree.lengthOf(written.log));
    if (wrong === null && seen.pointer > front.agreed) this.knows(seen.pointer);
    return wrong;
  }

  /** This many entries are known to be agreed, without a step. */
  private knows(agreed: number): void {
    const { front, written } = this;
    this.front = { ...front, agreed };
    this.written = written === front ? this.front : { ...written, agreed };
  }

  /** The application has come back, and says how much was agreed here before. */
  private recall({ agreed }: SeenFields): void {
    const { front, written, run } = this;
    if (this.before.recalls(agreed, front.agreed, run.tree.lengthOf(written.log))) this.knows(agreed);
  }

  private keepOrder(): Problem | null {
    const { run, front, spec } = this;
    if (front.agreed === this.ordered) return null;
    this.ordered = front.agreed;
    this.before.agrees(front.agreed);
    const violation = run.order.agrees(spec.self, front);
    if (violation !== null) return { kind: 'violated', text: violation.text, violation };
    this.payloads.dropAgreed(run.tree, run.tree.prefix(front.log, front.agreed), run.hosts);
    return null;
  }
}
