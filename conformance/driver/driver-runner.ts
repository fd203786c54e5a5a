import { isDeepStrictEqual } from 'node:util';
import type { Delivery, Host, HostOptions, HostState, Packet, Timer } from '../../impl/parts.js';
import type { Step } from '../../checker/index.js';
import type { Entry } from '../../spec/exo/log.js';
import type { HostEffect } from '../../spec/exo/names.js';
import type { Implementation } from '../compare/faulty-copy.js';
import { frameOf, imageOf, payloadBytes, snapshotOf } from '../compare/logs.js';
import { packetFor } from '../compare/packets.js';
import { entryText } from './driver-slot.js';
import { entriesIn, type DriverEvent, type DriverState } from './driver-state.js';
import { forgettings } from './forgotten.js';
import { HarnessStorage } from './harness-storage.js';
import { effectOf, entriesOfSnapshot, messageOf } from './translation.js';

/** More than any log here has. */
const DELIVERIES_MAX = 99;

export interface DriverOptions {
  readonly impl: Implementation;
  readonly options: HostOptions;
  readonly bounds: { readonly epochs: number; readonly slots: number; readonly payloads: number };
}

/** One host that is loaded, takes a step, and is saved again. */
export class DriverRunner {
  private readonly host: Host;
  private readonly storage: HarnessStorage;
  private timers = new Set<Timer>();
  private sent: (
    | { readonly frame: Int32Array; readonly to: number | null }
    | { readonly packet: Packet; readonly to: number }
  )[] = [];
  private given: string[] = [];

  private readonly forgotten: (state: DriverState) => string | null;

  constructor(private readonly how: DriverOptions) {
    const { impl, options } = how;
    this.forgotten = forgettings(impl, options);
    this.storage = new HarnessStorage(impl, options.hosts);
    const frameAt = (source: Uint8Array, at: number, bytes: number): Int32Array =>
      impl.wordsOfFrames(source.slice(at, at + bytes));
    this.host = new impl.Host({
      options,
      storage: this.storage,
      random: () => 0,
      port: {
        broadcast: (source, at, bytes) => this.sent.push({ to: null, frame: frameAt(source, at, bytes) }),
        resend: (to, source, at, bytes) => this.sent.push({ to, frame: frameAt(source, at, bytes) }),
        send: (to, packet) => this.sent.push({ to, packet }),
        setTimer: (timer) => this.timers.add(timer),
        deliver: (delivery) => this.deliver(delivery),
        restore: (_, snapshot) => {
          this.given = entriesOfSnapshot(snapshot)
            .filter(({ payload }) => payload !== null)
            .map(entryText);
        },
        failed: () => undefined,
      },
    });
  }

  /** Starts the host, once. */
  start(): DriverState {
    this.host.start();
    const first = this.saved(0, []);
    this.learnCallback();
    return first;
  }

  /** Null where the event cannot happen. */
  step(state: DriverState, event: DriverEvent): Step<DriverState, HostEffect> | null {
    const { host } = this;
    if (!isPossible(state, event, this.how.bounds.payloads)) return null;
    this.load(state);
    let submitted = state.submitted;
    try {
      if (event.type === 'SUBMIT') {
        const answer = host.submit(payloadBytes(this.how.options.self, submitted));
        if (typeof answer === 'number') submitted += 1;
      } else if (event.type === 'COMPACT') {
        this.compact(state);
      } else {
        this.happens(event);
      }
    } catch (error) {
      const problem = `exception: ${error instanceof Error ? error.message : String(error)}`;
      return { next: { ...state, problem }, effects: [] };
    }
    return this.ended(submitted, entriesIn(state), snapshotsThatCome(state, event));
  }

  /** Timers that are not set go off, one after the other. Null if one throws. */
  afterTimers(state: DriverState, timers: readonly Timer[]): Step<DriverState, HostEffect> | null {
    this.load(state);
    try {
      for (const timer of timers) this.host.timer(timer);
    } catch {
      return null;
    }
    return this.ended(state.submitted, entriesIn(state), []);
  }

  /** Whether the host is what was saved, once it has loaded that. */
  loadsWhole(state: DriverState): boolean {
    this.load(state);
    return isDeepStrictEqual(withoutTimes(this.host.save()), withoutTimes(state.host));
  }

  private load(state: DriverState): void {
    this.storage.loadState(state);
    this.host.load(state.host);
    this.timers = new Set(state.timers);
    this.sent = [];
    this.given = [...state.given];
  }

  private happens(event: Exclude<DriverEvent, { readonly type: 'SUBMIT' | 'COMPACT' }>): void {
    const { host, storage, how } = this;
    switch (event.type) {
      case 'TIMER':
        this.timers.delete(event.timer);
        host.timer(event.timer);
        return;
      case 'FLUSHED':
        storage.finish(null);
        return;
      case 'DISK_FAILS':
        storage.finish(new Error('the disk failed'));
        return;
      case 'RECEIVE': {
        const { buffer, byteOffset, byteLength } = frameOf(event.message, host.view.configuration);
        host.frame(new Uint8Array(buffer, byteOffset, byteLength));
        return;
      }
      case 'HINT': {
        const { from, epoch, slot } = event;
        host.packet({ kind: 'hint', from, epoch, slot });
        return;
      }
      default: {
        const { hosts } = how.options;
        // The others keep their whole logs, but for what they send a snapshot of.
        const isSnapshot = event.type === 'INSTALL';
        const packet = packetFor(event.packet, hosts, ({ log, delivered }) =>
          imageOf(log, delivered, hosts, isSnapshot ? delivered : 0, isSnapshot, host.view.configuration),
        );
        if (packet !== null) host.packet(isSnapshot ? this.fromAnother(packet) : packet);
      }
    }
  }

  /** An epoch of the running host itself comes back to it from somebody else. */
  private fromAnother(packet: Packet): Packet {
    const { self, hosts } = this.how.options;
    return packet.kind === 'install' && packet.from === self
      ? { ...packet, from: (self + 1) % hosts }
      : packet;
  }

  /** A driver that gives the same again and again would never come back from here. */
  private deliver(delivery: Delivery): void {
    if (this.given.length > DELIVERIES_MAX) throw new Error('what is delivered comes to no end');
    this.given.push(textOf(delivery));
  }

  /** R10: the application compacts all that it has. What may not be compacted yet waits. */
  private compact(state: DriverState): void {
    const { host } = this;
    const entries = entriesIn(state).slice(0, host.view.delivered);
    const snapshot = snapshotOf(entries);
    if (snapshot !== null) host.compact(entries.length, snapshot);
  }

  /**
   * `before`: all entries that there were. Those that were delivered may be compacted now, or a snapshot of another host
   * stands in their place.
   */
  private ended(
    submitted: number,
    before: readonly Entry[],
    snapshots: readonly Uint8Array[],
  ): Step<DriverState, HostEffect> {
    const { mark, snapshot } = this.host.save().core.log;
    const isFromOther = snapshots.some((one) => isDeepStrictEqual(one, snapshot));
    const prefix = isFromOther ? entriesOfSnapshot(snapshot) : before.slice(0, mark.length);
    const next = this.saved(submitted, prefix);
    const log = entriesIn(next);
    const effects = this.sent.flatMap((one) => this.effectsOf(one, log));
    const problem = this.forgotten(next);
    return { next: { ...next, problem }, effects };
  }

  private effectsOf(one: DriverRunner['sent'][number], log: readonly Entry[]): readonly HostEffect[] {
    const { hosts } = this.how.options;
    if ('packet' in one) {
      const effect = effectOf(one.to, one.packet, log);
      return effect === null ? [] : [effect];
    }
    const message = messageOf(one.frame, log, hosts);
    if (one.to === null) return [{ type: 'broadcast', params: { message } }];
    return [{ type: 'sendEntries', params: { to: [one.to], packets: [message] } }];
  }

  private saved(submitted: number, prefix: readonly Entry[]): DriverState {
    return {
      ...this.storage.saveState(),
      host: withoutTimes(this.host.save()),
      timers: [...this.timers].sort(),
      submitted,
      prefix,
      given: this.given,
      problem: null,
    };
  }

  /** Storage calls back with what it was called with; a state that is loaded may be in the middle of a flush. */
  private learnCallback(): void {
    const { self, hosts } = this.how.options;
    const from = (self + 1) % hosts;
    this.host.packet({ kind: 'prepare', from, epoch: hosts + from, delivered: 0 });
    if (this.storage.saveState().flushing === null) throw new Error('a promise is not flushed');
  }
}

/** Without what only says how long a timer runs: any that is set may go off at any time. */
function withoutTimes(host: HostState): HostState {
  return {
    ...host,
    patience: { ...host.patience, attempts: 0, agreedThen: 0 },
    returning: { ...host.returning, returns: 0 },
  };
}

/** Whether the world around the host is so that the event may happen. */
function isPossible(state: DriverState, event: DriverEvent, payloads: number): boolean {
  switch (event.type) {
    case 'TIMER':
      return state.timers.includes(event.timer);
    case 'FLUSHED':
    case 'DISK_FAILS':
      return state.flushing !== null;
    case 'SUBMIT':
      return state.submitted < payloads && state.host.writing.mode !== 'failed';
    case 'COMPACT':
      return state.host.writing.mode !== 'failed';
    default:
      return true;
  }
}

/** The snapshots that an event, or what waits, brings from other hosts. */
function snapshotsThatCome({ host }: DriverState, event: DriverEvent): readonly Uint8Array[] {
  const waiting = host.deferred.packets.map((one) => (one.kind === 'install' ? one.log.snapshot : null));
  const coming = event.type === 'INSTALL' ? snapshotOf(event.packet.log) : null;
  return [...waiting, coming].filter((one) => one !== null);
}

function textOf({ source, number }: Delivery): string {
  return `${source}.${number}`;
}
