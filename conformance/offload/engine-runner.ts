/** A core and its edge beside a specified engine: loaded, made to take a step, and saved again. */
import { firstOf, unlike, type Difference } from '../compare/difference.js';
import { compareEffects } from '../compare/effects.js';
import { compareLive } from '../compare/live.js';
import { payloadBytes, snapshotOf } from '../compare/logs.js';
import { compareStates } from '../compare/states.js';
import type { HostEvent } from '../../spec/exo/events.js';
import type { HostEffect } from '../../spec/exo/names.js';
import type { DriverBegin } from '../../spec/offload/records.js';
import type { EngineEvent, EngineSnapshot } from '../../spec/offload/engine.js';
import { numberOf, NUMBERS_A_LIFE } from '../../spec/offload/payload.js';
import { isToldByReading } from '../../spec/offload/readings/rules.js';
import { hostOf, numbered } from './numbered.js';
import { shownC2, type Shown } from './records.js';
import { SavedEngine, SESSION, type EngineCode } from './saved-engine.js';
import { isMarked, shownEffect, withoutMark, type Effect } from './put-c2.js';

/** What the register shows of a driver that has not begun a session, and an engine is in that has begun anew. */
const NO_SESSION = 0;

export interface EngineStep {
  readonly next: EngineCode;
  readonly difference: Difference | null;
}

export class EngineRunner extends SavedEngine {
  /** An engine that has never run, attached to its driver. */
  first(): EngineCode {
    const { live } = this;
    const disk = this.impl.firstStored(this.hosts);
    live.useDisk(disk);
    if (this.isDiskless) live.beginLife(0);
    else live.restart(0);
    this.edge = this.edgeOfCore();
    this.numbers.begin(0);
    this.edge.load(this.fresh);
    this.attach({ delivered: 0, pointer: 0 });
    return this.saved(0);
  }

  /** Takes an event in a state of the specified engine, which comes to another one with effects, or refuses it. */
  step(
    code: EngineCode,
    spec: EngineSnapshot,
    event: EngineEvent,
    outcome: { readonly next: EngineSnapshot; readonly effects: readonly Effect[] } | undefined,
  ): EngineStep {
    const { live } = this;
    const unlikeTaken = (isTaken: boolean): Difference | null =>
      unlike('acceptance', outcome === undefined ? 'refused' : 'taken', isTaken ? 'taken' : 'refused');
    if (event.type === 'CRASH') {
      return { next: this.crashed(code), difference: unlikeTaken(code.core !== null) };
    }
    if ((code.core === null) !== (event.type === 'RESTART')) {
      return { next: code, difference: unlikeTaken(false) };
    }
    live.outgoing = [];
    this.load(code);
    this.snapshotTo = (slot) => snapshotOf(numbered(spec.context.log).slice(0, slot)) ?? new Uint8Array();
    // What only a wrong reading hears nobody tells the code: it stays as it is.
    const { isTaken, outgoing } = isToldByReading(event)
      ? { isTaken: outcome !== undefined, outgoing: [] }
      : this.take(code, spec, event);
    const acceptance = unlikeTaken(isTaken);
    if (acceptance !== null || outcome === undefined) return { next: code, difference: acceptance };
    this.edge.goOnCompacting();
    const difference = this.differenceAfter(outcome, outgoing);
    const taken = this.isDiskless ? 0 : Math.max(code.taken, outcome.next.context.delivered);
    return { next: this.saved(taken), difference };
  }

  /** O1, O5: C2 has no room: nothing is put, and nothing of the engine changes but how its driver stands with it. */
  differenceWhereFull(code: EngineCode): Difference | null {
    if (code.core === null) return null;
    const { edge } = code;
    this.load(code);
    const no = (): boolean => false;
    const isPut = this.edge.putC2({ reset: no, begin: no, snapshot: no, append: no });
    return firstOf(
      () => unlike('what is put into a full C2', false, isPut),
      () => unlike('the edge behind a full C2', edge, { ...edge, ...this.edge.save() }),
    );
  }

  /** O4, O6, O9: an engine in no session hears nothing of a driver in none, though its register shows what the application has. */
  differenceWhereApart(code: EngineCode): Difference | null {
    const { edge } = code;
    if (code.core === null || edge.session !== NO_SESSION) return null;
    this.load(code);
    const { live } = this;
    const { agreed: has, delivered } = live.core;
    const { start } = live.core.log;
    this.edge.register(NO_SESSION, has);
    this.edge.compact(NO_SESSION, has, new Uint8Array(1));
    this.edge.goOnCompacting();
    return firstOf(
      () => unlike('what the driver has, where there is none', delivered, live.core.delivered),
      () => unlike('what a driver compacts, where there is none', start, live.core.log.start),
      () => unlike('the edge, where there is no driver', edge, { ...edge, ...this.edge.save() }),
    );
  }

  /** What the code does on an event. */
  private take(
    code: EngineCode,
    spec: EngineSnapshot,
    event: EngineEvent,
  ): { readonly isTaken: boolean; readonly outgoing: readonly Shown[] } {
    const { live, edge, impl, self } = this;
    const silent = (
      isTaken: boolean,
    ): { readonly isTaken: boolean; readonly outgoing: readonly Shown[] } => ({
      isTaken,
      outgoing: [],
    });
    switch (event.type) {
      case 'SUBMIT': {
        if (event.payload === undefined) return silent(false);
        const number = numberOf(event.payload);
        const bytes = payloadBytes(self, number);
        const together = this.submitted(code, () => this.submitTogether(number, bytes));
        const alone = this.submitted(code, () => edge.payload(number, bytes, 0, bytes.length));
        if (unlike('submitted', alone, together) !== null) {
          throw new Error('payloads that are handed over together are taken otherwise than one by one');
        }
        return silent(alone.isTaken);
      }
      case 'PUT_C2': {
        const outgoing: Shown[] = [];
        return { isTaken: edge.putC2(shownC2(outgoing)), outgoing };
      }
      case 'DELIVER': {
        if (event.delivered === undefined) return silent(false);
        const before = live.core.delivered;
        edge.register(SESSION, event.delivered);
        this.compactDelivered(SESSION);
        return silent(live.core.delivered > before);
      }
      case 'ATTACH':
        // D2: an engine that recovers neither says that it has begun anew, nor takes what its driver begins.
        if (live.core.status === impl.STATUS.recovering) {
          const { delivered, pointer } = event.begin;
          return silent(edge.putC2(shownC2([])) || edge.begin(SESSION + 1, delivered, pointer));
        }
        return { isTaken: true, outgoing: this.attachAndCompact(event.begin) };
      case 'DETACH':
        // To an engine that recovers no driver is attached.
        return silent(live.core.status !== impl.STATUS.recovering);
      case 'RESTART':
        if (this.isDiskless) return silent(this.beginLife(spec));
        live.restart(code.taken);
        this.numbers.begin(code.disk.reserved);
        edge.load(this.fresh);
        return silent(true);
      default: {
        const host = hostOf(spec);
        const given = numbered(event) as HostEvent;
        return silent(live.take(host, given, this.arrivedWith(given)) === impl.ANSWER.taken);
      }
    }
  }

  /** What becomes of an engine when it is given a payload. */
  private submitted(code: EngineCode, submit: () => boolean): EngineCode & { readonly isTaken: boolean } {
    const { live } = this;
    live.useDisk(code.disk);
    if (code.core !== null) live.core.load(code.core);
    this.numbers.load(code.numbers);
    const isTaken = submit();
    // O8: a number is durable when it is taken.
    live.storage.flush(() => undefined);
    return { ...this.saved(code.taken), isTaken };
  }

  /** As a driver beside its engine: payloads of its queue together, and by itself what is not taken so. */
  private submitTogether(number: number, bytes: Uint8Array): boolean {
    const { edge, pending } = this;
    pending.clear();
    pending.push(number, bytes);
    return edge.payloads(pending, 0, 1) === 1 || edge.payload(number, bytes, 0, bytes.length);
  }

  /** D3, D4, O8: a new life, with nothing but numbers of its own; it asks the others. Returns whether it does. */
  private beginLife(spec: EngineSnapshot): boolean {
    const { live, numbers, impl, fresh } = this;
    const isAsking = live.take(hostOf(spec), { type: 'RESTART' }, null) === impl.ANSWER.taken;
    numbers.begin(((spec.context.lives?.boots ?? 0) + 1) * NUMBERS_A_LIFE);
    this.edge = this.edgeOfCore();
    this.edge.load(fresh);
    return isAsking;
  }

  /** O9: the driver begins a session; what comes of the one before is dropped. Returns what is put into C2. */
  private attach({ delivered, pointer }: { readonly delivered: number; readonly pointer: number }): Shown[] {
    const { edge, self } = this;
    const outgoing: Shown[] = [];
    const to = shownC2(outgoing);
    // A new engine says so first, whatever it finds in C1.
    const news: Shown[] = [];
    if (edge.attachedTo === 0 && (!edge.putC2(shownC2(news)) || news[0]?.['kind'] !== 'reset')) {
      throw new Error('a new engine does not say so');
    }
    // O9: what C1 has of a session before is dropped, once the register shows the one that begins.
    const stale = payloadBytes(self, 99);
    edge.register(SESSION + 1, delivered);
    edge.payload(99, stale, 0, stale.length);
    edge.begin(SESSION, 0, 0);
    edge.payload(99, stale, 0, stale.length);
    edge.begin(SESSION + 1, delivered, pointer);
    edge.putC2(to);
    return outgoing;
  }

  private attachAndCompact(begin: DriverBegin): readonly Shown[] {
    const outgoing = this.attach(begin);
    this.compactDelivered(SESSION + 1);
    return outgoing;
  }

  /** O6: the application has a snapshot of all that it has. */
  private compactDelivered(session: number): void {
    const { delivered } = this.live.core;
    this.edge.compact(session, delivered, this.snapshotTo(delivered));
  }

  private differenceAfter(
    { next, effects }: { readonly next: EngineSnapshot; readonly effects: readonly Effect[] },
    outgoing: readonly Shown[],
  ): Difference | null {
    const { live, impl, hosts, self, edge } = this;
    const host = hostOf(next);
    const ofHost = effects.filter(({ type }) => type !== 'putC2' && type !== 'beginC2') as HostEffect[];
    const { cursor, next: nextNumber } = next.context.edge;
    const put = effects.flatMap((effect) => shownEffect(effect, self, host));
    return firstOf(
      () => compareLive(host, live.core),
      () => compareStates(impl, host, live.core.save()),
      () => compareEffects(impl, numbered(ofHost), live.outgoing, hosts),
      () => unlike('mark', true, isMarked(effects, outgoing)),
      () => unlike('C2', put, outgoing.map(withoutMark)),
      () => (cursor === null ? null : unlike('cursor', cursor, edge.save().cursor)),
      // O8: without a disk the next number is known when a driver attaches.
      () =>
        this.isDiskless && cursor === null
          ? null
          : unlike('next payload number', nextNumber, this.numbers.next),
    );
  }
}
