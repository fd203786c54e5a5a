import { describe, expect, test } from 'vitest';
import type { Packet } from '../core/records.js';
import { hostOptions } from '../options.js';
import { MemoryStorage } from '../storage/memory-storage.js';
import { firstStored } from '../storage/stored-state.js';
import { frameAfter, imageOf, markOf, type TestEntry } from '../testing/entries.js';
import { CONFIGURATION_AT } from '../wire/layout.js';
import { sealFrame } from '../wire/frame.js';
import { Host } from './host.js';
import type { HostPort } from './port.js';

const HOSTS = 3;
const NOTHING = (): void => undefined;
const entries: readonly TestEntry[] = [0, 1, 2, 0].map((source, slot) => ({
  epoch: 0,
  source,
  firstNumber: source === 1 ? null : slot,
}));

/** Host 1 over a storage, with what of its port a test looks at. */
function startedHost(storage: MemoryStorage, port: Partial<HostPort>): Host {
  const rest: HostPort = {
    ...{ broadcast: NOTHING, resend: NOTHING, send: NOTHING, setTimer: NOTHING, failed: NOTHING },
    ...{ deliver: NOTHING, restore: NOTHING },
  };
  const options = hostOptions({ hosts: HOSTS, self: 1 });
  const host = new Host({ options, storage, port: { ...rest, ...port }, random: () => 0.5 });
  host.start();
  return host;
}

/** Host 1, whose disk is done with a flush when the test says so, and what it tells its application. */
function slow(): { readonly host: Host; readonly told: string[]; readonly flushed: () => void } {
  const told: string[] = [];
  const flushes: (() => void)[] = [];
  const storage = new MemoryStorage(firstStored(HOSTS), (run) => flushes.push(run));
  const host = startedHost(storage, {
    deliver: ({ slot }) => {
      // A host that goes round here would never come back.
      if (told.length > 9) throw new Error('an application is given each payload once');
      told.push(`slot ${slot}`);
    },
    restore: (slot) => told.push(`snapshot of ${slot}`),
  });
  return { host, told, flushed: () => flushes.shift()?.() };
}

function frameOf(slot: number, { view }: Host): Uint8Array {
  const words = frameAfter(entries.slice(0, slot), entries[slot] as TestEntry, HOSTS);
  words[CONFIGURATION_AT] = view.configuration;
  sealFrame(words, 0);
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}

/** The running epoch, with a snapshot of the first `slot` entries. */
function installOf(slot: number): Packet {
  const epoch = { number: 0, members: Uint8Array.of(0, 1, 2), base: 0, snapshot: 0 };
  const log = imageOf(entries.slice(0, slot), HOSTS, { from: slot, snapshot: Uint8Array.of(7) });
  return { kind: 'install', from: 0, epoch, log: { ...log, mark: markOf(entries.slice(0, slot), HOSTS) } };
}

describe('what is agreed', () => {
  test('is given as a snapshot where one takes its place before it is delivered, when that is written', () => {
    const { host, told, flushed } = slow();
    host.frame(frameOf(0, host));
    expect(host.view.log.length).toBe(2);
    host.packet(installOf(3));
    // Both entries are written: the first is agreed now, and the snapshot, which has waited, is taken.
    flushed();
    expect([host.view.agreed, host.view.log.start]).toEqual([1, 3]);
    expect(told).toEqual([]);
    flushed();
    expect(told).toEqual(['snapshot of 3']);
    expect([host.view.agreed, host.view.delivered]).toEqual([3, 3]);
    host.frame(frameOf(3, host));
    flushed();
    expect(told).toEqual(['snapshot of 3', 'slot 3']);
  });

  test('is delivered once the application has all payloads of it, and compacted after that', () => {
    const seen: unknown[] = [];
    const host = startedHost(new MemoryStorage(firstStored(HOSTS)), {
      deliver: ({ slot, number }) => {
        const { delivered, log } = host.view;
        seen.push([slot, number, delivered, log.start]);
        host.compact(slot + 1, Uint8Array.of(number));
      },
    });
    const payloads = [Uint8Array.of(1), Uint8Array.of(2)];
    const words = frameAfter([], { epoch: 0, source: 0, firstNumber: 0, payloads }, HOSTS);
    words[CONFIGURATION_AT] = host.view.configuration;
    sealFrame(words, 0);
    host.frame(new Uint8Array(words.buffer));
    expect(seen).toEqual([
      [0, 0, 0, 0],
      [0, 1, 0, 0],
    ]);
    expect([host.view.delivered, host.view.log.start]).toEqual([1, 1]);
  });
});
