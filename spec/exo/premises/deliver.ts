/**
 * `deliver` (docs/decisions/0010): what is agreed is delivered in the step that made it so.
 *
 * Verified of every step but a crash: it takes back nothing that was delivered, or that would be made up for at once, and nobody saw
 * that something is delivered twice. Of every local state in which something is to be delivered: a delivery says nothing and changes nothing but
 * how much is delivered; and each event that is possible before it is possible after it, and comes to the same, but for
 * how much is known to be delivered or agreed. That a host which knows more of that violates whatever one
 * that knows less violates is argued, not verified.
 */
import type { Premise, PremiseFailure, Verification } from '../../../checker/index.js';
import { isGranted } from '../../../checker/environment/budget.js';
import type { HostEvent } from '../events.js';
import type { HostEffect, HostSnapshot } from '../names.js';
import type { Packet } from '../packets.js';
import { isWrittenAtOnce } from '../steps-made-one.js';
import type { System } from '../system.js';
import {
  bytesOf,
  failure,
  firstInTurn,
  firstOf,
  hostPremise,
  isInBounds,
  mayHappen,
  outcome,
  type AskedHost,
  type HostStep,
} from './asked.js';

const DELIVER: HostEvent = { type: 'DELIVER' };
const PERSISTED: HostEvent = { type: 'PERSISTED' };

export function deliverPremise(system: System): Premise {
  return hostPremise('deliver', system, verifyHost);
}

function verifyHost(host: AskedHost): Verification {
  const { graph, machine, options } = host;
  const known = new Set<string>();
  return firstInTurn(graph.steps(), ({ from, event, outcomes }) => {
    const state = graph.states[from];
    if (state === undefined || outcomes.length === 0) return null;
    const step = outcome(machine, state, event as HostEvent);
    if (step === null) return null;
    const taken = verifyKept(host, state, event as HostEvent, step.next);
    if (taken !== null) return taken;
    const write = isWrittenAtOnce(options) ? outcome(machine, step.next, PERSISTED) : null;
    const due = write?.next ?? step.next;
    const key = bytesOf(host, due);
    if (known.has(key)) return null;
    known.add(key);
    return verifyDue(host, due);
  });
}

/** What was delivered stays so: a delivery in the same step would hide that it is given again. */
function verifyKept(
  host: AskedHost,
  before: HostSnapshot,
  event: HostEvent,
  after: HostSnapshot,
): PremiseFailure | null {
  if (event.type === 'CRASH' || after.context.delivered >= before.context.delivered) return null;
  return failure(host, event, before, 'it takes back what is delivered');
}

/** A state in which something is to be delivered, if it is one. */
function verifyDue(host: AskedHost, due: HostSnapshot): PremiseFailure | null {
  let delivered = due;
  for (;;) {
    const step = outcome(host.machine, delivered, DELIVER);
    if (step === null) break;
    if (step.effects.length > 0) return failure(host, DELIVER, delivered, 'a delivery sends something');
    if (butDelivered(step.next) !== butDelivered(delivered)) {
      return failure(host, DELIVER, delivered, 'a delivery changes more than how much is delivered');
    }
    delivered = step.next;
  }
  if (delivered === due) return null;
  const crashes = isGranted(host.options.crashes);
  const rest = delivered;
  const takesLater = host.takes(rest);
  return firstOf(host.taken(due), (event) => {
    const isOther = event.type !== 'DELIVER' && (event.type !== 'CRASH' || crashes);
    if (!isOther || !isInBounds(host, due, event)) return null;
    if (!takesLater(event)) return failure(host, event, due, 'it is possible before the delivery only');
    if (!mayHappen(host, rest, event)) return null;
    return verifyKnown(host, due, event) ?? verifySame(host, due, rest, event);
  });
}

/** What is known to be agreed and not delivered yet stays known: in the same step it would be delivered, and known by that. */
function verifyKnown(host: AskedHost, due: HostSnapshot, event: HostEvent): PremiseFailure | null {
  const step = outcome(host.machine, due, event);
  if (step === null || event.type === 'CRASH') return null;
  const write = isWrittenAtOnce(host.options) ? outcome(host.machine, step.next, PERSISTED) : null;
  const { agreed } = (write ?? step).next.context;
  return agreed >= due.context.agreed
    ? null
    : failure(host, event, due, 'it forgets what is known to be agreed');
}

/** An event before a delivery as after it. */
export function verifySame(
  host: AskedHost,
  due: HostSnapshot,
  delivered: HostSnapshot,
  event: HostEvent,
): PremiseFailure | null {
  const early = outcome(host.machine, due, event);
  if (early === null) return null;
  const late = outcome(host.machine, delivered, event);
  if (late === null) return failure(host, event, due, 'it is possible before the delivery only');
  if (butDelivered(early.next) !== butDelivered(late.next)) {
    return failure(host, event, due, 'it leads elsewhere before the delivery than after it');
  }
  if (saysTheSame(early, late)) return null;
  return failure(host, event, due, 'it sends something else before the delivery than after it');
}

/** Whether the same is sent, but for how much is delivered; a snapshot may be shorter. */
function saysTheSame(early: HostStep, late: HostStep): boolean {
  return (
    early.effects.length === late.effects.length &&
    early.effects.every((effect, i) => {
      const other = late.effects[i];
      return other !== undefined && keyOf(erased(asSent(effect, other))) === keyOf(erased(other));
    })
  );
}

/** A snapshot cut to the length of a shorter one that it is compared with. */
function asSent(effect: HostEffect, other: HostEffect): unknown {
  if (effect.type !== 'sendSnapshot' && effect.type !== 'sendInstall') return effect;
  if (other.type !== effect.type) return effect;
  const [mine] = effect.params.packets;
  const [theirs] = other.params.packets;
  if (mine?.kind !== 'install' || theirs?.kind !== 'install') return effect;
  const isPrefix = keyOf(theirs.log.slice(0, mine.log.length)) === keyOf(mine.log);
  const longer: Packet = { ...mine, log: isPrefix ? theirs.log : mine.log };
  return { ...effect, params: { ...effect.params, packets: [longer] } };
}

/** A state without how much is delivered, and with it what is known to be agreed. */
export function butDelivered({ value, context }: HostSnapshot): string {
  return keyOf([value, erased(context)]);
}

/** What is only about how much is delivered. */
const ABOUT_DELIVERY = ['delivered', 'snapshot', 'agreed', 'everAgreed'];

function erased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(erased);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([name]) => !ABOUT_DELIVERY.includes(name));
  return Object.fromEntries(entries.map(([name, part]) => [name, erased(part)]));
}

function keyOf(value: unknown): string {
  return JSON.stringify(value);
}
