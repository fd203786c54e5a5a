/** A core beside a specified host, as a part of a state of the model: plain data between any two steps. */
import type { CoreState, LogImage, Stored } from '../../impl/parts.js';
import type { HostEvent } from '../../spec/exo/events.js';
import type { Log } from '../../spec/exo/log.js';
import type { HostSnapshot } from '../../spec/exo/names.js';
import { compareLive } from '../compare/live.js';
import type { Difference } from '../compare/difference.js';
import { canonicalCore } from '../compare/canonical-core.js';
import type { Implementation } from '../compare/faulty-copy.js';
import { AMPLE_ROOM, LiveCore, receivedPacket, type Arrived, type Outgoing } from '../compare/live-core.js';
import { frameOf, imageOf } from '../compare/logs.js';
import { packetFor } from '../compare/packets.js';

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

export interface CoreStep {
  readonly isTaken: boolean;
  readonly outgoing: readonly Outgoing[];
  readonly next: Side;
  /** Where the core that has taken the step differs in what is no part of its saved state. */
  readonly difference: Difference | null;
}

/** Runs the cores of one host: each is loaded, takes a step, and is saved again. */
export class CoreRunner {
  private readonly live: LiveCore;

  constructor(
    private readonly impl: Implementation,
    self: number,
    private readonly hosts: number,
    private readonly isDiskless = false,
  ) {
    this.live = new LiveCore(impl, self, hosts, AMPLE_ROOM, isDiskless);
  }

  /** A host that has never run. */
  first(kind: Kind): Side {
    const disk = this.impl.firstStored(this.hosts);
    this.live.useDisk(disk);
    if (this.isDiskless) this.live.beginLife(0);
    else this.live.restart(0);
    return { kind, core: this.live.core.save(), disk, taken: 0 };
  }

  /** Takes an event in a state of the specified host, which comes to another one, or refuses it. */
  step(side: Side, spec: HostSnapshot, event: HostEvent, after: HostSnapshot | undefined): CoreStep {
    const { live } = this;
    live.outgoing = [];
    const refused: CoreStep = { isTaken: false, outgoing: [], next: side, difference: null };
    if (event.type === 'CRASH') {
      const taken = this.isDiskless ? 0 : side.taken;
      return { ...refused, isTaken: side.core !== null, next: { ...side, core: null, taken } };
    }
    if ((side.core === null) !== (event.type === 'RESTART')) return refused;
    live.useDisk(side.disk);
    if (side.core === null) {
      if (this.isDiskless) live.take(spec, event, null);
      else live.restart(side.taken);
    } else {
      live.core.load(side.core);
      const arrived = this.arrivedWith(side, event);
      if (live.take(spec, event, arrived) !== this.impl.ANSWER.taken)
        return { ...refused, outgoing: live.outgoing };
      live.rest();
    }
    const difference = after === undefined ? null : compareLive(after, live.core);
    return { isTaken: true, outgoing: live.outgoing, next: this.saved(side, spec), difference };
  }

  /** R4: storage writes only some of the entries that wait; then the rest. The agreement pointers after both. */
  writesInParts(side: Side, first: number): { readonly between: number; readonly after: CoreState } | null {
    if (side.core === null) return null;
    const { live } = this;
    const { core } = live;
    core.load(side.core);
    live.useDisk(side.disk);
    const position = core.takeWrites(live.storage);
    core.persisted(position - (side.core.unwritten - first));
    const between = core.agreed;
    core.persisted(position);
    return { between, after: core.save() };
  }

  /** R10: compacts as much as may be, with the specification after the step. */
  compacted(side: Side, spec: HostSnapshot): Side {
    const { live } = this;
    if (side.kind !== 'compacts' || side.core === null) return side;
    live.core.load(side.core);
    live.useDisk(side.disk);
    return live.compact(spec) ? this.saved(side, spec) : side;
  }

  /** The message of an event, as it comes out of the codec. */
  private arrivedWith(side: Side, event: HostEvent): Arrived {
    if (event.type === 'RECEIVE') return frameOf(event.message);
    if (!('packet' in event)) return null;
    // D4: who recovers has nothing, so an answer leaves nothing out.
    const isWhole = event.type === 'ANSWER';
    const packet = packetFor(event.packet, this.hosts, (log) => this.image(side, log, isWhole));
    return packet && receivedPacket(this.impl, packet, this.hosts);
  }

  /** A log of a packet: whole, or as compacted as this host can use it. */
  private image({ kind }: Side, { log, delivered }: Log, isWhole: boolean): LogImage {
    const { hosts, live } = this;
    if (kind === 'keeps') return imageOf(log, delivered, hosts, 0, false);
    return imageOf(log, delivered, hosts, delivered, isWhole || delivered > live.core.settled);
  }

  private saved({ kind }: Side, spec: HostSnapshot): Side {
    const { live, impl } = this;
    const { core } = live;
    return {
      kind,
      core: canonical(core.save(), impl, spec),
      disk: live.storage.load(),
      taken: core.delivered,
    };
  }
}

/** A state without what makes no difference any more, nor a queue that is filled whenever it is needed. */
function canonical(state: CoreState, impl: Implementation, { context }: HostSnapshot): CoreState {
  return { ...canonicalCore(state, impl), queue: context.config.isBusy ? [] : state.queue };
}
