/** The power of the judge: for each property, a cluster with a host in it that breaks it, and the verdict on that. */
import { describe, expect, it } from 'vitest';
import type { Core } from '../core/core.js';
import { coreOf } from '../testing/core-of.js';
import type { Delivery, HostPort } from '../host/port.js';
import type { Storage } from '../storage/storage.js';
import { TRAILER_BYTES } from '../wire/authentication.js';
import type { SimulationHooks } from './world.js';
import { PROPERTIES, type ViolatedProperty } from './judge.js';
import type { SimulationOptions } from './options.js';
import { simulate } from './simulate.js';

/** Enough of everything for each kind of fault, and over soon. */
const SMALL: Partial<SimulationOptions> = {
  durationMs: 300,
  delayMs: [0.1, 0.3],
  settleMs: 2_000,
  waiting: 2,
  downMs: [5, 50],
};
const CRASHES: Partial<SimulationOptions> = { crashes: 4, storage: 'disk', diskMs: [0.1, 0.5] };

interface Sabotage {
  readonly what: string;
  readonly property: ViolatedProperty;
  readonly says: RegExp;
  readonly options?: Partial<SimulationOptions>;
  readonly hooks: SimulationHooks;
}

/** A port that delivers in another way; at one host, or at all. */
function delivering(
  change: (delivery: Delivery, deliver: (delivery: Delivery) => void) => void,
  only: number | null = null,
): SimulationHooks {
  return {
    port: (port, self) =>
      only === null || only === self
        ? changed(port, { deliver: (delivery) => change(delivery, (one) => port.deliver(one)) })
        : port,
  };
}

/** The same object, with some of its methods replaced. */
function changed<T extends object>(whole: T, methods: Partial<T>): T {
  return new Proxy(whole, {
    get: (target, name) => {
      const value: unknown = Reflect.get(methods, name) ?? Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** Does something to the core of host B, after a step of that name. */
function afterStep(
  action: string,
  times: number,
  act: (core: Core & { majority: number }) => void,
): SimulationHooks {
  let seen = 0;
  return {
    onHost: (host, self) => {
      if (self !== 1) return;
      const core = coreOf(host);
      core.trace = (name) => {
        if (name === action && (seen += 1) >= times) act(core);
      };
    },
  };
}

/** Delivers one payload of A later than the next one of somebody else, or than its next one. */
function late(isOvertaken: (by: Delivery, held: Delivery) => boolean): SimulationHooks {
  let held: Delivery | null = null;
  let count = 0;
  return delivering((delivery, deliver) => {
    count += 1;
    if (count === 40) {
      held = { ...delivery, payload: delivery.payload.slice() };
      return;
    }
    deliver(delivery);
    if (held !== null && isOvertaken(delivery, held)) {
      deliver(held);
      held = null;
    }
  }, 1);
}

const SABOTAGES: readonly Sabotage[] = [
  {
    what: 'delivers two payloads of different hosts the other way round',
    property: 'Agreement',
    says: /where others had another one|after one of slot/,
    hooks: late(({ source }, held) => source !== held.source),
  },
  {
    what: 'delivers from another slot than others',
    property: 'Agreement',
    says: /where others had another one/,
    hooks: delivering((delivery, deliver) => deliver({ ...delivery, slot: delivery.slot + 1 }), 1),
  },
  {
    what: 'goes back behind what it has delivered',
    property: 'Stability',
    says: /^B had delivered \d+ entries, and now \d+$/,
    hooks: afterStep('Deliver', 20, (core) => {
      core.agreed = core.delivered = core.delivered - 2;
    }),
  },
  {
    what: 'delivers a byte that is another one',
    property: 'Validity',
    says: /^B delivers other bytes than were submitted/,
    hooks: delivering((delivery, deliver) => {
      const payload = delivery.payload.slice();
      payload[63] = (payload[63] ?? 0) ^ 1;
      deliver({ ...delivery, payload });
    }, 1),
  },
  {
    what: 'delivers what nobody has submitted',
    property: 'Validity',
    says: /payload 1000000 of [ABC] in slot \d+, which was never submitted$/,
    hooks: delivering((delivery, deliver) => {
      deliver(delivery);
      deliver({ ...delivery, number: 1_000_000 });
    }),
  },
  {
    what: 'delivers everything twice, as all do',
    property: 'Integrity',
    says: /once more$/,
    hooks: delivering((delivery, deliver) => {
      deliver(delivery);
      deliver(delivery);
    }),
  },
  {
    what: 'leaves out a payload, as all do',
    property: 'Fifo',
    says: /payload \d+ of B in slot \d+ before one that was submitted earlier$/,
    hooks: delivering((delivery, deliver) => {
      if (delivery.source !== 1 || delivery.number !== 5) deliver(delivery);
    }),
  },
  {
    what: 'takes one host less for a majority',
    property: 'MinorityHalt',
    says: /^the entry of slot \d+ is agreed, and on 2 disks where it has to be on 3$/,
    options: { hosts: 5 },
    hooks: { onHost: (host) => Object.assign(coreOf(host), { majority: 2 }) },
  },
  {
    what: 'broadcasts what its disk does not have yet',
    property: 'WriteAhead',
    says: /^B sends slot \d+, which is not on its disk$/,
    options: { storage: 'disk', diskMs: [1, 1] },
    hooks: afterStep('Append', 5, (core) => {
      Object.defineProperty(core, 'isWritten', { value: true });
      core.broadcast();
    }),
  },
  {
    what: 'fills the slots of others, too',
    property: 'OneProposal',
    says: /^[ABC] sends an entry for slot \d+ of epoch 0, for which there was another one$/,
    hooks: afterStep('Receive', 5, (core) => Object.assign(core, { turn: 1 })),
  },
  {
    what: 'has a disk that says to have flushed, and has not',
    property: 'Durability',
    says: /^after a crash the disk of [ABC] has lost/,
    options: CRASHES,
    hooks: { storage: (storage) => changed(storage, { flush: (done) => done(null) }) },
  },
  {
    what: 'has a disk that forgets the last entry in a crash',
    property: 'Durability',
    says: /^after a crash the disk of [ABC] has lost entries \d+ to \d+$/,
    options: { crashes: 4 },
    hooks: { storage: withoutLastEntry },
  },
  {
    what: 'has a disk that forgets which payload numbers it has used',
    property: 'Durability',
    says: /payload numbers/,
    options: { crashes: 4 },
    hooks: {
      storage: (storage) => changed(storage, { load: () => ({ ...storage.load(), reserved: 0 }) }),
    },
  },
  {
    what: 'is given another snapshot than was made',
    property: 'Snapshot',
    says: /^[ABC] is given a snapshot of slot \d+ that is not what others made of that$/,
    options: { ...CRASHES, application: 'forgets', compactEvery: 20 },
    hooks: {
      port: (port) =>
        changed(port, {
          restore: (slot, snapshot) =>
            port.restore(
              slot,
              snapshot.map((byte) => byte ^ 1),
            ),
        }),
    },
  },
  {
    what: 'compacts the base of a running epoch',
    property: 'Base',
    says: /^[ABC] compacts \d+ entries, of which 0 may be$/,
    options: { crashes: 3, downMs: [60, 90], compactEvery: 1, compactMs: [0.1, 1], host: { takeoverMs: 25 } },
    hooks: {
      onHost: (host) => {
        const core = coreOf(host);
        const taken = core.takeWrites.bind(core);
        core.takeWrites = (writer) =>
          taken(
            changed(writer, {
              install: (epoch, log) => writer.install({ ...epoch, base: 2 ** 40, snapshot: 0 }, log),
            }),
          );
      },
    },
  },
  {
    what: 'opens a message again',
    property: 'Replay',
    says: /^[ABC] opens once more message \d+ of life 1 of [ABC]$/,
    options: { authentication: 'on', duplicates: 0.1 },
    hooks: {
      opener: () => ({
        open: (sealed) => ({
          kind: 'opened',
          sender: 0,
          message: sealed.subarray(0, sealed.length - TRAILER_BYTES),
        }),
      }),
    },
  },
  {
    what: 'refuses a message that is new',
    property: 'Replay',
    says: /^[ABC] refuses to open message \d+ of life 1 of [ABC]$/,
    options: { authentication: 'on' },
    hooks: {
      opener: (opener) => {
        let count = 0;
        return {
          open: (sealed) => {
            const opened = opener.open(sealed);
            return (count += 1) === 10 ? { kind: 'refused', reason: 'repeated' } : opened;
          },
        };
      },
    },
  },
  {
    what: 'takes frames whatever their checksum says',
    property: 'Checksum',
    says: /^[ABC] takes a frame of which bits were changed$/,
    options: { corruption: 0.05 },
    hooks: { onHost: (host) => Object.assign(host, { frame: () => undefined }) },
  },
  {
    what: 'agrees on entries before they are written',
    property: 'Sound',
    says: /^B has delivered (\d+) entries, of \d+ agreed and \d+ written$/,
    options: { storage: 'disk', diskMs: [1, 1] },
    hooks: afterStep('Receive', 5, (core) => {
      core.agreed = core.log.length;
    }),
  },
  {
    what: 'throws',
    property: 'Sound',
    says: /^out of order, thrown at judge\.test\.ts:\d+$/,
    hooks: afterStep('Deliver', 20, () => {
      throw new Error('out of order');
    }),
  },
];

/** A storage that was opened after a crash, and has lost an entry. */
function withoutLastEntry(storage: Storage): Storage {
  const { log, ...rest } = storage.load();
  const from = log.mark.length;
  if (log.length === from) return storage;
  const words = new Int32Array(log.frames.slice().buffer);
  let at = 0;
  for (let slot = from; slot < log.length - 1; slot++) at += 12 + ((words[at + 11] ?? 0) >>> 2);
  const less = { ...log, length: log.length - 1, frames: log.frames.slice(0, 4 * at) };
  return changed(storage, { load: () => ({ ...rest, log: less }) });
}

describe('a cluster is blamed if a host', () => {
  it.each(SABOTAGES)('$what: $property', ({ property, says, options, hooks }) => {
    const result = simulate({ ...SMALL, ...options }, hooks);
    expect(result).toMatchObject({ verdict: 'violated', property });
    expect(result.reason).toMatch(says);
  });

  it('breaks any property that there is', () => {
    const broken = new Set(SABOTAGES.map(({ property }) => property));
    expect([...broken].sort()).toEqual(Object.keys(PROPERTIES).sort());
  });
});

describe('a cluster is not blamed', () => {
  it.each(SABOTAGES)('for the same run if no host $what', ({ options }) => {
    expect(simulate({ ...SMALL, ...options })).toMatchObject({
      verdict: 'agreed',
      property: null,
      reason: null,
    });
  });

  it('for what a port or a storage does that is only passed through', () => {
    const untouched = simulate({ ...SMALL, ...CRASHES });
    const passed = simulate(
      { ...SMALL, ...CRASHES },
      {
        port: (port): HostPort => changed(port, {}),
        storage: (storage) => changed(storage, {}),
      },
    );
    expect(passed.digest).toBe(untouched.digest);
  });
});
