import type {
  CoreState,
  EngineEdge,
  EngineEdgeState,
  LogImage,
  PayloadNumbersState,
  Stored,
} from '../../impl/parts.js';
import type { HostEvent } from '../../spec/exo/events.js';
import type { Log } from '../../spec/exo/log.js';
import type { EngineConfig } from '../../spec/offload/edge.js';
import { canonicalCore } from '../compare/canonical-core.js';
import type { Implementation } from '../compare/faulty-copy.js';
import { LiveCore, receivedPacket, type Arrived } from '../compare/live-core.js';
import { frameOf, imageOf } from '../compare/logs.js';
import { packetFor } from '../compare/packets.js';

/** A core with its edge, numbers and disk, as it is saved. */
export interface EngineCode {
  /** Null while the engine is down. */
  readonly core: CoreState | null;
  readonly numbers: PayloadNumbersState;
  /** What storage holds. */
  readonly disk: Stored;
  readonly edge: EngineEdgeState;
  /** What the application is known to have; it does not lose it. */
  readonly taken: number;
}

/** The session that is going on; numbers of sessions only have to ascend. */
export const SESSION = 1;

/** The real engine, in memory once for all states: each is loaded into it. */
export class SavedEngine {
  protected readonly live: LiveCore;
  protected readonly numbers: InstanceType<Implementation['PayloadNumbers']>;
  /** Of the driver that submits. */
  protected readonly pending: InstanceType<Implementation['PayloadQueue']>;
  /** Of the present core: without a disk, each life has its own. */
  protected edge: EngineEdge;
  protected readonly fresh: EngineEdgeState;
  protected readonly isDiskless: boolean;
  /** With what the application has of some entries, for the step under way. */
  protected snapshotTo: (slot: number) => Uint8Array = () => new Uint8Array();

  constructor(
    protected readonly impl: Implementation,
    protected readonly self: number,
    protected readonly hosts: number,
    { queueMax, window, recovery = null }: Pick<EngineConfig, 'queueMax' | 'window' | 'recovery'>,
  ) {
    const room = {
      ...{ entries: window ?? 2_048, logBytes: 2 ** 18 },
      ...{ payloads: queueMax, queueBytes: 2 ** 18 },
    };
    this.isDiskless = recovery !== null;
    this.live = new LiveCore(impl, self, hosts, room, this.isDiskless);
    this.numbers = new impl.PayloadNumbers(1);
    const one = { payloadsMax: 1, bytesMax: 2 ** 10, packPayloadsMax: 1, packBytesMax: 0 };
    this.pending = new impl.PayloadQueue(one);
    this.edge = this.edgeOfCore();
    this.fresh = this.edge.save();
  }

  protected edgeOfCore(): EngineEdge {
    const { live, impl, numbers } = this;
    const writing = {
      expectRunning: (): void => undefined,
      run: (write: () => void): void => write(),
    };
    const side = new impl.EngineSide(
      live.core,
      { numbers, writing } as never,
      { reserve: (upTo) => live.storage.reserve(upTo) },
      { goOn: () => undefined, compact: (slot: number) => this.compact(slot) } as never,
    );
    return new impl.EngineEdge(side);
  }

  /** An engine that is down, and has never run. */
  get empty(): EngineCode {
    const disk = this.impl.firstStored(this.hosts);
    return { core: null, numbers: { next: 0, reserved: 0 }, disk, edge: this.fresh, taken: 0 };
  }

  /** The engine becomes what it was saved as; one that is down has its disk only. */
  protected load({ core, disk, numbers, edge }: EngineCode): void {
    this.live.useDisk(disk);
    if (core !== null) this.live.core.load(core);
    this.numbers.load(numbers);
    this.edge.load(edge);
  }

  protected crashed(code: EngineCode): EngineCode {
    const { live } = this;
    live.useDisk(code.disk);
    live.storage.crash();
    return {
      ...code,
      core: null,
      taken: this.isDiskless ? 0 : code.taken,
      numbers: { next: 0, reserved: 0 },
      disk: live.storage.load(),
      edge: this.fresh,
    };
  }

  protected saved(taken: number): EngineCode {
    const { live, numbers, edge } = this;
    const { session, ...others } = edge.save();
    return {
      core: canonicalCore(live.core.save(), this.impl),
      numbers: numbers.save(),
      disk: live.storage.load(),
      // Numbers of sessions have to ascend, and mean nothing else.
      edge: { ...others, session: Math.min(session, SESSION), announced: Math.min(session, SESSION) },
      taken,
    };
  }

  /** O6, R10: the application is given up for its snapshot. */
  protected compact(slot: number): void {
    const { core, storage } = this.live;
    const snapshot = this.snapshotTo(slot);
    if (core.compact(slot, snapshot) !== this.impl.ANSWER.taken) return;
    core.takeWrites(storage);
    storage.compact(core.log.markAt(slot), snapshot);
    storage.flush(() => undefined);
  }

  /** The message of an event, as it comes out of the codec. */
  protected arrivedWith(event: HostEvent): Arrived {
    if (event.type === 'RECEIVE') return frameOf(event.message);
    if (!('packet' in event)) return null;
    // D4: who recovers has nothing, so an answer leaves nothing out.
    const isWhole = event.type === 'ANSWER';
    const packet = packetFor(event.packet, this.hosts, (log) => this.image(log, isWhole));
    return packet && receivedPacket(this.impl, packet, this.hosts);
  }

  /** A log of a packet, from what is delivered on. */
  protected image({ log, delivered }: Log, isWhole: boolean): LogImage {
    return imageOf(log, delivered, this.hosts, delivered, isWhole || delivered > this.live.core.settled);
  }
}
