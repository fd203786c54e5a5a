/** Whatever these models can be found to violate says in words what shows it: slot, values, hosts, cause. */
import { describe, expect, test } from 'vitest';
import type { Finding, Model, Property } from '../checker/index.js';
import { evidenceText } from '../traces/index.js';
import { exoModel } from '../spec/exo/model.js';
import { ALL_REDUCTIONS } from '../spec/exo/options.js';
import { offloadModel } from '../spec/offload/model.js';
import type { OffloadOptions } from '../spec/offload/options.js';
import { withHostProperties } from '../spec/published/host-properties.js';
import { publishedModel } from '../spec/published/model.js';
import { exoOptions } from '../spec/testing/exo-options.js';
import { literalOptions, optionsWith } from '../spec/testing/options.js';

const DISKLESS = ALL_REDUCTIONS.filter((name) => name !== 'persist' && name !== 'restart');
const FAULTS = { timeouts: 1, losses: 1, partitions: 1, crashes: 1 } as const;
const SPLIT = {
  ...{ hosts: 3, slots: 2, epochs: 2, medium: 'receive-any', resets: 1 },
  ...{ split: 1, fifo: 1, queue: 1, window: 'inf', c2: 'late' },
} as const satisfies Partial<OffloadOptions>;

/** Every model whose properties differ from those of another. */
const MODELS: readonly Model[] = [
  withHostProperties(publishedModel(optionsWith(FAULTS)), 3),
  publishedModel(optionsWith({ ...FAULTS, partitions: 0, medium: 'async' })),
  publishedModel(literalOptions({ hosts: 3, slots: 2, timeouts: 1, losses: 1 })),
  exoModel(exoOptions({ ...FAULTS, payloads: 1 })),
  exoModel(exoOptions({ ...FAULTS, payloads: 'inf' }, [])),
  exoModel(exoOptions({ ...FAULTS, recovery: 'repaired' }, ['persist', 'restart'])),
  offloadModel({ ...SPLIT, ...FAULTS, payloads: 'inf', reductions: ALL_REDUCTIONS }),
  offloadModel({ ...SPLIT, ...FAULTS, payloads: 1, reductions: DISKLESS, recovery: 'repaired', c2: 'early' }),
];

const A0 = { epoch: 0, source: 0, payload: 0 };
const B1 = { epoch: 1, source: 1, payload: 0 };
const A2 = { epoch: 1, source: 0, payload: 2 };
const FILLED = { slot: 0, source: 0, payload: 0 };

interface Broken {
  readonly name: string;
  /** What is seen of a group; of a step after it. */
  readonly views: readonly unknown[];
  /** Of a step, what was seen before it. */
  readonly before?: readonly unknown[];
  readonly action?: string;
  readonly says: string;
}

const PUBLISHED: readonly Broken[] = [
  {
    name: 'Agreement',
    views: [[FILLED], [{ ...FILLED, source: 1 }]],
    says: 'Slot 0 is agreed as A0 at A and as B0 at B.',
  },
  {
    name: 'Stability',
    before: [{ log: [FILLED], restart: 'all' }],
    views: [{ log: [], restart: 'all' }],
    says: 'Slot 0 is agreed as A0 at A; it is no longer: nothing is there now.',
  },
  {
    name: 'Validity',
    views: [
      { agreed: [FILLED], self: 1, submitted: 0 },
      { agreed: [], self: 0, submitted: 0 },
    ],
    says: 'Slot 0 is agreed as A0 at A; A has submitted 0 payloads, and none of this number.',
  },
  {
    name: 'Integrity',
    views: [[FILLED, FILLED]],
    says: 'Slot 1 is agreed as A0 at A; it is in slot 0 already.',
  },
  {
    name: 'MinorityHalt',
    views: [
      { agreed: [FILLED], held: [FILLED] },
      { agreed: [], held: [] },
      { agreed: [], held: [] },
    ],
    says: 'Slot 0 is agreed as A0 at A; only A has ever held it, and 2 must.',
  },
  {
    name: 'ErrorWhileDisputed',
    views: [{ up: { log: 'inError' }, isDisputed: false }],
    says: 'An error at A; nothing is kept in dispute there.',
  },
  {
    name: 'DisputesContradict',
    views: [{ isDisputed: true, isContradicted: false }],
    says: 'A dispute at A; nothing of what is kept in it contradicts the log.',
  },
  {
    name: 'AssumesUntilHeard',
    before: [{ isUp: true, isAssuming: true, known: '' }],
    views: [{ isUp: true, isAssuming: false, known: '' }],
    says: 'A token given up at A; nothing was sent or heard since it was assumed.',
  },
  {
    name: 'RepeatsOwn',
    before: [false, false, false, 1],
    views: [false, false, false, 0],
    action: 'Repeat',
    says: 'A message that is repeated at A, B, C; no host that is in step has sent the last entry of its log.',
  },
];

const COMPLETED: readonly Broken[] = [
  {
    name: 'Agreement',
    views: [[[A0]], [[B1]]],
    says: 'Slot 0 is agreed as A0.0 at A and as B1.0 at B.',
  },
  {
    name: 'Stability',
    before: [{ log: [A0], agreed: 1, hasForgotten: false }],
    views: [{ log: [B1], agreed: 1, hasForgotten: false }],
    says: 'Slot 0 is agreed as A0.0 at A; it is no longer: B1.0 is there now.',
  },
  {
    name: 'Validity',
    views: [
      { agreed: [A0], self: 0, submitted: 0, boots: 0 },
      { agreed: [], self: 0, submitted: 0, boots: 0 },
    ],
    says: 'Slot 0 is agreed as A0.0 at A; A has submitted 0 payloads.',
  },
  {
    name: 'Validity',
    views: [
      { agreed: [A2], self: 0, submitted: 'inf', boots: 0 },
      { agreed: [], self: 0, submitted: 'inf', boots: 0 },
    ],
    says: 'Slot 0 is agreed as A1.2 at A; A has not submitted it, or others before it.',
  },
  {
    name: 'Integrity',
    views: [[A0, { ...A0, epoch: 2 }]],
    says: 'Slot 1 is agreed as A2.0 at A; its payload is agreed in slot 0 already.',
  },
  {
    name: 'Fifo',
    views: [[A2, A0]],
    says: 'Slot 1 is agreed as A0.0 at A; A1.2, which A submitted later, is agreed in slot 0.',
  },
  {
    name: 'DeliveredAscends',
    before: [{ delivered: 2, hasForgotten: false }],
    views: [{ delivered: 1, hasForgotten: false }],
    says: 'Slot 1: no longer delivered at A; 2 entries were, and 1 is now.',
  },
  {
    name: 'FollowsInstalled',
    views: [{ isUp: true, isIn: true, isInstalled: false }],
    says: 'A state within an epoch at A; no epoch is installed there.',
  },
  {
    name: 'GathersWhilePreparing',
    views: [{ isPreparing: false, gathers: true }],
    says: 'Promises that are kept at A; no takeover is prepared there.',
  },
  {
    name: 'PreparesOwn',
    views: [{ promised: 4, starter: 1 }],
    says: 'Epoch 4 in preparation at A; it is for B to start.',
  },
  {
    name: 'StarterIsMember',
    views: [{ number: 4, starter: 1 }],
    says: 'Epoch 4 installed at A; its starter, B, is no member of it.',
  },
  {
    name: 'AgreedAscends',
    before: [{ agreed: 1, hasForgotten: false }],
    views: [{ agreed: 0, hasForgotten: false }],
    action: 'Receive',
    says: 'Slot 0: no longer known to be agreed at A; 1 entry was, and 0 are now.',
  },
];

/** What a disk has, and what a host is. */
const DISK = { promised: 1, log: [], delivered: 0, installed: null };

const OF_DISKS: readonly Broken[] = [
  {
    name: 'MinorityHalt',
    views: [
      { agreed: 1, log: [A0] },
      { agreed: 0, log: [] },
      { agreed: 0, log: [] },
    ],
    says: 'Slot 0 is agreed as A0.0 at A; only A has it on a disk, and 2 must.',
  },
  {
    name: 'CrashLeavesDisk',
    before: [{ disk: DISK }],
    views: [{ current: { ...DISK, promised: 2 }, agreed: 0, provenAgreed: 0, volatile: false }],
    action: 'Crash',
    says: 'Promised epoch 2 at A; after a crash it is to be 1, as the disk has it.',
  },
];

const OF_LIVES: readonly Broken[] = [
  {
    name: 'MinorityHalt',
    before: [{ agreed: [[]] }, { agreed: [[]] }, { agreed: [[]] }],
    views: [
      { agreed: [[A0]], log: [A0], life: 0, members: [0, 0, 0] },
      { agreed: [[]], log: [], life: 0, members: [] },
      { agreed: [[]], log: [], life: 0, members: [] },
    ],
    says: 'Slot 0 is agreed as A0.0 at A; only A can have had it since its epoch began, and 2 must.',
  },
  {
    name: 'CrashLeavesNothing',
    views: ['a log, a queue'],
    says: 'A log, a queue at A; a crash leaves nothing of a host without a disk.',
  },
  {
    name: 'KnowsRealLives',
    views: [
      { isOut: false, life: 0, known: [0, 1, 0], members: [] },
      { isOut: false, life: 0, known: [0, 0, 0], members: [] },
      { isOut: false, life: 0, known: [0, 0, 0], members: [] },
    ],
    says: 'Life 1 of B known at A; B is in life 0.',
  },
  {
    name: 'AnswersAreToThisLife',
    views: [{ nonce: 1, life: 2 }],
    says: 'An answer to life 1 counted at A; the host asks in life 2.',
  },
];

const OF_OFFLOAD: readonly Broken[] = [
  {
    name: 'SubmittedExactly',
    before: [{ pending: [], life: 0 }, [], { queue: [], own: [], self: 0 }],
    views: [{ pending: [], life: 0 }, [100], { queue: [], own: [], self: 0 }],
    says: 'Payload 0 of A (life 1 of its driver) at c1A; it is put on C1, and the driver does not keep it.',
  },
  {
    name: 'DeliveredPrefix',
    views: [[A0], [[B1]]],
    says: 'Slot 0 is delivered or agreed as A0.0 at driverA and as B1.0 at A.',
  },
  {
    name: 'DeliveredIsAgreed',
    views: [[A0], [[]]],
    says: 'Slot 0 is delivered as A0.0 at driverA; at its engine nothing is agreed there.',
  },
  {
    name: 'DeliveredStays',
    before: [[A0]],
    views: [[]],
    says: 'Slot 0 is delivered as A0.0 at driverA; it is no longer: the application has nothing there now.',
  },
  {
    name: 'EngineNeverWaits',
    views: [2],
    says: 'Slot 2: left empty at A; the engine has the token and room for an entry, and waits.',
  },
  {
    name: 'KeepsRoom',
    before: [{ queue: 0, epoch: 0, length: 0, delivered: 0 }, 0],
    views: [{ queue: 2, epoch: 0, length: 0, delivered: 0 }, 0],
    action: 'TakeC1',
    says: '2 payloads queued at A; the queue has room for 1.',
  },
  {
    name: 'NothingTwice',
    views: [{ queue: [0], agreed: [], self: 0 }, [0]],
    says: 'Payload 0 of A at A, c1A; it is there twice, in queue and C1 together.',
  },
  {
    name: 'LetsGo',
    views: [{ kept: 0, self: 0 }],
    says: 'Payload 0 of A at driverA; the driver keeps it, and knows that it or a later one is agreed.',
  },
  {
    name: 'NumbersAscend',
    views: [2, 1],
    says: 'Number 1, the next to be given, at driverA; its engine has taken numbers up to 1 already.',
  },
  {
    name: 'CompactsDelivered',
    before: [{ epoch: 0, length: 1, delivered: 0 }, 0],
    views: [{ epoch: 0, length: 1, delivered: 1 }, 0],
    action: 'Acknowledge',
    says: 'Slot 0: compacted at A; the application has 0 entries.',
  },
];

/** What is seen of these are whole snapshots: counterexamples show them. */
const BY_TRACES: readonly string[] = ['AtRest'];

describe('every property says in words what shows that it is broken', () => {
  test.each(MODELS.map((model, i) => [`${model.name}, ${i + 1}`, model] as const))('%s', (_, model) => {
    const rows = rowsFor(model);
    for (const property of model.properties) {
      if (property.kind !== 'invariant' && property.kind !== 'step') continue;
      if (BY_TRACES.includes(property.name)) continue;
      const broken = rows.filter(({ name }) => name === property.name);
      expect(broken, `${property.name} has no row in this test`).not.toEqual([]);
      const told = broken.map((row) => [row.name, sentenceOf(property, row)]);
      // Applications count what they submit, or always have one more: the rows of one model are of either kind.
      for (const [i, [name, sentence]] of told.entries())
        expect([name, sentence]).toEqual([name, broken[i]?.says]);
    }
  });

  test('a possibility that is gone says what each host waits for', () => {
    const possibilities = MODELS.flatMap((model) => model.possibilities ?? []);
    expect(possibilities.length).toBeGreaterThan(0);
    expect(possibilities.filter(({ evidence }) => evidence === undefined)).toEqual([]);
  });
});

function rowsFor({ name, properties }: Model): readonly Broken[] {
  if (name === 'published') return PUBLISHED;
  const isDiskless = properties.some((one) => one.name === 'CrashLeavesNothing');
  return [...COMPLETED, ...(isDiskless ? OF_LIVES : OF_DISKS), ...OF_OFFLOAD];
}

function sentenceOf(property: Property, { views, before, action = 'Step' }: Broken): string {
  const { over, kind, holds } = property as Property & {
    readonly holds: (...views: readonly unknown[]) => boolean | Finding;
  };
  const finding = kind === 'step' ? holds(before, views, action) : holds(views);
  if (typeof finding === 'boolean') return String(finding);
  const { at, ...rest } = finding;
  // A group in which nothing stands twice, so that places are hosts by their names.
  const group = over.find((slots) => new Set(slots).size === slots.length) ?? over[0] ?? [];
  return evidenceText({
    ...rest,
    hosts: at.map((places) => places.map((place) => group[Number(place)]?.name ?? '')),
  });
}
