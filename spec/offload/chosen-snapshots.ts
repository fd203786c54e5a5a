/**
 * With the reduction `deliver` a plain host sends each log with as much of it for a snapshot as there can be. To a plain host
 * that makes no difference. To an engine it does: what comes as a snapshot its driver gets as one. So an engine takes such a log
 * with any smaller part of it for a snapshot too, as from a host that has delivered less yet.
 */
import type { AnySlot, Leg, Offer, Rule } from '../../checker/index.js';
import type { HostEvent } from '../exo/events.js';
import type { HostComponent, HostSnapshot } from '../exo/names.js';
import type { ExoOptions } from '../exo/options.js';
import { isDiskless, reduces } from '../exo/steps-made-one.js';

/** The rule with an offer for each choice of what its logs are to an engine. */
export function withChosenSnapshots(options: ExoOptions, engines: readonly AnySlot[], rule: Rule): Rule {
  if (!reduces(options, 'deliver') || !TAKES_LOGS.includes(rule.name)) return rule;
  return { ...rule, offers: (states) => rule.offers(states).flatMap((offer) => choicesOf(engines, offer)) };
}

/**
 * The engine with an outcome for each choice of what the log in an answer is to it, where hosts have no disks (D6). What it is as it
 * came is the first.
 */
export function choosingSnapshots<C extends HostComponent>(options: ExoOptions, engine: C): C {
  if (!isDiskless(options) || !reduces(options, 'deliver')) return engine;
  return {
    ...engine,
    step: (state: HostSnapshot, event: HostEvent) =>
      event.type !== 'ANSWER'
        ? engine.step(state, event)
        : Array.from({ length: event.packet.delivered + 1 }, (_, less) => ({
            ...event,
            packet: { ...event.packet, delivered: event.packet.delivered - less },
          })).flatMap((choice) => engine.step(state, choice)),
  };
}

/** The rules in which a host takes in a whole log. */
const TAKES_LOGS: readonly string[] = ['Install', 'Start', 'Gather'];

function choicesOf(engines: readonly AnySlot[], offer: Offer): readonly Offer[] {
  const chosen = offer.legs.reduce<readonly (readonly Leg[])[]>(
    (lists, one) => {
      const choices = engines.includes(one.slot) ? legChoices(one) : [one];
      return lists.flatMap((legs) => choices.map((choice) => [...legs, choice]));
    },
    [[]],
  );
  if (chosen.length === 1) return [offer];
  return chosen.map((legs) => ({ params: { ...offer.params, snapshots: legs.flatMap(snapshotOf) }, legs }));
}

function legChoices(one: Leg): readonly Leg[] {
  const event = one.event as HostEvent;
  if (event.type !== 'START' && event.type !== 'PROMISE') return [one];
  const { packet } = event;
  return Array.from({ length: packet.delivered + 1 }, (_, delivered) => ({
    ...one,
    event: { type: event.type, packet: { ...packet, delivered } } as HostEvent,
  }));
}

function snapshotOf({ event }: Leg): readonly number[] {
  const host = event as HostEvent;
  return host.type === 'START' || host.type === 'PROMISE' ? [host.packet.delivered] : [];
}
