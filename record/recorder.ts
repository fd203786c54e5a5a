/**
 * Makes events of a run out of what XState tells of live actors.
 *
 * An event of a run is what the model takes for one step: an actor takes an event, a timer goes off, or something that it has invoked ends or
 * sends an event; with all that the actor, and what it has invoked and spawned, then do by themselves. XState runs such a step
 * without a pause, and tells of it in pieces.
 */
import type { AnyActorRef, AnyEventObject, InspectionEvent } from 'xstate';
import { runValue, type Fields, type FlatFields, type Json, type RunMessage } from '../traces/index.js';
import { changes, fieldsOf } from './fields.js';
import { senderIn, timeOf } from './given.js';
import { isGone, isOfCode, isRunning, isUp, statusOf } from './actor-status.js';
import { ownerOf, pathBelow, type Names } from './names.js';
import type { Draft, RunLines } from './run-lines.js';

interface RecorderOptions {
  readonly fields?: (field: string, actor: string) => boolean;
  readonly senderOf?: (event: AnyEventObject, actor: string) => string | undefined;
  readonly nowUs?: () => number;
}

/** What a step begins with. */
type Trigger = Pick<Draft['event'], 'action' | 'args' | 'received'>;

interface Step {
  readonly draft: Draft;
  /** The actor that handles what the step begins with: what else comes to it waits in its mailbox. */
  readonly base: AnyActorRef;
  readonly trigger: Trigger;
  readonly sent: RunMessage[];
  /** Events that parts of the actor have sent each other, or been given, and have not handled. */
  readonly inside: Map<AnyActorRef, AnyEventObject[]>;
}

/** An actor of the model with its parts. */
interface Live {
  readonly name: string;
  readonly owner: AnyActorRef;
  fields: FlatFields;
  step: Step | null;
  /** Events that wait in mailboxes, and what each will begin. */
  readonly waiting: { readonly to: AnyActorRef; readonly event: AnyEventObject; readonly trigger: Trigger }[];
}

export class Recorder {
  private readonly lives = new Map<AnyActorRef, Live>();
  /**
   * Events that were raised or sent with a delay, those of `after` among them. None is of the step in which it comes: whoever watches that
   * step has moved the clock on.
   */
  private readonly delayed = new WeakSet<AnyEventObject>();

  constructor(
    private readonly names: Names,
    private readonly lines: RunLines,
    private readonly options: RecorderOptions,
  ) {}

  take(told: InspectionEvent): void {
    const actor = told.actorRef as AnyActorRef;
    switch (told.type) {
      case '@xstate.event':
        this.relayed(told.sourceRef as AnyActorRef | undefined, actor, told.event);
        return;
      case '@xstate.microstep':
        this.begun(actor, told.event);
        return;
      case '@xstate.snapshot':
        this.handled(actor, told.event);
        return;
      case '@xstate.action':
        this.acted(actor, told.action.type, told.action.params);
        return;
      default:
        return;
    }
  }

  /** Writes what is still open: steps of actors that have failed are never told to have ended. */
  finish(): void {
    for (const live of this.lives.values()) this.close(live);
  }

  private liveOf(actor: AnyActorRef): Live | null {
    const found = ownerOf(actor, this.names);
    if (found === null) return null;
    const known = this.lives.get(found.owner);
    if (known !== undefined) return known;
    const live: Live = { ...found, fields: new Map(), step: null, waiting: [] };
    this.lives.set(found.owner, live);
    return live;
  }

  /** An event is put into a mailbox, and handled at once if its actor has nothing else to do. */
  private relayed(source: AnyActorRef | undefined, target: AnyActorRef, event: AnyEventObject): void {
    const to = this.liveOf(target);
    if (event.type === 'xstate.init') {
      if (to?.owner === target) this.open(to, { action: 'Start' }, target, event);
      return;
    }
    const from = source === undefined ? null : this.liveOf(source);
    if (from !== null && from === to) {
      this.relayedInside(to, source ?? target, target, event);
      return;
    }
    // What XState tells a parent that is no actor of the model is no message.
    const isReport = to === null && event.type.startsWith('xstate.');
    if (from !== null && !isReport) this.sends(from, to?.name ?? this.strangerOf(target), event);
    if (to !== null && isUp(target)) {
      const sender =
        from?.name ??
        (source && this.names.standsFor(source)) ??
        senderIn(this.options.senderOf?.(event, to.name));
      this.arrives(to, target, event, { action: 'Receive', received: messageOf(event, { from: sender }) });
    }
  }

  private relayedInside(live: Live, source: AnyActorRef, target: AnyActorRef, event: AnyEventObject): void {
    if (!isUp(target)) return;
    const { step } = live;
    const isApart = this.delayed.has(event) || (step?.base === target && isOfCode(source, event));
    if (step !== null && !this.hasFailed(live) && !isApart) {
      noteInside(step, target, event);
      return;
    }
    this.arrives(live, target, event, byItself(live.owner, source, target, event));
  }

  private arrives(live: Live, target: AnyActorRef, event: AnyEventObject, trigger: Trigger): void {
    if (this.hasFailed(live)) this.close(live);
    if (live.step === null && live.waiting.length === 0 && this.lives.has(live.owner) && isRunning(target)) {
      this.open(live, trigger, target, event);
    } else live.waiting.push({ to: target, event, trigger });
  }

  /** An actor sends to another actor of the model: within a step, or because a delay is over. */
  private sends(from: Live, to: string, event: AnyEventObject): void {
    const message = messageOf(event, { to: [to] });
    if (from.step !== null && !this.delayed.has(event)) {
      from.step.sent.push(message);
      return;
    }
    const step = this.open(from, { action: 'Timer', args: { timer: event.type } }, from.owner, null);
    step.sent.push(message);
    this.close(from);
  }

  private acted(actor: AnyActorRef, type: string, params: unknown): void {
    const { event, delay } = (params ?? {}) as { readonly event?: AnyEventObject; readonly delay?: unknown };
    if (event === undefined) return;
    if (type === 'xstate.emit') this.emitted(actor, event);
    else if (type.startsWith('xstate.') && delay !== undefined) this.delayed.add(event);
  }

  /** What an actor emits belongs to the event that it handles, of which XState tells only after the first actions. */
  private emitted(actor: AnyActorRef, event: AnyEventObject): void {
    const live = this.liveOf(actor);
    if (live === null) return;
    const isHandling = (live.step?.inside.get(actor) ?? []).length > 0;
    const next = isHandling ? undefined : live.waiting.find(({ to }) => to === actor);
    if (next !== undefined) this.begun(actor, next.event);
    live.step?.sent.push(messageOf(event, { via: 'emit' }));
  }

  /** An actor begins to handle an event. */
  private begun(actor: AnyActorRef, event: AnyEventObject): void {
    const live = this.liveOf(actor);
    if (live === null) return;
    const at = live.waiting.findIndex((one) => one.to === actor && one.event === event);
    const [found] = at < 0 ? [] : live.waiting.splice(at, 1);
    if (found === undefined) return;
    this.close(live);
    this.open(live, found.trigger, actor, event);
  }

  /** An actor has handled an event. */
  private handled(actor: AnyActorRef, event: AnyEventObject): void {
    const live = this.liveOf(actor);
    if (live?.step == null) return;
    const { inside } = live.step;
    const list = inside.get(actor) ?? [];
    const at = list.indexOf(event);
    if (at >= 0) list.splice(at, 1);
    // What has ended handles nothing more once that is told; until then it stops what it has invoked and spawned, one after the other.
    if (!isUp(actor)) inside.delete(actor);
    const isOver = [...inside].every(([part, events]) => events.length === 0 || isGone(part));
    if (isOver) this.close(live);
  }

  private open(live: Live, trigger: Trigger, target: AnyActorRef, event: AnyEventObject | null): Step {
    this.close(live);
    const draft = this.lines.open({ actor: live.name, ...trigger });
    const step: Step = { draft, base: target, trigger, sent: [], inside: new Map() };
    if (event !== null) noteInside(step, target, event);
    live.step = step;
    return step;
  }

  private close(live: Live): void {
    const { step } = live;
    if (step === null) return;
    live.step = null;
    const isWanted = (field: string): boolean =>
      (this.options.fields?.(field, live.name) ?? true) ||
      (field.startsWith('context.') && this.options.fields?.('context', live.name) === true);
    const fields = fieldsOf(live.owner, isWanted);
    const set = changes(live.fields, fields);
    live.fields = fields;
    this.lines.close(step.draft, {
      actor: live.name,
      ...step.trigger,
      ...(step.sent.length > 0 && { sent: step.sent }),
      ...(set !== undefined && { set }),
      ...(this.options.nowUs !== undefined && { atUs: timeOf(this.options.nowUs()) }),
    });
  }

  /** XState tells nothing of an actor that dies of an exception. */
  private hasFailed({ owner, step }: Live): boolean {
    return step !== null && statusOf(owner) === 'error';
  }

  /** Somebody who is no actor of the model, or stands for one. */
  private strangerOf(actor: AnyActorRef): string {
    return this.names.standsFor(actor) ?? actor.id;
  }
}

function noteInside({ inside }: Step, target: AnyActorRef, event: AnyEventObject): void {
  const list = inside.get(target);
  if (list === undefined) inside.set(target, [event]);
  else list.push(event);
}

/** What a part of an actor begins by itself: a timer of it, or the end or an event of what is invoked. */
function byItself(
  owner: AnyActorRef,
  source: AnyActorRef,
  target: AnyActorRef,
  event: AnyEventObject,
): Trigger {
  const path = pathBelow(owner, source);
  const actor: Fields = path === '' ? {} : { actor: path };
  const { data } = event as { readonly data?: unknown };
  switch (event.type) {
    case 'xstate.promise.resolve':
      return { action: 'Done', args: { ...actor, output: runValue(data) } };
    case 'xstate.promise.reject':
    case 'xstate.observable.error':
      return { action: 'Failed', args: { ...actor, error: runValue(data) } };
    case 'xstate.observable.complete':
      return { action: 'Done', args: actor };
    case 'xstate.observable.next':
      return { action: 'Emit', args: { ...actor, event: runValue(data) } };
    default:
      break;
  }
  if (source === target) return { action: 'Timer', args: { ...actor, timer: nameOfTimer(event) } };
  if (event.type.startsWith('xstate.done.actor.')) return { action: 'Done', args: actor };
  if (event.type.startsWith('xstate.error.actor.')) {
    return { action: 'Failed', args: { ...actor, error: runValue((event as { error?: unknown }).error) } };
  }
  return { action: 'Emit', args: { ...actor, event: runValue(event) } };
}

/** `after.1000.client.waiting` for the timers of a state, as the checker names them; the type of the event for others. */
function nameOfTimer({ type }: AnyEventObject): string {
  return type.replace(/^xstate\.(?=after\.)/, '');
}

function messageOf(
  { type, ...payload }: AnyEventObject,
  { from, ...more }: { readonly from?: string | undefined } & Pick<RunMessage, 'to' | 'via'>,
): RunMessage {
  const present = Object.entries(payload).filter(([, value]) => value !== undefined);
  const fields = Object.fromEntries(present.map(([key, value]): [string, Json] => [key, runValue(value)]));
  return { kind: type, ...(from !== undefined && { from }), ...more, fields };
}
