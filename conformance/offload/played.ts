/**
 * A wrong reading of O1 to O12 comes to where it breaks something by a run in which engines, drivers or channels do what they must not.
 * Here such a run is played against the code: core and edge beside every engine of the reading, the real driver beside every driver, and
 * the channels of the rules beside its channels. The code must not follow it to the end.
 */
import type { AnySlot, Transition } from '../../checker/index.js';
import * as implementation from '../../impl/parts.js';
import { c1Channel, c2Channel, type C1, type C2 } from '../../spec/offload/channels.js';
import type { OffloadOptions } from '../../spec/offload/options.js';
import { offloadSystem, slotsOf, type SplitHost } from '../../spec/offload/system.js';
import type { Implementation } from '../compare/faulty-copy.js';
import { noCounts } from '../refine/model.js';
import type { Played } from '../refine/played.js';
import { besideSplitHosts, type Interrogations } from './beside.js';
import { isPaired, type OffloadDivergence } from './pair.js';

/** Plays a run of a reading, found within these bounds. */
export function playReading(
  name: string,
  options: OffloadOptions,
  steps: readonly Transition[],
  impl: Implementation = implementation,
): Played {
  const asked: Interrogations = new Map();
  const beside = besideSplitHosts(options, { impl, counts: noCounts(), asksMore: false }, asked);
  const system = offloadSystem(options, beside);
  const places = slotsOf(system).map((slot) => slot.name);
  const players = new Map(system.split.flatMap((host) => playersOf(options, host, asked)));
  const differing = (step: number, host: string, how: string): Played => {
    return { name, steps: steps.length, divergence: { step, host, how }, goesOn: null };
  };
  for (const [i, { legs, states }] of steps.entries()) {
    for (const { slot, event, skipped } of legs) {
      const how = skipped ? null : players.get(slot.name)?.take(event);
      if (how != null) return differing(i + 1, slot.name, how);
    }
    for (const [slot, { differsFrom }] of players) {
      const how = differsFrom(states[places.indexOf(slot)]);
      if (how !== null) return differing(i + 1, slot, how);
    }
  }
  for (const [slot, { differsAtEnd }] of players) {
    const how = differsAtEnd();
    if (how !== null) return differing(steps.length, slot, `at the end, ${how}`);
  }
  return { name, steps: steps.length, divergence: null, goesOn: null };
}

/** What stands for the code in a slot. Each says in words how that differs from the reading; null where it does not. */
interface Player {
  readonly take: (event: AnyEvent) => string | null;
  readonly differsFrom: (state: unknown) => string | null;
  /** Where nothing has differed on the way: whether the code would take what the reading refuses, or the other way round. */
  readonly differsAtEnd: () => string | null;
}

interface AnyEvent {
  readonly type: string;
}

function playersOf(
  { fifo: recordsMax }: OffloadOptions,
  { engine, driver, c1, c2 }: SplitHost,
  asked: Interrogations,
): readonly (readonly [slot: string, Player])[] {
  const { name: ofC1 } = c1.component;
  const { name: ofC2 } = c2.component;
  const kept = { recordsMax, survives: false };
  return [
    [engine.name, pairPlayer(engine as AnySlot, asked)],
    [driver.name, pairPlayer(driver as AnySlot, asked)],
    [c1.name, channelPlayer(c1Channel(ofC1, { ...kept, deliveredBehindPayloads: false }), contentsOfC1)],
    [c2.name, channelPlayer(c2Channel(ofC2, { ...kept, drops: false }), (records: C2) => records)],
  ];
}

/** Engine or driver: the reading's machine with the code beside it, which says by itself where the two part. */
function pairPlayer({ component }: AnySlot, asked: Interrogations): Player {
  let [state] = component.initial();
  return {
    take: (event) => {
      const [step] = component.step(state, event as never);
      if (step === undefined) return `${event.type} is refused`;
      state = step.next;
      return isPaired(state) ? words(state.divergence as OffloadDivergence | null) : null;
    },
    differsFrom: () => null,
    differsAtEnd: () => words(asked.get(component.name)?.(state) ?? null),
  };
}

/** A channel as the rules have it, beside that of the reading. */
function channelPlayer<S>(
  component: {
    readonly initial: () => readonly S[];
    readonly step: (state: S, event: never) => readonly { readonly next: S }[];
  },
  contents: (state: S) => unknown,
): Player {
  let [state] = component.initial();
  return {
    take: (event) => {
      const [step] = state === undefined ? [] : component.step(state, event as never);
      if (step === undefined) return `${event.type} is refused`;
      state = step.next;
      return null;
    },
    differsFrom: (reading) => {
      const here = JSON.stringify(state === undefined ? null : contents(state));
      const there = JSON.stringify(contents(reading as S));
      return here === there ? null : `it holds ${here}, not ${there}`;
    },
    differsAtEnd: () => null,
  };
}

/** What is in C1, and in the register beside it. */
function contentsOfC1({ payloads, delivered }: C1): unknown {
  return { payloads, delivered };
}

function words(divergence: OffloadDivergence | null): string | null {
  return (
    divergence && `on ${divergence.event}, ${divergence.field} is ${divergence.core}, not ${divergence.spec}`
  );
}
