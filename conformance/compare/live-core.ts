/** A core that runs, with its storage, and the input that stands for an event of the specification. */
import { isDeepStrictEqual } from 'node:util';
import {
  decodePacket as decodeSoundly,
  encodePacket as encodeSoundly,
  frameProblem,
  wordsOf,
  type Core,
  type CoreOutput,
  type CoreState,
  type Packet,
  type Storage,
  type Stored,
} from '../../impl/parts.js';
import type { HostEvent } from '../../spec/exo/events.js';
import { agreedLog, nextPayload } from '../../spec/exo/log.js';
import type { HostSnapshot } from '../../spec/exo/names.js';
import type { Implementation } from './faulty-copy.js';
import { CONFIGURATION, PAYLOAD_BYTES_MOST, payloadBytes, snapshotOf } from './logs.js';

/** An outgoing message of a core. */
export type Outgoing =
  | { readonly kind: 'broadcast'; readonly frame: Int32Array }
  | { readonly kind: 'resend'; readonly to: number; readonly frame: Int32Array }
  | { readonly kind: 'packet'; readonly to: number; readonly packet: Packet };

/** What has arrived with an event, where it is a message: a frame, or a packet. */
export type Arrived = Int32Array | Packet | null;

/** How much a host keeps at most: of its log after the mark, and of payloads that wait. */
export interface Room {
  readonly entries: number;
  readonly logBytes: number;
  readonly payloads: number;
  readonly queueBytes: number;
}

/** Enough for the logs of the models, and of long runs in lock step. */
export const AMPLE_ROOM: Room = { entries: 2_048, logBytes: 2 ** 18, payloads: 2_048, queueBytes: 2 ** 18 };

export class LiveCore {
  /** Of a host without a disk, the one of its present life. */
  core: Core;
  /** The outgoing messages since the list was last emptied, in order. */
  outgoing: Outgoing[] = [];
  storage: Storage & { crash(): void };
  private readonly memory = new Uint8Array(PAYLOAD_BYTES_MOST);
  /** For what is done in two ways. */
  private beside: Core | null = null;
  /** How many entries the application has that it does not lose: those that it was given before the last step. */
  private taken = 0;

  constructor(
    readonly impl: Implementation,
    readonly self: number,
    readonly hosts: number,
    private readonly room: Room = AMPLE_ROOM,
    private readonly isDiskless = false,
  ) {
    this.core = this.coreOf(0);
    this.storage = isDiskless ? new impl.NoStorage(hosts) : new impl.MemoryStorage(impl.firstStored(hosts));
    if (!isDiskless) this.restart();
  }

  private coreOf(life: number): Core {
    const { impl, self, hosts, room } = this;
    const copy = (words: Int32Array, at: number): Int32Array => words.slice(at, at + wordsOf(words, at));
    const output: CoreOutput = {
      broadcast: (words, at) => this.outgoing.push({ kind: 'broadcast', frame: copy(words, at) }),
      resend: (to, words, at) => this.outgoing.push({ kind: 'resend', to, frame: copy(words, at) }),
      send: (to, packet) => this.outgoing.push({ kind: 'packet', to, packet }),
    };
    return new impl.Core(
      {
        self,
        hosts,
        configuration: CONFIGURATION,
        log: { entriesMax: room.entries, bytesMax: room.logBytes },
        queue: {
          payloadsMax: room.payloads,
          bytesMax: room.queueBytes,
          packPayloadsMax: 1,
          packBytesMax: 1_400,
        },
        ...(this.isDiskless && { life }),
      },
      output,
    );
  }

  /** D3: a host without a disk begins a life of this number, with nothing. */
  beginLife(life: number): void {
    this.core = this.coreOf(life);
    this.taken = 0;
  }

  /** From now on that is what storage holds. */
  useDisk(stored: Stored): void {
    if (!this.isDiskless) this.storage = new this.impl.MemoryStorage(stored);
  }

  /** The host begins with what storage holds; its application has taken this many entries, or as many as it had before. */
  restart(taken = this.taken): void {
    const stored = this.storage.load();
    this.core.restart(stored, Math.max(taken, stored.log.mark.length));
  }

  /** Of three payloads one comes in memory of its own, and two from the same, as an engine takes them. */
  private submit(number: number): number {
    const { core, memory, self } = this;
    const payload = payloadBytes(self, number);
    if (number % 3 === 0 || this.isDiskless) return core.submit(number, payload);
    memory.set(payload);
    return core.resubmit(number, memory, 0, payload.length);
  }

  /** Takes an event in a state of the specified host. Returns the core's answer. */
  take(spec: HostSnapshot, event: HostEvent, arrived: Arrived): number {
    const { core, impl } = this;
    switch (event.type) {
      case 'SUBMIT':
        return this.submit(spec.context.submitted);
      case 'DELIVER':
        return core.deliver(core.delivered + 1);
      case 'PERSISTED': {
        const position = core.takeWrites(this.storage);
        this.storage.flush(() => undefined);
        return core.persisted(position);
      }
      case 'APPEND':
        this.feed(spec);
        return core.append();
      case 'BROADCAST':
        return core.broadcast();
      case 'TIMEOUT':
        return core.timeout(event.epoch);
      case 'BEGIN':
        return core.begin(event.members);
      case 'CATCH_UP':
        return core.catchUp(event.to);
      case 'RETURN':
        return core.comeBack(event.to);
      case 'CRASH':
        this.storage.crash();
        return impl.ANSWER.taken;
      case 'RESTART':
        if (spec.context.lives === null) {
          this.restart();
          return impl.ANSWER.taken;
        }
        this.beginLife(spec.context.lives.boots + 1);
        return this.core.announce();
      case 'ASK_AGAIN':
        return core.announce();
      default:
        return this.hear(arrived);
    }
  }

  /** What follows by itself: what is known to be agreed is delivered; a crash may come first. */
  rest(): void {
    const { core, impl } = this;
    this.taken = core.delivered;
    const { following, waiting } = impl.STATUS;
    // D6: what others knew to be agreed is delivered by who has recovered, in an epoch or out of it.
    const isIn = core.status === following || (this.isDiskless && core.status === waiting);
    const isAtRest = isIn && core.isWritten;
    if (isAtRest && core.known > core.delivered) core.deliver(core.known);
  }

  /** R10: compacts as much as may be, with the specification as it is now. False if nothing may be. */
  compact({ context }: HostSnapshot): boolean {
    const { core, impl, storage } = this;
    const slot = core.compactable;
    if (!core.isWritten || slot <= core.log.start) return false;
    const snapshot = snapshotOf(agreedLog(context).slice(0, slot));
    if (snapshot === null || core.compact(slot, snapshot) !== impl.ANSWER.taken) return false;
    storage.compact(core.log.markAt(slot), snapshot);
    storage.flush(() => undefined);
    return true;
  }

  /**
   * R10: the application compacts up to a slot, whenever it likes, as the driver has it: what storage lacks is handed to it
   * before, and nothing waits for it to be written. Null without a snapshot to compact to; or whether the core takes it.
   */
  compactTo(slot: number, { context }: HostSnapshot): boolean | null {
    const { core, impl, storage } = this;
    const snapshot = snapshotOf(context.log.slice(0, slot));
    if (snapshot === null) return null;
    if (core.compact(slot, snapshot) !== impl.ANSWER.taken) return false;
    core.takeWrites(storage);
    storage.compact(core.log.markAt(slot), snapshot);
    return true;
  }

  /** An application that always has one more payload submits it when it is about to be sent. */
  private feed({ context }: HostSnapshot): void {
    if (!context.config.isBusy || !this.core.holdsToken || this.core.hasPayload) return;
    const number = nextPayload(context) ?? 0;
    this.core.submit(number, payloadBytes(this.self, number));
  }

  /** Takes a frame, or a packet. Returns the core's answer. */
  hear(arrived: Arrived): number {
    if (arrived === null) return this.impl.ANSWER.nothing;
    return 'kind' in arrived ? this.packet(arrived) : this.frame(arrived);
  }

  private frame(frame: Int32Array): number {
    const { core, impl, hosts } = this;
    const check = impl.checkFrame(frame, 0, 4 * frame.length, CONFIGURATION, hosts);
    if (check !== 0) throw new Error(`the codec refuses a frame: ${frameProblem(check)}`);
    const before = core.save();
    const answer = this.takesAsRun(frame) ? impl.ANSWER.taken : core.receive(frame, 0);
    // Where in memory a log has room is nothing that is saved.
    if (answer !== impl.ANSWER.full) this.expectSameRun(before, frame, answer === impl.ANSWER.taken);
    return answer;
  }

  /** Every other frame is taken as those are that come together, so that it matters where in memory these go. */
  private takesAsRun(frame: Int32Array): boolean {
    if (this.isDiskless || this.impl.slotOf(frame, 0) % 2 === 0) return false;
    return this.core.receiveRun({ words: frame, placeOf: () => 0 }, 0, 1) === 1;
  }

  /** Frames that come together are taken in another way: it has to lead to the same, or leave the frame to this one. */
  private expectSameRun(before: CoreState, frame: Int32Array, isTaken: boolean): void {
    const { core } = this;
    // Hosts without disks take frames one by one.
    if (this.isDiskless) return;
    this.beside ??= this.coreOf(0);
    const { beside } = this;
    beside.load(before);
    if (beside.receiveRun({ words: frame, placeOf: () => 0 }, 0, 1) === 0) return;
    if (isTaken && isDeepStrictEqual(beside.save(), core.save())) return;
    throw new Error('a frame that comes together with others is taken otherwise than one that comes alone');
  }

  private packet(packet: Packet): number {
    const { core } = this;
    switch (packet.kind) {
      case 'prepare':
        return core.prepare(packet);
      case 'promise':
        return core.promise(packet);
      case 'start':
        return core.start(packet);
      case 'install':
        return core.install(packet);
      case 'fetch':
        return core.fetch(packet);
      case 'join':
        return core.join(packet);
      case 'announce':
        return core.announced(packet);
      case 'answer':
        return core.answered(packet);
      default:
        return this.impl.ANSWER.nothing;
    }
  }
}

/** What arrives of a packet that a core sends: encoded by its codec, and decoded soundly. Throws where that cannot be. */
export function sentPacket(impl: Implementation, packet: Packet, hosts: number): Packet {
  return through(impl.encodePacket, decodeSoundly, packet, hosts);
}

/** A packet as it arrives at a core: encoded soundly, and decoded by the core's codec. */
export function receivedPacket(impl: Implementation, packet: Packet, hosts: number): Packet {
  return through(encodeSoundly, impl.decodePacket, packet, hosts);
}

/** D1: whether a packet is one of hosts without disks. */
function hasLives(packet: Packet): boolean {
  if ('life' in packet) return true;
  return 'epoch' in packet && typeof packet.epoch === 'object' && packet.epoch.lives !== undefined;
}

function through(
  encode: typeof encodeSoundly,
  decode: typeof decodeSoundly,
  packet: Packet,
  hosts: number,
): Packet {
  const storage = hasLives(packet) ? 'diskless' : 'durable';
  const ring = { configuration: CONFIGURATION, hosts, storage } as const;
  const decoded = decode(encode(packet, ring), ring);
  if (decoded.kind === 'refused') throw new Error(`the codec refuses a ${packet.kind}: ${decoded.reason}`);
  return decoded;
}
