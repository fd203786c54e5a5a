/** The real driver beside a specified one: loaded, made to take a step, and saved again. */
import type { Application, Delivery, Driver, DriverState } from '../../impl/parts.js';
import type { Entry } from '../../spec/exo/log.js';
import type { DriverConfig, DriverEffect, DriverEvent, DriverSnapshot } from '../../spec/offload/driver.js';
import { lastOwnIn } from '../../spec/offload/edge.js';
import { numberOf } from '../../spec/offload/payload.js';
import { isToldByReading } from '../../spec/offload/readings/rules.js';
import { firstOf, unlike, type Difference } from '../compare/difference.js';
import type { Implementation } from '../compare/faulty-copy.js';
import { frameOf, lastSources, payloadBytes, snapshotOf } from '../compare/logs.js';
import { shownFrame, shownMessage } from '../compare/images.js';
import { frameOfRecord, givenIn, shownEffect } from './driver-shown.js';
import { numbered } from './numbered.js';
import { shownC1, type Shown } from './records.js';

/** The session that is going on; numbers of sessions only have to ascend. */
const SESSION = 1;

/** The driver's state; null while the host is down. */
export type DriverCode = DriverState | null;

interface Taken {
  readonly isTaken: boolean;
  /** What is put into C1. */
  readonly outgoing: readonly Shown[];
}

export class DriverRunner {
  private driver: Driver;
  /** What the application was given in the step under way. */
  private given: unknown[] = [];

  constructor(
    private readonly impl: Implementation,
    private readonly config: DriverConfig,
    private readonly hosts: number,
  ) {
    this.driver = this.made(0);
  }

  /** A driver of an application that has nothing, attached. */
  first(): DriverCode {
    this.driver = this.made(0);
    this.attach();
    this.driver.begin(SESSION + 1, 0, 0);
    return this.saved();
  }

  /** Takes an event in a state of the specified driver, which comes to another one with effects, or refuses it. */
  step(
    code: DriverCode,
    spec: DriverSnapshot,
    event: DriverEvent,
    outcome: { readonly next: DriverSnapshot; readonly effects: readonly DriverEffect[] } | undefined,
  ): { readonly next: DriverCode; readonly difference: Difference | null } {
    const unlikeTaken = (isTaken: boolean): Difference | null =>
      unlike('acceptance', outcome === undefined ? 'refused' : 'taken', isTaken ? 'taken' : 'refused');
    if (event.type === 'CRASH') return { next: null, difference: unlikeTaken(true) };
    if (event.type === 'RESTART') {
      if (code !== null) return { next: code, difference: unlikeTaken(false) };
      this.driver = this.made(spec.context.application.length);
      return { next: this.saved(), difference: unlikeTaken(true) };
    }
    if (code === null) return { next: code, difference: unlikeTaken(false) };
    this.driver = this.made(0);
    this.driver.load(code);
    this.given = [];
    // What only a wrong reading hears nobody tells the code: it stays as it is.
    const { isTaken, outgoing } = isToldByReading(event)
      ? { isTaken: outcome !== undefined, outgoing: [] }
      : this.take(spec, event);
    const acceptance = unlikeTaken(isTaken);
    if (acceptance !== null || outcome === undefined) return { next: code, difference: acceptance };
    const next = this.saved();
    const difference = firstOf(
      () => this.differenceAfter(spec, outcome, event, outgoing),
      () => this.differenceWithoutCopy(code, spec, event),
    );
    return { next, difference };
  }

  /** C1 has no room: nothing is put, and nothing of the driver changes. */
  differenceWhereFull(code: NonNullable<DriverCode>): Difference | null {
    this.driver = this.made(0);
    this.driver.load(code);
    const no = (): boolean => false;
    const isPut = this.driver.putC1({ begin: no, payload: no });
    return firstOf(
      () => unlike('what is put into a full C1', false, isPut),
      () => unlike('the driver behind a full C1', code, { ...code, ...this.saved() }),
    );
  }

  private take(spec: DriverSnapshot, event: Exclude<DriverEvent, { type: 'CRASH' | 'RESTART' }>): Taken {
    const { driver, config } = this;
    const outgoing: Shown[] = [];
    switch (event.type) {
      case 'OFFER': {
        const number = spec.context.next ?? 0;
        return { isTaken: driver.submit(payloadBytes(config.self, number)) === number, outgoing };
      }
      case 'PUT_C1':
        return { isTaken: driver.putC1(shownC1(outgoing)), outgoing };
      case 'TAKE_C2':
        return { isTaken: this.takeC2(spec, event.record), outgoing };
      case 'DELIVER':
        return { isTaken: driver.deliver(this.application()), outgoing };
      case 'ATTACH':
        return { isTaken: true, outgoing: this.attach() };
      case 'BEGUN':
        this.dropsStale(event.begin.next);
        return { isTaken: driver.begin(SESSION, event.begin.next, event.begin.mark), outgoing };
    }
  }

  private takeC2(
    { context }: DriverSnapshot,
    record: Extract<DriverEvent, { type: 'TAKE_C2' }>['record'],
  ): boolean {
    const { driver, config, hosts } = this;
    if (record.kind === 'append') return driver.append(record.slot, frameOfRecord(context, record, hosts), 0);
    if (record.kind !== 'snapshot') return false;
    const bytes = snapshotOf(numbered(record.log)) ?? new Uint8Array();
    if (!driver.snapshot(record.mark, lastOwnIn(record.log, config.self), bytes)) return false;
    // The specified application has a snapshot as soon as it is there.
    return driver.deliver(this.application());
  }

  /** An entry that goes to the application at once, where nothing waits before it, leads to what `append` and `deliver` lead to. */
  private differenceWithoutCopy(
    code: NonNullable<DriverCode>,
    { context }: DriverSnapshot,
    event: DriverEvent,
  ): Difference | null {
    if (event.type !== 'TAKE_C2' || event.record.kind !== 'append') return null;
    const { record } = event;
    const words = frameOfRecord(context, record, this.hosts);
    const after = (run: (driver: Driver) => void): unknown => {
      this.driver = this.made(0);
      this.driver.load(code);
      this.given = [];
      run(this.driver);
      return { state: this.driver.save(), given: this.given };
    };
    const isNext = code.copy.length === 0 && code.snapshot === null;
    const copied = after((driver) => {
      driver.append(record.slot, words, 0);
      if (isNext) driver.deliver(this.application());
    });
    const through = after((driver) =>
      driver.appendTo(this.application(), record.slot, words, new Uint8Array(words.buffer), 0),
    );
    return unlike('without a copy', copied, through);
  }

  /** O9: the engine has begun anew, or this driver has; a session begins. Returns what is put into C1. */
  private attach(): readonly Shown[] {
    const { driver } = this;
    const outgoing: Shown[] = [];
    driver.reset();
    if (!driver.isApart) throw new Error('a driver does not notice that its engine has begun anew');
    driver.attach(SESSION + 1);
    driver.putC1(shownC1(outgoing));
    return outgoing.map(({ kind, delivered, pointer }) => ({ kind, delivered, pointer }));
  }

  /** O9: whatever comes before the answer to this session is dropped, and changes nothing. */
  private dropsStale(next: number): void {
    const { driver } = this;
    const before = JSON.stringify(driver.save());
    const slot = driver.save().pointer;
    const frame = frameOf({ kind: 'entry', epoch: 0, slot, source: 0, payload: null, history: [] });
    driver.append(slot, frame, 0);
    driver.appendTo(this.application(), slot, frame, new Uint8Array(frame.buffer), 0);
    driver.snapshot(slot + 1, next + 1, new Uint8Array(3));
    driver.begin(SESSION - 1, next + 5, 0);
    if (JSON.stringify(driver.save()) !== before)
      throw new Error('what comes before a session is not dropped');
  }

  private application(): Application {
    return {
      deliver: ({ slot, source, number, payload }: Delivery) =>
        this.given.push({ slot, source, number, bytes: payload.slice() }),
      restore: (slot, snapshot) => this.given.push({ restored: slot, bytes: snapshot.slice() }),
    };
  }

  private differenceAfter(
    before: DriverSnapshot,
    { next, effects }: { readonly next: DriverSnapshot; readonly effects: readonly DriverEffect[] },
    event: DriverEvent,
    outgoing: readonly Shown[],
  ): Difference | null {
    const { config, hosts } = this;
    const { context } = next;
    const state = this.driver.save();
    const waiting = context.copy.slice(context.application.length);
    const shownEntry = (entry: Entry, i: number): unknown => {
      const slot = context.application.length + i;
      const history = lastSources(context.copy.slice(0, slot), hosts);
      return shownMessage({ ...numbered(entry), slot, history });
    };
    return firstOf(
      () =>
        unlike(
          'C1',
          effects.flatMap((effect) => shownEffect(effect, config.self)),
          outgoing,
        ),
      () => unlike('delivery', givenIn(before, next, event), this.given),
      () => unlike('next payload number', context.next, state.next),
      () =>
        unlike(
          'pending',
          context.pending.map(numberOf),
          state.pending.map(({ number }) => number),
        ),
      () =>
        unlike(
          'pending payloads',
          context.pending.map((payload) => payloadBytes(config.self, numberOf(payload))),
          state.pending.map(({ payload }) => payload),
        ),
      () => unlike('put on C1', context.put, state.sent),
      () => unlike('pointer', context.pointer, state.pointer),
      () => unlike('delivered', context.application.length, state.delivered),
      () =>
        unlike(
          'copy',
          waiting.map(shownEntry),
          state.copy.map((frame) => shownFrame(this.impl.wordsOfFrames(frame), 0)),
        ),
    );
  }

  private made(delivered: number): Driver {
    const { impl, config } = this;
    return new impl.Driver(
      {
        self: config.self,
        pending: { payloadsMax: config.pendingMax, bytesMax: 2 ** 12 },
        copy: { entriesMax: 64, bytesMax: 2 ** 14 },
        payloadBytesMax: 2 ** 10,
      },
      delivered,
    );
  }

  /** Numbers of sessions have to ascend, and mean nothing else. */
  private saved(): DriverCode {
    const { session, ...state } = this.driver.save();
    return { ...state, session: Math.min(session, SESSION) };
  }
}
