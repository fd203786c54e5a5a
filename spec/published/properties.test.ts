/**
 * A property that nothing can break, and a witness that everything reaches, say nothing. Each property here has
 * a mutant of the host that breaks it, and each witness has bounds in which it cannot be reached.
 */
import { describe, expect, test } from 'vitest';
import { assign } from 'xstate';
import { check, type AnySlot, type CheckResult, type Model, type Property } from '../../checker/index.js';
import { loneHost, type LoneHost } from '../testing/lone-host.js';
import { B, C, message } from '../testing/notation.js';
import { mutated, type Mutation } from '../testing/mutants.js';
import { optionsWith } from '../testing/options.js';
import type { HostEvent } from './host.js';
import { agreementAfter, entryOf, nextMessage, NOBODY, type Entry, type HostContext } from './log.js';
import { hostSlots } from './host-slots.js';
import { publishedModel } from './model.js';
import type { PublishedOptions } from './options.js';
import type { HostSlot } from './names.js';
import { agreement, hostRecovers, minorityHalts, slotFilledTwice, somethingAgreed } from './properties.js';

const PROPERTIES = ['Agreement', 'Stability', 'Validity', 'Integrity', 'MinorityHalt'] as const;

type Args = { readonly context: HostContext; readonly event: HostEvent };

/** A host with another `append`. */
function appending(change: (context: HostContext, entry: Entry) => Partial<HostContext>): Mutation {
  return (machine) =>
    machine.provide({
      actions: {
        append: assign(({ context, event }: Args) =>
          event.type === 'RECEIVE' ? change(context, entryOf(event.message)) : {},
        ),
      },
    });
}

function withLog(context: HostContext, log: readonly Entry[]): Partial<HostContext> {
  return { log, agreed: agreementAfter(log, context) };
}

const agreesWhatItReceives = appending((context, entry) => {
  const log = [...context.log, entry];
  return { log, agreed: log.length };
});

const agreesWhatItSends: Mutation = (machine) =>
  machine.provide({
    actions: {
      appendOwn: assign(({ context }: Args) => {
        const log = [...context.log, entryOf(nextMessage(context))];
        return { log, agreed: log.length };
      }),
    },
  });

const appendsWhatNobodySubmitted = appending((context, entry) =>
  withLog(context, [...context.log, { ...entry, payload: entry.payload + 1 }]),
);

const appendsForNobody = appending((context, entry) =>
  withLog(context, [...context.log, { ...entry, source: NOBODY }]),
);

const appendsTwice = appending((context, entry) => withLog(context, [...context.log, entry, entry]));

const dropsAgreedEntries: Mutation = (machine) =>
  machine.provide({ actions: { adoptMendedLog: assign({ log: [], agreed: 0, disputed: [] }) } });

const changesAgreedEntries: Mutation = (machine) =>
  machine.provide({
    actions: {
      adoptMendedLog: assign(({ context }: Args) => ({
        log: context.log.map(({ source, payload }) => ({ source, payload: payload + 1 })),
        disputed: [],
      })),
    },
  });

const acceptsAnything: Mutation = (machine) =>
  machine.provide({
    guards: {
      fits: ({ context, event }) =>
        event.type === 'RECEIVE' &&
        context.log.length < context.config.slots &&
        event.message.slot === context.log.length,
    },
  });

/** Enough for every witness. */
function small(bounds: Parameters<typeof optionsWith>[0] = {}): PublishedOptions {
  return optionsWith({ slots: 3, timeouts: 1, ...bounds });
}

function checkOf(
  mutation: Mutation,
  property: string,
  bounds: Parameters<typeof optionsWith>[0] = {},
): CheckResult {
  return check(publishedModel(mutated(small(bounds), mutation)), { properties: [property] });
}

describe('every property has a mutant that breaks it', () => {
  for (const { property, mutation, name } of [
    {
      property: 'Agreement',
      mutation: agreesWhatItSends,
      name: 'agrees what it sends at once, a slot too early',
    },
    { property: 'Agreement', mutation: acceptsAnything, name: 'compares no histories and knows no sources' },
    {
      property: 'MinorityHalt',
      mutation: agreesWhatItSends,
      name: 'agrees what it sends at once, a slot too early',
    },
    {
      property: 'Stability',
      mutation: dropsAgreedEntries,
      name: 'drops its agreed entries when it recovers',
    },
    {
      property: 'Stability',
      mutation: changesAgreedEntries,
      name: 'changes its agreed entries when it recovers',
    },
    { property: 'Validity', mutation: appendsWhatNobodySubmitted, name: 'appends what nobody submitted' },
    { property: 'Validity', mutation: appendsForNobody, name: 'appends what has no source' },
    { property: 'Integrity', mutation: appendsTwice, name: 'appends what it receives twice' },
  ]) {
    test(`${property} breaks if a host ${name}`, () => {
      const result = checkOf(mutation, property);
      expect(result).toMatchObject({ verdict: 'violated', property });
    });
  }

  test('the host as published breaks none of them in the same bounds', () => {
    const unchanged: Mutation = (machine) => machine;
    for (const property of PROPERTIES) expect(checkOf(unchanged, property).verdict).toBe('exhausted');
  });

  test('a mutant that agrees too early breaks neither Validity nor Integrity nor Stability', () => {
    for (const property of ['Validity', 'Integrity', 'Stability']) {
      expect(checkOf(agreesWhatItSends, property).verdict).toBe('exhausted');
    }
  });

  test('a receiver of 3 hosts may agree at once what it receives, since it and the source are two; of 5 it may not', () => {
    for (const property of ['Agreement', 'MinorityHalt']) {
      expect(checkOf(agreesWhatItReceives, property).verdict).toBe('exhausted');
      const five = checkOf(agreesWhatItReceives, property, { hosts: 5, losses: 4 });
      expect(five).toMatchObject({ verdict: 'violated', property });
    }
  });

  test('Agreement counts what a host agreed before a restart made it forget, even against itself', () => {
    const property = agreement(hostSlots(small()));
    const agrees = (...hosts: readonly LoneHost[]): boolean => {
      if (property.kind !== 'invariant') throw new Error('Agreement is an invariant');
      const [slot] = hostSlots(small());
      if (slot === undefined) throw new Error('there is a host');
      return property.holds(hosts.map(({ snapshot }) => property.view?.(snapshot, slot))) === true;
    };
    const hears = (host: LoneHost, first: string, second: string): LoneHost =>
      host
        .on({ type: 'RECEIVE', message: message('0,X', first) })
        .on({ type: 'RECEIVE', message: message(`1,${first}`, second) });
    const agreed = hears(loneHost(C, {}, { restart: 'amnesia' }), 'A', 'B');
    const forgot = agreed.on({ type: 'CRASH' }).on({ type: 'RESTART' });
    expect([agrees(agreed), agrees(forgot), agrees(agreed, forgot)]).toEqual([true, true, true]);
    expect(agrees(hears(forgot, 'B', 'A'))).toBe(false);
    expect(agrees(forgot, hears(loneHost(B), 'C', 'A'))).toBe(false);
  });

  test('Stability allows a restart with amnesia to forget, and nothing else to', () => {
    const options = optionsWith({ slots: 3, timeouts: 0, crashes: 1 }, { restart: 'amnesia' });
    expect(check(publishedModel(options), { properties: ['Stability'] }).verdict).toBe('exhausted');
    const mutant = publishedModel(mutated(options, dropsAgreedEntries));
    const result = check(mutant, { properties: ['Stability'] });
    expect(result).toMatchObject({ verdict: 'violated', property: 'Stability' });
    expect(result.counterexample?.steps.at(-1)?.rule.name).toBe('Recover');
  });
});

describe('every witness is reached where it can be, and only there', () => {
  const WITNESSES = { somethingAgreed, minorityHalts, slotFilledTwice, hostRecovers } as const;

  /** In how many steps a witness is first reached, whether or not the model asks for it; null if never. */
  function stepsTo(witness: keyof typeof WITNESSES, options: PublishedOptions): number | null {
    const model = publishedModel(options);
    const result = check({ ...model, properties: [WITNESSES[witness](hostsOf(model, options))] });
    return result.witnesses[0]?.run?.steps.length ?? null;
  }

  /** The slots of the hosts, which come first in the model. */
  function hostsOf(model: Model, { hosts }: PublishedOptions): readonly HostSlot[] {
    const isHost = (slot: AnySlot): slot is HostSlot => model.slots.indexOf(slot) < hosts;
    return model.slots.filter(isHost);
  }

  function witnessesOf({ properties }: Model): readonly string[] {
    const isWitness = ({ kind }: Property): boolean => kind === 'sometimes' || kind === 'sometimes-step';
    return properties.filter(isWitness).map(({ name }) => name);
  }

  const noFaults = small({ timeouts: 0, losses: 0 });

  test('something is agreed when the second host has spoken, and never where a log has one slot', () => {
    expect(stepsTo('somethingAgreed', noFaults)).toBe(2);
    expect(stepsTo('somethingAgreed', small({ slots: 1 }))).toBeNull();
  });

  test('a slot is filled twice after a time-out and a loss, and never without the one or the other', () => {
    expect(stepsTo('slotFilledTwice', small())).toBe(3);
    expect(stepsTo('slotFilledTwice', small({ timeouts: 0 }))).toBeNull();
    expect(stepsTo('slotFilledTwice', small({ losses: 0 }))).toBeNull();
    expect(stepsTo('slotFilledTwice', small({ losses: 0, partitions: 1 }))).toBe(4);
  });

  test('a host in error recovers after a loss, and never where nothing is lost', () => {
    expect(stepsTo('hostRecovers', small())).toBe(3);
    expect(stepsTo('hostRecovers', small({ timeouts: 0 }))).toBe(3);
    expect(stepsTo('hostRecovers', small({ losses: 0 }))).toBeNull();
  });

  test('a minority halts where it is cut off, with 3 hosts and with 5', () => {
    expect(stepsTo('minorityHalts', small())).not.toBeNull();
    expect(stepsTo('minorityHalts', small({ losses: 0, partitions: 1 }))).not.toBeNull();
    const five = small({ hosts: 5, slots: 4, timeouts: 0, losses: 0, partitions: 1 });
    expect(stepsTo('minorityHalts', five)).not.toBeNull();
  });

  test('a minority halts never where no host misses anything', () => {
    expect(stepsTo('minorityHalts', noFaults)).toBeNull();
  });

  test('a model asks only for the witnesses that its bounds allow', () => {
    const all = ['SomethingAgreed', 'MinorityRunsOut', 'SlotFilledTwice', 'HostRecovers'];
    expect(witnessesOf(publishedModel(small()))).toEqual(all);
    expect(witnessesOf(publishedModel(small({ losses: 0, partitions: 1 })))).toEqual(all);
    expect(witnessesOf(publishedModel(noFaults))).toEqual(['SomethingAgreed']);
    expect(witnessesOf(publishedModel(small({ losses: 0 })))).toEqual(['SomethingAgreed']);
  });
});
