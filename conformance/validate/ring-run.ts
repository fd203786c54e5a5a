import { majority, successorsNeeded } from '../../impl/parts.js';
import { AgreedOrder } from './agreed-order.js';
import { EntryTree } from './entry-tree.js';
import { SentPackets } from './sent-packets.js';

/** What the hosts of a run share: logs, what was sent, and what was agreed. */
export class RingRun {
  readonly hosts: number;
  readonly majority: number;
  readonly tree: EntryTree;
  readonly packets = new SentPackets();
  readonly order: AgreedOrder;

  /** `isLive`: of hosts that run, whose applications come back some time after them, and say then what they have. */
  constructor(
    readonly names: readonly string[],
    readonly isLive = false,
  ) {
    this.hosts = names.length;
    this.majority = majority(this.hosts);
    this.tree = new EntryTree(successorsNeeded(this.hosts));
    this.order = new AgreedOrder(this.tree, names);
  }
}
