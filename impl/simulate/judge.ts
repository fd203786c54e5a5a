/** A property that a run has broken. */
export interface Violation {
  /** As in docs/protocol.md, section 5, where it stands there. */
  readonly property: ViolatedProperty;
  /** What happened, in one line. */
  readonly text: string;
}

export const PROPERTIES = {
  Agreement: 'no two hosts agree on different entries for a slot, nor deliver different payloads in a place',
  Stability: 'what a host has delivered stays what it was, over restarts too',
  Validity: 'what is delivered has been submitted at its source, byte by byte',
  Integrity: 'a payload is delivered at most once',
  Fifo: 'payloads of one source are delivered in the order in which it submitted them, none left out',
  MinorityHalt: 'an entry that is agreed anywhere is on the disks of a majority',
  WriteAhead: 'what a host says of its log, promise and epoch is on its disk before it says so',
  OneProposal: 'in one epoch no two entries are sent for a slot',
  Durability: 'what a storage has said to be durable is there after a crash',
  Snapshot: 'what an application makes of a number of entries is the same at all hosts',
  Base: 'the base of a running epoch is not compacted before more than the base is delivered (R10)',
  Replay:
    'a message that was sealed is opened once, and unless it is late by more than a window it is opened',
  Checksum: 'bytes that were changed on their way are refused',
  Sound: 'agreed and delivered entries are written, and nothing fails inside a host',
} as const;

export type ViolatedProperty = keyof typeof PROPERTIES;

/** Takes down the first violation of a run. */
export class Judge {
  violation: Violation | null = null;

  blame(property: ViolatedProperty, text: string): void {
    this.violation ??= { property, text };
  }
}
