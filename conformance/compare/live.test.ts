/** A core that runs is compared with a host of which one thing is another, and each has to be told by its name. */
import { describe, expect, test } from 'vitest';
import * as implementation from '../../impl/parts.js';
import type { Core, CoreState } from '../../impl/parts.js';
import type { Entry, Epoch } from '../../spec/exo/log.js';
import type { HostSnapshot } from '../../spec/exo/names.js';
import { compareLive } from './live.js';
import { LiveCore } from './live-core.js';
import { broadcast, gathered, HOSTS, led, ledDiskless, type Led } from './pair.test.helper.js';

function running(state: CoreState, isDiskless = false): Core {
  const { core } = new LiveCore(implementation, 0, HOSTS, undefined, isDiskless);
  core.load(state);
  return core;
}

/** The host with some of its context altered. */
function altered(spec: HostSnapshot, context: Partial<HostSnapshot['context']>): HostSnapshot {
  return Object.create(spec, {
    context: { value: { ...spec.context, ...context }, enumerable: true },
  }) as HostSnapshot;
}

function fieldOf({ core }: Led, spec: HostSnapshot): string | undefined {
  return compareLive(spec, running(core))?.field;
}

const NOTHING = led();
const SENT = led(...broadcast);
/** Host 0 has filled slot 0, and then host 1 slot 1. */
const HEARD = led(
  ...broadcast,
  {
    type: 'RECEIVE',
    message: { kind: 'entry', epoch: 0, slot: 1, source: 1, payload: 0, history: [0] },
  },
  { type: 'PERSISTED' },
);

/** The context with another last entry, which is written. */
function ending({ spec }: Led, last: Partial<Entry>): Partial<HostSnapshot['context']> {
  const { log, disk } = spec.context;
  const other = log.map((entry, slot) => (slot === log.length - 1 ? { ...entry, ...last } : entry));
  return { log: other, disk: { ...disk, log: other } };
}

/** The context with another epoch, which is written. */
function installing({ spec }: Led, epoch: Partial<Epoch>): Partial<HostSnapshot['context']> {
  const { installed, disk } = spec.context;
  if (installed === null) throw new Error('it is in no epoch');
  const other = { ...installed, ...epoch };
  return { installed: other, disk: { ...disk, installed: other } };
}

describe('compareLive', () => {
  test.each(gathered.map((_, length) => length))('finds both the same after %i events', (length) => {
    const pair = led(...gathered.slice(0, length));
    expect(compareLive(pair.spec, running(pair.core))).toBeNull();
  });

  test('holds that nobody has the token who is in no epoch yet, though it is the first in it', () => {
    const { spec, core } = led(...gathered, { type: 'BEGIN' });
    expect(spec.context.installed?.number).toBe(3);
    expect(compareLive(spec, running(core))).toBeNull();
  });

  test('finds both the same in the life of a host that has restarted without a disk', () => {
    const { spec, core } = ledDiskless({ type: 'CRASH' }, { type: 'RESTART' });
    expect(compareLive(spec, running(core, true))).toBeNull();
  });

  test.each<[field: string, pair: Led, context: Partial<HostSnapshot['context']>]>([
    ['promised', SENT, { promised: 1 }],
    ['length of log', SENT, { log: [] }],
    ['agreed', SENT, { agreed: 1 }],
    ['delivered', SENT, { delivered: 1 }],
    ['written', SENT, { disk: { ...SENT.spec.context.disk, log: [] } }],
    ['holds the token', NOTHING, installing(NOTHING, { members: [1, 2] })],
    ['holds the token', HEARD, installing(HEARD, { base: 2 })],
    ['is last sender', SENT, ending(SENT, { source: 1 })],
    ['is last sender', SENT, installing(SENT, { number: 3 })],
    ['is last sender', HEARD, ending(HEARD, { source: 0 })],
    ['epoch of the last entry', HEARD, ending(HEARD, { epoch: 7 })],
    ['digest of the history', HEARD, ending(HEARD, { source: 2 })],
    ['last payloads', HEARD, ending(HEARD, { payload: 1 })],
    ['last payloads', SENT, ending(SENT, { payload: null })],
  ])('tells %s', (field, pair, context) => {
    expect(fieldOf(pair, altered(pair.spec, context))).toBe(field);
  });

  test('tells whether a payload waits only where hosts count theirs', () => {
    const { context } = NOTHING.spec;
    const counting = { config: { ...context.config, isBusy: false } };
    expect(fieldOf(NOTHING, altered(NOTHING.spec, counting))).toBeUndefined();
    expect(fieldOf(NOTHING, altered(NOTHING.spec, { ...counting, queue: [0] }))).toBe('has a payload');
    expect(fieldOf(NOTHING, altered(NOTHING.spec, { queue: [0] }))).toBeUndefined();
  });

  test('tells who is last sender of an epoch only while no member has begun a newer life', () => {
    const { spec, core } = ledDiskless(...broadcast, {
      type: 'ANNOUNCE',
      packet: { kind: 'announce', from: 1, life: 1, nonce: 1 },
    });
    expect(compareLive(spec, running(core, true))).toBeNull();
    const { lives } = spec.context;
    const unaware = altered(spec, { lives: lives && { ...lives, known: [0, 0, 0] } });
    expect(compareLive(unaware, running(core, true))?.field).toBe('is last sender');
  });
});
