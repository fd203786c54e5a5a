import { Host } from '../host/host.js';
import type { EngineSide } from '../host/engine-side.js';
import type { HostPort, Timer } from '../host/port.js';
import type { HostView } from '../host/view.js';
import type { HostOptions } from '../options.js';
import type { Packet } from '../core/records.js';
import type { Storage } from '../storage/storage.js';
import { assert } from '../../errors/index.js';
import type { Medium, MessageKind, OutOfBand, Receiver, TransportCounts } from '../transport/transport.js';
import { frameProblem } from '../wire/frame.js';
import { countOf, firstNumberOf, sourceOf } from '../wire/layout.js';
import { decodePacket, encodePacket, type PacketRing } from '../wire/packets.js';
import type { AgreedCursor, HostSide, SideCounts } from './host-side.js';
import { OwnScan } from './own-scan.js';
import type { RunTracer } from '../tracing/run-tracer.js';
import { UNSEALED, type Sealing } from './sealing.js';

/** Told what happens at a host that runs. */
export interface RuntimeEvents {
  /** Something has come in, or has become durable: there may be more that is agreed, or room for more. */
  changed(): void;
  /** Own payloads up to this number are on the medium. */
  sent(number: number): void;
  /** The host takes part in nothing any more: its disk has failed. */
  failed(error: Error): void;
  trouble(error: Error): void;
}

/**
 * A host that runs: its timers are those of the event loop, its medium and its network out of band are sockets. Nothing here decides
 * anything.
 */
export class Runtime implements HostPort, Receiver, HostSide {
  readonly host: Host;
  readonly engine: EngineSide;
  readonly own: OwnScan;
  readonly cursor: AgreedCursor;
  sealing: Sealing = UNSEALED;
  /** What is to be released behind the networks: the log. */
  release: () => Promise<void> = () => Promise.resolve();
  private readonly ring: PacketRing;
  private readonly timers = new Map<Timer, NodeJS.Timeout>();
  private networks: { readonly medium: Medium; readonly outOfBand: OutOfBand } | null = null;
  private isClosed = false;
  /** Packets that were refused, by why. */
  readonly refusedPackets = new Map<string, number>();

  constructor(
    options: HostOptions,
    storage: Storage,
    private readonly events: RuntimeEvents,
    /** What writes the steps of the host; null where nobody asks for it. */
    readonly tracer: RunTracer | null = null,
  ) {
    this.host = new Host({
      options,
      storage: this.watched(storage),
      port: tracer === null ? this : tracer.port(this),
      random: Math.random,
      deliveries: 'cursor',
      ...(tracer !== null && { trace: tracer.trace }),
    });
    const { engine, view } = this.host;
    assert(engine !== null, 'a host whose deliveries a cursor takes has an engine side');
    this.engine = engine;
    this.own = new OwnScan(engine);
    this.cursor = cursorOf(engine);
    this.ring = { configuration: view.configuration, hosts: view.hosts, storage: view.storage };
  }

  get view(): HostView {
    return this.host.view;
  }

  counts(): SideCounts {
    const { host, networks, refusedPackets, sealing } = this;
    const frames = [...host.counts.refusedFrames].map(
      ([code, times]) => [frameProblem(code), times] as const,
    );
    return {
      takeovers: host.counts.takeovers,
      repeats: host.counts.repeats,
      medium: networks && snapshotOf(networks.medium.counts),
      outOfBand: networks && snapshotOf(networks.outOfBand.counts),
      refused: Object.fromEntries([...frames, ...refusedPackets, ...sealing.refused]),
    };
  }

  start(medium: Medium, outOfBand: OutOfBand): void {
    this.networks = { medium, outOfBand };
    this.host.start();
    this.events.changed();
  }

  submit(payload: Uint8Array): number | 'full' {
    return this.host.submit(payload);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
    await Promise.all([this.networks?.medium.close(), this.networks?.outOfBand.close()]);
    await this.release();
  }

  // What comes in.

  message(kind: MessageKind, bytes: Uint8Array): void {
    this.take('out-of-band', kind, bytes);
  }

  /** What the medium tells. */
  get ofMedium(): Receiver {
    return {
      message: (kind, bytes) => this.take('medium', kind, bytes),
      trouble: (error) => this.trouble(error),
    };
  }

  trouble(error: Error): void {
    if (!this.isClosed) this.events.trouble(error);
  }

  private take(network: 'medium' | 'out-of-band', kind: MessageKind, sealed: Uint8Array): void {
    if (this.isClosed || this.networks === null) return;
    const bytes = this.sealing.open(network, sealed);
    if (bytes === null) return;
    if (kind === 'frame') this.host.frame(bytes);
    else this.takePacket(bytes);
    this.events.changed();
  }

  private takePacket(bytes: Uint8Array): void {
    const packet = decodePacket(bytes, this.ring);
    if (packet.kind !== 'refused') {
      this.host.packet(packet);
      return;
    }
    this.refusedPackets.set(packet.reason, (this.refusedPackets.get(packet.reason) ?? 0) + 1);
  }

  // What goes out.

  broadcast(source: Uint8Array, at: number, bytes: number): void {
    this.tellSent(wordsOf(source), at / Int32Array.BYTES_PER_ELEMENT);
    this.networks?.medium.broadcast(this.sealing.seal('medium', source.subarray(at, at + bytes)));
  }

  private tellSent(words: Int32Array, place: number): void {
    const count = countOf(words, place);
    if (count === 0 || sourceOf(words, place) !== this.engine.self) return;
    this.events.sent(firstNumberOf(words, place) + count - 1);
  }

  resend(to: number, source: Uint8Array, at: number, bytes: number): void {
    const frame = this.sealing.seal('out-of-band', source.subarray(at, at + bytes));
    this.networks?.outOfBand.send(to, 'frame', frame);
  }

  send(to: number, packet: Packet): void {
    const bytes = this.sealing.seal('out-of-band', encodePacket(packet, this.ring));
    this.networks?.outOfBand.send(to, 'packet', bytes);
  }

  setTimer(timer: Timer, delayMs: number): void {
    clearTimeout(this.timers.get(timer));
    if (this.isClosed) return;
    const goOff = (): void => {
      if (this.isClosed) return;
      this.host.timer(timer);
      this.events.changed();
    };
    this.timers.set(timer, setTimeout(goOff, delayMs));
  }

  failed(error: Error): void {
    this.events.failed(error);
  }

  deliver(): void {
    assert(false, 'a cursor takes what is agreed');
  }

  restore(): void {
    assert(false, 'a cursor takes snapshots');
  }

  /** The storage, but that what becomes durable is told. */
  private watched(storage: Storage): Storage {
    const flush: Storage['flush'] = (done) =>
      storage.flush((error) => {
        if (this.isClosed) return;
        done(error);
        this.events.changed();
      });
    return {
      load: () => storage.load(),
      entry: (source, at, bytes) => storage.entry(source, at, bytes),
      promise: (epoch) => storage.promise(epoch),
      install: (epoch, log) => storage.install(epoch, log),
      compact: (mark, snapshot) => storage.compact(mark, snapshot),
      reserve: (upTo) => storage.reserve(upTo),
      close: () => storage.close(),
      flush,
    };
  }
}

function cursorOf(engine: EngineSide): AgreedCursor {
  return {
    get agreed() {
      return engine.agreed;
    },
    get isRecovering() {
      return engine.isRecovering;
    },
    get log() {
      return engine.log;
    },
    begin: (from) => engine.learn(from),
    acknowledge: (delivered) => engine.acknowledge(delivered),
    compact: (slot, snapshot) => engine.compact(slot, snapshot),
  };
}

function snapshotOf({ sent, sentBytes, received, receivedBytes, dropped }: TransportCounts): TransportCounts {
  return { sent, sentBytes, received, receivedBytes, dropped };
}

/** Bytes as words, in the same memory; frames of a log begin at one. */
function wordsOf(bytes: Uint8Array): Int32Array {
  return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
}
