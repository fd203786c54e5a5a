import { majority, successorsNeeded } from '../../impl/parts.js';
import { AtDrivers } from './at-drivers.js';
import { AgreedOrder } from './agreed-order.js';
import { EntryTree, type LogNode } from './entry-tree.js';
import { difference, type FieldDifference } from './problem.js';
import type { SeenFrame } from './seen.js';
import { SentPackets } from './sent-packets.js';

/** What the hosts of a run share: logs, what was sent, and what was agreed. */
export class RingRun {
  readonly hosts: number;
  readonly majority: number;
  readonly tree: EntryTree;
  readonly packets = new SentPackets();
  readonly order: AgreedOrder;
  readonly drivers: AtDrivers;

  /**
   * `isLive`: of hosts that run, whose applications come back some time after them, and say then what they have. `drivers`: names of the hosts of
   * whose drivers there are events.
   */
  constructor(
    readonly names: readonly string[],
    readonly isLive = false,
    drivers: readonly string[] = [],
    /** Whether a crash leaves nothing of a host (D1-D10). */
    readonly isDiskless = false,
    /** Whether engines of split hosts show the sessions that they begin. */
    readonly showsSessions = false,
  ) {
    this.hosts = names.length;
    this.majority = majority(this.hosts);
    this.tree = new EntryTree(successorsNeeded(this.hosts));
    this.order = new AgreedOrder(this.tree, names);
    this.drivers = new AtDrivers(
      names.map((name) => drivers.includes(name)),
      showsSessions,
    );
  }

  /** The fields in which an entry that was seen is not the last one of this log. */
  unlike(node: LogNode, frame: SeenFrame): readonly FieldDifference[] {
    const { tree, names } = this;
    const before = tree.parentOf(node);
    const isSame =
      tree.isOf(node, frame) &&
      frame.slot === tree.lengthOf(node) - 1 &&
      frame.history === tree.digestOf(before);
    if (isSame) return [];
    return [
      difference('slot', frame.slot, tree.lengthOf(node) - 1),
      difference('epoch', frame.epoch, tree.epochOf(node)),
      difference('source', names[frame.source], names[tree.sourceOf(node)]),
      difference('history', frame.history, tree.digestOf(before)),
      difference('payload', [frame.first, frame.count], [tree.firstOf(node), tree.countOf(node)]),
      difference('crc', frame.crc, tree.crcOf(node)),
    ].filter((one) => one !== null);
  }
}
