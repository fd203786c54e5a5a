/**
 * A running host, driver and core, as a component of the checker: its storage, timers, networks and application are the
 * model's. To the other hosts of the model it says what a specified host says.
 */
import { isDeepStrictEqual } from 'node:util';
import { decodeValue, encodeValue, type Component, type EffectLike, type Step } from '../../checker/index.js';
import type { Delivery, Host, HostOptions, HostState, Packet, Timer } from '../../impl/parts.js';
import type { HostEvent } from '../../spec/exo/events.js';
import type { Entry } from '../../spec/exo/log.js';
import type { HostEffect } from '../../spec/exo/names.js';
import type { Packet as SpecPacket } from '../../spec/exo/packets.js';
import type { Implementation } from '../compare/faulty-copy.js';
import { frameOf, imageOf, payloadBytes, snapshotOf } from '../compare/logs.js';
import { packetFor } from '../compare/packets.js';
import { forgettings } from './forgotten.js';
import { HarnessStorage, type StorageState } from './harness-storage.js';
import { effectOf, entriesOf, messageOf } from './translation.js';
import { plain, revived } from '../compare/typed-data.js';

export interface DriverState extends StorageState {
  readonly host: HostState;
  /** The timers that are set; any of them may go off at any time. */
  readonly timers: readonly Timer[];
  /** How many payloads the application has submitted, and were taken. */
  readonly submitted: number;
  /** The entries that were compacted. */
  readonly prefix: readonly Entry[];
  /** The payloads that the application was given, as texts `source.number`. */
  readonly given: readonly string[];
  /** What went wrong; nothing happens any more then. */
  readonly problem: string | null;
}

/** What happens to the host besides what it receives. */
export type DriverEvent =
  | Extract<HostEvent, { readonly packet: SpecPacket } | { readonly type: 'RECEIVE' }>
  | { readonly type: 'TIMER'; readonly timer: Timer }
  | { readonly type: 'FLUSHED' }
  | { readonly type: 'DISK_FAILS' }
  | { readonly type: 'SUBMIT' }
  | { readonly type: 'COMPACT' };

export interface DriverOptions {
  readonly impl: Implementation;
  readonly options: HostOptions;
  readonly bounds: { readonly epochs: number; readonly slots: number; readonly payloads: number };
}

export type DriverComponent = Component<DriverState, DriverEvent, HostEffect>;

export function driverComponent(how: DriverOptions): DriverComponent {
  const runner = new DriverRunner(how);
  const first = runner.start();
  const { impl } = how;
  const name = `driver ${how.options.self}`;
  const encoded = new WeakMap<DriverState, Uint8Array>();
  const encode = (state: DriverState): Uint8Array => {
    const bytes = encoded.get(state) ?? encodeValue(plain(state), name);
    encoded.set(state, bytes);
    return bytes;
  };
  /** What is set, and would do nothing, is as good as not set, if what is not set never does anything: that is asked of every state. */
  const known = new Map<string, DriverState>();
  const settled = (state: DriverState): DriverState => {
    if (state.problem !== null) return state;
    const key = Buffer.from(encode(state)).toString('latin1');
    const found = known.get(key) ?? withoutIdleTimers(state);
    known.set(key, found);
    return found;
  };
  const withoutIdleTimers = (state: DriverState): DriverState => {
    const timers = state.timers.filter((timer) => !isIdle(state, timer));
    const due = timers.length === state.timers.length ? state : { ...state, timers };
    return withProblem(due, strayTimer(due));
  };
  const isIdle = (state: DriverState, timer: Timer): boolean => {
    const step = runner.step({ ...state, timers: [...state.timers, timer] }, { type: 'TIMER', timer });
    if (step === null) return true;
    const timers = state.timers.filter((one) => one !== timer);
    return isSame({ ...state, timers }, step);
  };
  const strayTimer = (state: DriverState): string | null => {
    const stray = impl.TIMERS.find((timer) => !state.timers.includes(timer) && !isIdle(state, timer));
    return stray === undefined ? null : `timer ${stray} is not set, and does something`;
  };
  return {
    name,
    initial: () => [first],
    step: (state, event) => {
      if (state.problem !== null) return [];
      const step = runner.step(state, event);
      if (step === null) return [];
      const next = settled(step.next);
      return isSame(state, { ...step, next }) ? [] : [{ ...step, next }];
    },
    encode,
    decode: (bytes) => revived(decodeValue(bytes)) as DriverState,
    beyond: ({ host }) => {
      if (Math.max(host.core.promised, host.takeover.seen) >= how.bounds.epochs) return 'epochs';
      return host.core.log.length > how.bounds.slots ? 'slots' : undefined;
    },
    show: shown,
  };
}

function withProblem(state: DriverState, problem: string | null): DriverState {
  return problem === null ? state : { ...state, problem };
}

/** A step that says nothing and changes nothing is none. */
function isSame(state: DriverState, { next, effects }: Step<DriverState, EffectLike>): boolean {
  return effects.length === 0 && isDeepStrictEqual(state, next);
}

/** All entries of a host's log, compacted ones too. */
export function entriesIn({ host, prefix }: Pick<DriverState, 'host' | 'prefix'>): readonly Entry[] {
  return [...prefix, ...entriesOf(host.core.log.frames)];
}

/** One host that is loaded, takes a step, and is saved again. */
class DriverRunner {
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
        deliver: (delivery) => this.given.push(textOf(delivery)),
        restore: () => undefined,
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
    const { host, storage } = this;
    if (!isPossible(state, event, this.how.bounds.payloads)) return null;
    storage.loadState(state);
    host.load(state.host);
    this.timers = new Set(state.timers);
    this.sent = [];
    this.given = [...state.given];
    let submitted = state.submitted;
    let { prefix } = state;
    try {
      if (event.type === 'SUBMIT') {
        const answer = host.submit(payloadBytes(this.how.options.self, submitted));
        if (typeof answer === 'number') submitted += 1;
      } else if (event.type === 'COMPACT') {
        prefix = this.compact(state);
      } else {
        this.happens(event);
      }
    } catch (error) {
      const problem = `exception: ${error instanceof Error ? error.message : String(error)}`;
      return { next: { ...state, problem }, effects: [] };
    }
    return this.ended(submitted, prefix);
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
      default: {
        const { hosts } = how.options;
        // The others keep their whole logs.
        const packet = packetFor(event.packet, hosts, ({ log, delivered }) =>
          imageOf(log, delivered, hosts, 0, false, host.view.configuration),
        );
        if (packet !== null) host.packet(packet);
      }
    }
  }

  /** R10: the application compacts as much as it may. Returns what is compacted now. */
  private compact(state: DriverState): readonly Entry[] {
    const { host } = this;
    const entries = entriesIn(state).slice(0, host.view.compactable);
    const snapshot = snapshotOf(entries);
    if (snapshot === null) return state.prefix;
    return entries.slice(0, host.compact(entries.length, snapshot));
  }

  private ended(submitted: number, prefix: readonly Entry[]): Step<DriverState, HostEffect> {
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

  /**
   * Without what only says how long a timer runs: any that is set may go off at any time.
   */
  private saved(submitted: number, prefix: readonly Entry[]): DriverState {
    const host = this.host.save();
    return {
      ...this.storage.saveState(),
      host: {
        ...host,
        patience: { ...host.patience, attempts: 0 },
        returning: { ...host.returning, returns: 0 },
      },
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

function textOf({ source, number }: Delivery): string {
  return `${source}.${number}`;
}

/** What a trace shows. */
function shown(state: DriverState): unknown {
  const { host, timers, flushing, submitted, given, problem } = state;
  const { core, sending, takeover, deferred, catchingUp, returning, writing } = host;
  return {
    status: core.status,
    promised: core.promised,
    installed: core.installed?.number ?? null,
    log: entriesIn(state).map(({ epoch, source }) => `${epoch}.${source}`),
    agreed: core.agreed,
    unwritten: core.unwritten,
    modes: { sending, takeover, deferred: deferred.mode, question: catchingUp.question, returning, writing },
    timers,
    flushing,
    submitted,
    given,
    ...(problem !== null && { problem }),
  };
}
