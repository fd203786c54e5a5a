import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Stored } from '../core/records.js';
import { unreachable } from '../../errors/index.js';
import { untilMet } from '../../errors/testing/until-met.js';
import { DiskStorage } from './disk-storage.js';
import { type Intent, intents, writeFor } from './intents.test.helper.js';
import { SimulatedDisk, type DiskFault } from './simulated-disk.js';
import { firstStored } from './stored-state.js';
import { after, CONFIGURATION, give, HOSTS, textOf } from './writes.test.helper.js';

const first = firstStored(HOSTS);
const options = { hosts: HOSTS, self: 0, configuration: CONFIGURATION, segmentBytesMax: 2_048 };

type Step =
  | { readonly kind: 'write'; readonly intent: Intent }
  | { readonly kind: 'flush' }
  /** The disk does one thing of what it has been asked. */
  | { readonly kind: 'run' }
  /** The machine stops, and starts again. */
  | { readonly kind: 'crash' }
  /** The process ends, and starts again. */
  | { readonly kind: 'kill' }
  | { readonly kind: 'fault'; readonly fault: DiskFault | null };

/** A host's disk, with all that is known of what has to be on it. */
class Machine {
  readonly disk: SimulatedDisk;
  /** Called back: flushes that succeeded, and that did not. */
  readonly calls = { succeeded: 0, failed: 0 };
  storage: DiskStorage;
  /** What has been written, state by state, from what was stored when the disk was opened. */
  private states: Stored[] = [first];
  /** How many of the writes are known to be durable. */
  private durable = 0;
  private scheduled: (() => void)[] = [];

  constructor(seed: number, rots = false) {
    this.disk = new SimulatedDisk({ seed, rots, schedule: (_, call) => this.scheduled.push(call) });
    this.storage = this.open();
  }

  do(step: Step): void {
    switch (step.kind) {
      case 'write':
        return this.write(step.intent);
      case 'flush':
        return this.flush();
      case 'run':
        return this.scheduled.shift()?.();
      case 'crash':
        this.disk.crash();
        return this.reopen();
      case 'kill':
        this.disk.endProcess();
        return this.reopen();
      case 'fault':
        this.disk.fault = step.fault;
        return;
      default:
        unreachable(step);
    }
  }

  /** Runs all that the disk is to do. */
  settle(): void {
    while (this.scheduled.length > 0) this.scheduled.shift()?.();
  }

  get pending(): number {
    return this.scheduled.length;
  }

  private get written(): Stored {
    return this.states.at(-1) ?? first;
  }

  private write(intent: Intent): void {
    const write = writeFor(this.written, intent);
    try {
      give(this.storage, write);
      this.states.push(after(this.written, write));
    } catch (error) {
      expect(error).toMatchObject({ code: 'EXO423' });
    }
  }

  private flush(): void {
    const count = this.states.length - 1;
    this.storage.flush((error) => {
      if (error === null) {
        this.calls.succeeded += 1;
        this.durable = Math.max(this.durable, count);
      } else {
        this.calls.failed += 1;
        expect(error).toMatchObject({ code: 'EXO423' });
      }
    });
  }

  /** Opens the disk; if that fails because of a fault, the machine crashes once more, and the fault is mended. */
  private reopen(): void {
    try {
      this.storage = this.open();
    } catch (error) {
      expect(error).toMatchObject({ code: 'EXO423' });
      this.disk.fault = null;
      this.disk.crash();
      this.storage = this.open();
    }
  }

  /** What is loaded is what was stored after some of the writes, among them all that had to be durable. */
  private open(): DiskStorage {
    this.scheduled = [];
    const storage = DiskStorage.open(this.disk.mount(), options);
    const loaded = storage.load();
    const texts = this.states.map(textOf);
    expect(texts.slice(this.durable)).toContain(textOf(loaded));
    this.states = [loaded];
    this.durable = 0;
    return storage;
  }
}

const faults: fc.Arbitrary<DiskFault | null> = fc.oneof(
  fc.record({ kind: fc.constant('full' as const), bytes: fc.integer({ min: 500, max: 9_000 }) }),
  fc.record({
    kind: fc.constantFrom('write' as const, 'sync' as const),
    count: fc.integer({ min: 0, max: 5 }),
  }),
  fc.constant(null),
);

const healthySteps: readonly fc.WeightedArbitrary<Step>[] = [
  { weight: 8, arbitrary: intents.map((intent): Step => ({ kind: 'write', intent })) },
  { weight: 4, arbitrary: fc.constant<Step>({ kind: 'flush' }) },
  { weight: 8, arbitrary: fc.constant<Step>({ kind: 'run' }) },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'crash' }) },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'kill' }) },
];
const healthy = fc.oneof(...healthySteps);
const faulty = fc.oneof(...healthySteps, {
  weight: 1,
  arbitrary: faults.map((fault): Step => ({ kind: 'fault', fault })),
});
const seeds = fc.integer({ min: 0, max: 2 ** 31 });

describe('a disk storage', () => {
  it(
    'has after crashes a prefix of what was written, with all that was flushed',
    { tags: 'long' },
    async () => {
      const seen = { succeeded: 0 };
      const round = (): void =>
        fc.assert(
          fc.property(
            fc.array(healthy, { maxLength: 120, size: 'max' }),
            seeds,
            fc.boolean(),
            (steps, seed, rots) => {
              const machine = new Machine(seed, rots);
              for (const step of steps) machine.do(step);
              machine.do({ kind: 'crash' });
              expect(machine.calls.failed).toBe(0);
              seen.succeeded += machine.calls.succeeded;
            },
          ),
          { numRuns: 600 },
        );
      await untilMet(round, seen, 1_000);
    },
  );

  it(
    'loses nothing that was flushed when the disk fails or is full, and says so once and for all',
    { tags: 'long' },
    async () => {
      const seen = { succeeded: 0, failed: 0 };
      const round = (): void =>
        fc.assert(
          fc.property(
            fc.array(faulty, { maxLength: 120, size: 'max' }),
            seeds,
            fc.boolean(),
            (steps, seed, rots) => {
              const machine = new Machine(seed, rots);
              for (const step of steps) machine.do(step);
              machine.do({ kind: 'fault', fault: null });
              machine.do({ kind: 'kill' });
              machine.do({ kind: 'crash' });
              seen.succeeded += machine.calls.succeeded;
              seen.failed += machine.calls.failed;
            },
          ),
          { numRuns: 600 },
        );
      await untilMet(round, seen, 300);
    },
  );

  it('survives a crash at each step of a checkpoint, and of a segment without one', () => {
    const entries = (count: number, bodyWords: number): Step[] =>
      Array.from({ length: count }, () => ({ kind: 'write', intent: { kind: 'entry', bodyWords } }));
    const compaction: Step = { kind: 'write', intent: { kind: 'compact', part: 0.75, bytes: 6 } };
    const lastSteps: readonly (readonly Step[])[] = [
      [compaction, ...entries(2, 70), { kind: 'flush' }],
      [...entries(3, 70), { kind: 'flush' }],
    ];
    const segments = new Set<string>();
    for (const [form, last] of lastSteps.entries()) {
      for (let seed = 0; seed < 40; seed++) {
        for (let runs = 0, isDone = false; !isDone; runs++) {
          const machine = new Machine(seed);
          for (const step of [...entries(5, 70), { kind: 'flush' as const }]) machine.do(step);
          machine.settle();
          for (const step of last) machine.do(step);
          for (let i = 0; i < runs; i++) machine.do({ kind: 'run' });
          isDone = machine.pending === 0;
          if (isDone) segments.add(`${form}: ${[...machine.disk.contents().keys()].sort().join(' ')}`);
          machine.do({ kind: 'crash' });
          for (const step of [...entries(2, 3), { kind: 'flush' as const }]) machine.do(step);
          machine.settle();
          expect(machine.calls.failed).toBe(0);
          machine.do({ kind: 'crash' });
        }
      }
    }
    expect([...segments]).toEqual(['0: segment-0000000002', '1: segment-0000000001 segment-0000000002']);
  });

  it('takes a sync that has failed for what it is, even if the process ends and all can still be read', () => {
    const machine = new Machine(5);
    machine.do({ kind: 'write', intent: { kind: 'entry', bodyWords: 16 } });
    machine.do({ kind: 'fault', fault: { kind: 'sync', count: 0 } });
    machine.do({ kind: 'flush' });
    machine.settle();
    expect(machine.calls).toEqual({ succeeded: 0, failed: 1 });
    machine.do({ kind: 'flush' });
    expect(machine.calls).toEqual({ succeeded: 0, failed: 2 });
    expect(() => machine.storage.promise(1)).toThrow(/EIO/);
    machine.do({ kind: 'fault', fault: null });
    machine.do({ kind: 'kill' });
    expect(machine.storage.load().log.length).toBe(1);
    machine.disk.crash();
    expect(machine.storage.load().log.length).toBe(1);
    machine.do({ kind: 'crash' });
    expect(machine.storage.load().log.length).toBe(1);
  });

  it('does the same in every run with one seed', () => {
    const run = (): readonly string[] => {
      const machine = new Machine(11, true);
      const steps = fc.sample(fc.array(healthy, { minLength: 200, maxLength: 200, size: 'max' }), {
        numRuns: 1,
        seed: 3,
      });
      for (const step of steps.flat()) machine.do(step);
      return [...machine.disk.contents()].map(
        ([name, bytes]) => `${name} ${Buffer.from(bytes).toString('hex')}`,
      );
    };
    expect(run()).toEqual(run());
  });
});
