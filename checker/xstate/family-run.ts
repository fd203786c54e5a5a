/**
 * One step of a family: an event goes to a member, and all that follows from it between parents and children
 * happens at once, as it does between actors of XState in one process. Mailboxes, the order in which effects
 * are put off until a macrostep is over, starting, stopping, and what a parent is told of its children, are those
 * of XState's actors; promises, callbacks, observables and clocks are not run.
 */
import type { AnyMachineSnapshot, EventObject } from 'xstate';
import { ExoError } from '../../errors/index.js';
import type { EffectLike } from '../model/component.js';
import { deepFreeze } from '../model/deep-freeze.js';
import { scopeOf, type Acting } from './actor-actions.js';
import { forgetTimer } from './armed-timers.js';
import type { Cell } from './cell.js';
import type { Member, PlainSnapshot, Timer } from './family.js';
import { FamilyMembers, type Surroundings } from './family-members.js';
import type { Logic } from './logics.js';
import { outcomeAt, type Outcome } from './outcomes.js';
import { Reference } from './references.js';

/** Events handled in one step before an exchange between parent and child is taken to be endless. */
const EVENTS_MAX = 1000;

/** A step that is being taken: it is asked to act, and emits effects on the way. */
export class FamilyRun implements Acting {
  readonly name: string;
  readonly system: object;
  readonly members: FamilyMembers;
  readonly effects: EffectLike[] = [];
  private handled = 0;

  constructor(
    private readonly around: Surroundings,
    members: readonly Member[],
  ) {
    this.name = around.name;
    this.system = around.system;
    this.members = new FamilyMembers(around, members, (cell, self) => scopeOf(this, cell, self));
  }

  /** Starts a member as `actor.start()` does. */
  start(cell: Cell): void {
    if (cell.life === 'running') return;
    cell.life = 'running';
    const { status, error } = cell.snapshot;
    if (status === 'error') {
      this.fail(cell, error);
      return;
    }
    if (status !== 'done') {
      for (const child of this.members.childrenOf(cell))
        if (child.snapshot.status === 'active') this.start(child);
    }
    this.update(cell, cell.snapshot);
    if (status === 'done') return;
    cell.isOpen = true;
    this.flush(cell);
  }

  /** Sends an event from a member to any actor. */
  relay(to: unknown, event: EventObject): void {
    if (to instanceof Reference && to.isPeer) {
      const params = { to: to.session, event };
      this.effects.push({ type: 'xstate.sendTo', params });
      return;
    }
    const cell = this.members.cellOf(to);
    if (cell === undefined) throw new Error(`an event ${event.type} is sent to no actor`);
    this.send(cell, event);
  }

  /** Puts an event into a mailbox; it is handled at once unless the member is busy or has not started. */
  send(cell: Cell, event: EventObject): void {
    if (cell.life === 'stopped') return;
    cell.queue.push(event);
    if (cell.queue.length === 1 && cell.isOpen) this.flush(cell);
  }

  private flush(cell: Cell): void {
    for (;;) {
      const [event] = cell.queue;
      if (event === undefined) return;
      if (++this.handled > EVENTS_MAX) throw this.endless(cell, event);
      this.handle(cell, event);
      cell.queue.shift();
    }
  }

  private endless({ session }: Cell, { type }: EventObject): ExoError {
    return new ExoError(
      'EXO113',
      `${this.name}: more than ${EVENTS_MAX} events between parent and child in one step, ` +
        `the last ${JSON.stringify(type)} to ${session === '' ? 'the machine' : session}`,
    );
  }

  private handle(cell: Cell, event: EventObject): void {
    const { logic, snapshot } = cell;
    if (!event.type.startsWith('xstate.snapshot.')) deepFreeze(event);
    if (logic.machine !== null) this.update(cell, this.around.macrostep(cell, event));
    else this.update(cell, this.plainStep(logic, cell, snapshot as PlainSnapshot, event));
    if (event.type === 'xstate.stop') this.end(cell);
  }

  private plainStep(logic: Logic, cell: Cell, snapshot: PlainSnapshot, event: EventObject): PlainSnapshot {
    if (logic.outcomes === null) {
      const { scope } = cell;
      // It is asked about its own stop too, and tells its parent of that as of any other step.
      return logic.logic.transition(snapshot as never, event as never, scope as never) as PlainSnapshot;
    }
    return event.type === 'xstate.stop' ? { ...snapshot, status: 'stopped' } : snapshot;
  }

  /** Takes over a snapshot, does what was put off, and tells the parent. */
  private update(cell: Cell, snapshot: AnyMachineSnapshot | PlainSnapshot): void {
    if (cell.snapshot !== snapshot) this.members.isChanged = true;
    cell.snapshot = snapshot;
    for (let next = cell.deferred.shift(); next !== undefined; next = cell.deferred.shift()) next();
    const { parent, id } = cell;
    switch (snapshot.status) {
      case 'active':
        if (cell.isSync && parent)
          this.send(parent, { type: `xstate.snapshot.${id}`, snapshot } as EventObject);
        return;
      case 'done':
        this.end(cell);
        if (parent) {
          const output: unknown = snapshot.output;
          this.send(parent, { type: `xstate.done.actor.${id}`, output, actorId: id } as EventObject);
        }
        return;
      case 'error':
        this.fail(cell, snapshot.error);
        return;
      default:
        return;
    }
  }

  private fail(cell: Cell, error: unknown): void {
    this.end(cell);
    const { parent, id } = cell;
    if (parent) this.send(parent, { type: `xstate.error.actor.${id}`, error, actorId: id } as EventObject);
  }

  private end(cell: Cell): void {
    if (cell.life !== 'running') return;
    this.members.isChanged = true;
    cell.timers = cell.timers.filter(
      ({ id, isCancellable, to }) => id !== null && !isCancellable && this.members.cellOf(to) !== cell,
    );
    cell.queue.length = Math.min(cell.queue.length, 1);
    cell.isOpen = false;
    cell.life = 'stopped';
    cell.isRegistered = false;
  }

  /** Stops a member as its parent does. */
  stop(cell: Cell): void {
    if (cell.life === 'stopped') return;
    cell.queue.length = Math.min(cell.queue.length, 1);
    if (cell.life === 'new') cell.life = 'stopped';
    else this.send(cell, { type: 'xstate.stop' });
  }

  /** A timer goes off. */
  fire(cell: Cell, timer: Timer): void {
    this.members.isChanged = true;
    cell.timers = cell.timers.filter((other) => other !== timer);
    forgetTimer(cell, timer.id);
    this.relay(timer.to, timer.event);
  }

  /** Something that was invoked goes on as an outcome says. */
  proceed(cell: Cell, option: number, outcome: Outcome): void {
    const { at } = cell.progress.option === option ? cell.progress : { at: 0 };
    const [current, done] = outcomeAt(outcome, at);
    const snapshot = cell.snapshot as PlainSnapshot;
    switch (current.kind) {
      case 'never':
        return;
      case 'done':
        this.update(cell, { status: 'done', output: current.output, context: snapshot.context });
        return;
      case 'failed':
        this.update(cell, { status: 'error', error: current.error, context: snapshot.context });
        return;
      case 'emits': {
        this.members.isChanged = true;
        cell.progress = { option, at: at + 1 };
        const event = current.events[at - done];
        if (cell.logic.kind === 'observable') this.update(cell, { ...snapshot, context: event });
        else if (cell.parent) this.send(cell.parent, deepFreeze(event) as EventObject);
      }
    }
  }
}
