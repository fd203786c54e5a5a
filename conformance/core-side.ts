/**
 * A core beside the specified host: its state, what its storage holds, and the input that stands for an event of the
 * specification.
 */
import type { Core, CoreState, CoreOutput, LogImage, Packet, Stored } from '../impl/index.js';
import { agreedLog, nextPayload, type Log } from '../spec/exo/log.js';
import type { HostEvent } from '../spec/exo/events.js';
import type { HostSnapshot } from '../spec/exo/names.js';
import type { Implementation } from './faulty-copy.js';
import { CONFIGURATION, frameOf, imageOf, payloadBytes, snapshotOf } from './logs.js';

/** Whether a side keeps its whole log, or compacts it as soon as it may. */
export type Kind = 'keeps' | 'compacts';

export interface Side {
  readonly kind: Kind;
  /** Null while the host is down. */
  readonly core: CoreState | null;
  /** What storage holds. */
  readonly disk: Stored;
  /** How many entries the application has; it does not lose them. */
  readonly taken: number;
}

/** What a core said in a step, in order. */
export type Said =
  | { readonly kind: 'broadcast'; readonly frame: Int32Array }
  | { readonly kind: 'resend'; readonly to: number; readonly frame: Int32Array }
  | { readonly kind: 'packet'; readonly to: number; readonly packet: Packet };

export interface CoreStep {
  readonly isTaken: boolean;
  readonly said: readonly Said[];
  readonly next: Side;
}

/** Enough for every log of a small model. */
const ENTRIES_MAX = 1_024;
const BYTES_MAX = 65_536;
const PAYLOADS_MAX = 1_024;

/** Runs the cores of one host. */
export class CoreRunner {
  private readonly core: Core;
  private said: Said[] = [];

  constructor(
    private readonly impl: Implementation,
    private readonly self: number,
    private readonly hosts: number,
  ) {
    const copy = (words: Int32Array, at: number): Int32Array => words.slice(at, at + impl.wordsOf(words, at));
    const output: CoreOutput = {
      broadcast: (words, at) => this.said.push({ kind: 'broadcast', frame: copy(words, at) }),
      resend: (to, words, at) => this.said.push({ kind: 'resend', to, frame: copy(words, at) }),
      send: (to, packet) => this.said.push({ kind: 'packet', to, packet }),
    };
    this.core = new impl.Core(
      {
        self,
        hosts,
        configuration: CONFIGURATION,
        log: { entriesMax: ENTRIES_MAX, bytesMax: BYTES_MAX },
        queue: { payloadsMax: PAYLOADS_MAX, bytesMax: BYTES_MAX, packPayloadsMax: 1, packBytesMax: 1_400 },
      },
      output,
    );
  }

  /** A host that has never run. */
  first(kind: Kind): Side {
    const disk = this.impl.firstStored(this.hosts);
    this.core.restart(disk, 0);
    return { kind, core: this.core.save(), disk, taken: 0 };
  }

  /** Takes an event in a state of the specified host. */
  step(side: Side, spec: HostSnapshot, event: HostEvent): CoreStep {
    this.said = [];
    if (event.type === 'CRASH') {
      return { isTaken: side.core !== null, said: [], next: { ...side, core: null } };
    }
    if (side.core === null) {
      if (event.type !== 'RESTART') return { isTaken: false, said: [], next: side };
      this.core.restart(side.disk, Math.max(side.taken, side.disk.log.mark.length));
      return { isTaken: true, said: [], next: this.after(side, side.disk, spec) };
    }
    if (event.type === 'RESTART') return { isTaken: false, said: [], next: side };
    this.core.load(side.core);
    const storage = new this.impl.MemoryStorage(side.disk);
    const isTaken = this.input(side, spec, event, storage) === this.impl.ANSWER.taken;
    if (!isTaken) return { isTaken, said: this.said, next: side };
    const { said } = this;
    const next = this.after(side, storage.load(), spec);
    return { isTaken, said, next };
  }

  /** R4: storage writes only some of the entries that wait; then the rest. The agreement pointers after both. */
  writesInParts(side: Side, first: number): { readonly between: number; readonly after: CoreState } | null {
    if (side.core === null) return null;
    this.core.load(side.core);
    const storage = new this.impl.MemoryStorage(side.disk);
    const position = this.core.takeWrites(storage);
    this.core.persisted(position - (side.core.unwritten - first));
    const between = this.core.agreed;
    this.core.persisted(position);
    return { between, after: this.core.save() };
  }

  private input(
    side: Side,
    spec: HostSnapshot,
    event: HostEvent,
    storage: InstanceType<Implementation['MemoryStorage']>,
  ): number {
    const { core, impl, hosts, self } = this;
    switch (event.type) {
      case 'SUBMIT':
        return core.submit(spec.context.submitted, payloadBytes(self, spec.context.submitted));
      case 'DELIVER':
        return core.deliver(core.delivered + 1);
      case 'PERSISTED': {
        const position = core.takeWrites(storage);
        storage.flush(() => undefined);
        return core.persisted(position);
      }
      case 'APPEND':
        this.feed(spec);
        return core.append();
      case 'BROADCAST':
        return core.broadcast();
      case 'RECEIVE':
        return this.receive(frameOf(impl, event.message));
      case 'TIMEOUT':
        return core.timeout(event.epoch);
      case 'PREPARE': {
        const { epoch } = event.packet;
        return this.takeIn({ kind: 'prepare', from: epoch % hosts, epoch, delivered: 0 });
      }
      case 'PROMISE': {
        const { epoch, from } = event.packet;
        return this.takeIn({ kind: 'promise', from, epoch, log: this.image(side, event.packet) });
      }
      case 'BEGIN':
        return core.begin();
      case 'START':
      case 'INSTALL': {
        const { epoch } = event.packet;
        return this.takeIn({
          kind: event.type === 'START' ? 'start' : 'install',
          from: epoch.number % hosts,
          epoch: { ...epoch, members: Uint8Array.from(epoch.members) },
          log: this.image(side, event.packet),
        });
      }
      case 'CATCH_UP':
        return core.catchUp(event.to);
      case 'RETURN':
        return core.comeBack(event.to);
      case 'FETCH': {
        const { from, epoch, length } = event.packet;
        return this.takeIn({ kind: 'fetch', from, epoch, length, delivered: 0 });
      }
      case 'JOIN': {
        const { from, promised, isInstalled } = event.packet;
        return this.takeIn({ kind: 'join', from, promised, isInstalled, delivered: 0 });
      }
      case 'CRASH':
      case 'RESTART':
        return impl.ANSWER.nothing;
    }
  }

  /** An application that always has one more payload submits it when it is about to be sent. */
  private feed({ context }: HostSnapshot): void {
    if (!context.config.isBusy || !this.core.holdsToken || this.core.hasPayload) return;
    const number = nextPayload(context) ?? 0;
    this.core.submit(number, payloadBytes(this.self, number));
  }

  private receive(frame: Int32Array): number {
    const { core, impl, hosts } = this;
    const check = impl.checkFrame(frame, 0, 4 * frame.length, CONFIGURATION, hosts);
    if (check !== 0) throw new Error(`the codec refuses a frame: ${impl.frameProblem(check)}`);
    return core.receive(frame, 0);
  }

  /** A packet as it comes out of the codec. */
  private takeIn(packet: Packet): number {
    const { core } = this;
    const decoded = throughCodec(this.impl, packet, this.hosts);
    switch (decoded.kind) {
      case 'prepare':
        return core.prepare(decoded);
      case 'promise':
        return core.promise(decoded);
      case 'start':
        return core.start(decoded);
      case 'install':
        return core.install(decoded);
      case 'fetch':
        return core.fetch(decoded);
      case 'join':
        return core.join(decoded);
      default:
        return this.impl.ANSWER.nothing;
    }
  }

  /** A log of a packet: whole, or as compacted as this host can use it. */
  private image({ kind }: Side, { log, delivered }: Log): LogImage {
    if (kind === 'keeps') return imageOf(this.impl, log, delivered, this.hosts, 0, false);
    return imageOf(this.impl, log, delivered, this.hosts, delivered, delivered > this.core.settled);
  }

  /** What follows by itself: what is known to be agreed is delivered, and compacted where that is done. */
  private after(side: Side, disk: Stored, spec: HostSnapshot): Side {
    const { core, impl } = this;
    const isAtRest = core.status === impl.STATUS.following && core.isWritten;
    if (isAtRest && core.known > core.delivered) core.deliver(core.known);
    return { kind: side.kind, core: canonical(core.save(), impl, spec), disk, taken: core.delivered };
  }

  /** R10: compacts as much as may be, with the specification after the step. */
  compacted(side: Side, spec: HostSnapshot): Side {
    const { core, impl } = this;
    if (side.kind !== 'compacts' || side.core === null) return side;
    core.load(side.core);
    const slot = core.compactable;
    if (!core.isWritten || slot <= core.log.start) return side;
    const prefix = agreedLog(spec.context).slice(0, slot);
    const snapshot = snapshotOf(prefix);
    if (snapshot === null || core.compact(slot, snapshot) !== impl.ANSWER.taken) return side;
    const storage = new impl.MemoryStorage(side.disk);
    storage.compact(core.log.markAt(slot), snapshot);
    storage.flush(() => undefined);
    return { ...side, core: canonical(core.save(), impl, spec), disk: storage.load() };
  }
}

/**
 * A state without what makes no difference any more: what was known to be agreed once it is delivered, for whom a promise
 * or a record was trimmed once it is sent, and a queue that is filled whenever it is needed.
 */
function canonical(state: CoreState, { STATUS }: Implementation, { context }: HostSnapshot): CoreState {
  const { status, known, delivered, deliveredByAll, queue } = state;
  const isTrimming = status === STATUS.promising || status === STATUS.starting;
  return {
    ...state,
    known: Math.max(known, delivered),
    deliveredByAll: isTrimming ? deliveredByAll : 0,
    queue: context.config.isBusy ? [] : queue,
  };
}

/** A packet, encoded and decoded again. Throws where the codec refuses what a core has said. */
export function throughCodec(impl: Implementation, packet: Packet, hosts: number): Packet {
  const ring = { configuration: CONFIGURATION, hosts };
  const decoded = impl.decodePacket(impl.encodePacket(packet, ring), ring);
  if (decoded.kind === 'refused') throw new Error(`the codec refuses a ${packet.kind}: ${decoded.reason}`);
  return decoded;
}
