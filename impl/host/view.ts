import type { Core, Status } from '../core/core.js';
import type { EpochRecord } from '../core/records.js';
import { CRC_AT } from '../wire/layout.js';

/** What can be seen of a host's log. Slots from `start` to before `length` are kept in memory. */
export interface LogView {
  /** The slot of the first entry that is kept; a snapshot stands for those before it. */
  readonly start: number;
  /** The next slot: how many entries the log has had. */
  readonly length: number;
  /** The checksum of the entry of a slot that is kept: it covers epoch, slot, source and payloads. */
  checksumAt(slot: number): number;
  /** The words of the log, and where in them the frame of a slot that is kept stands (wire/layout.ts): for reading, before the next call. */
  readonly words: Int32Array;
  placeOf(slot: number): number;
}

/** What can be seen of a host from outside. It is always as the host is now, and nothing that is asked here changes that. */
export interface HostView {
  /** The host's place in the ring, from 0. */
  readonly self: number;
  /** How many hosts the ring has. */
  readonly hosts: number;
  /** The digest that frames and packets of this ring carry (`PacketRing`). */
  readonly configuration: number;
  /** Whether hosts of this ring have disks, as their packets say (`PacketRing`). */
  readonly storage: 'durable' | 'diskless';
  /** Where the host is in the protocol: one of `STATUS`. */
  readonly status: Status;
  /** R5: the host takes no part in epochs below this one. */
  readonly promised: number;
  /** R1: a copy of the record of the epoch that the host has installed; null once a promise has taken it out of that. */
  readonly epoch: EpochRecord | null;
  readonly log: LogView;
  /** R7: the number of entries, from the first, that are agreed. */
  readonly agreed: number;
  /** The number of entries, from the first, that the application has been given, or a snapshot of. */
  readonly delivered: number;
  /** How many entries, from the first, are known to be agreed from others, or delivered: they never have to be sent again. */
  readonly settled: number;
  /** R4: the number of durable changes that storage has not written yet; while there are none but entries, the number of entries at the end of the log. */
  readonly unwritten: number;
  /** The number of the last payload that was submitted in this life; -1 if there is none. */
  readonly submitted: number;
  /** D1: the newest life that is known of each host, its own among them; a new array once that changes. Null where hosts have disks. */
  readonly lives: Float64Array | null;
  /** R10: how many entries, from the first, `Host.compact` may take a snapshot for now. */
  readonly compactable: number;
}

/** The view of a host that has this core. */
export function viewOf(core: Core): HostView {
  const { log } = core;
  const logView: LogView = {
    get start() {
      return log.start;
    },
    get length() {
      return log.length;
    },
    checksumAt: (slot) => log.words[log.placeOf(slot) + CRC_AT] as number,
    get words() {
      return log.words;
    },
    placeOf: (slot) => log.placeOf(slot),
  };
  return {
    self: core.self,
    hosts: core.hosts,
    configuration: core.configuration,
    storage: core.lives === null ? 'durable' : 'diskless',
    log: logView,
    get status() {
      return core.status;
    },
    get promised() {
      return core.promised;
    },
    get epoch() {
      const { installed } = core;
      return installed && { ...installed, members: installed.members.slice() };
    },
    get agreed() {
      return core.agreed;
    },
    get delivered() {
      return core.delivered;
    },
    get settled() {
      return core.settled;
    },
    get unwritten() {
      return core.journal - core.written;
    },
    get submitted() {
      return core.queue.lastNumber;
    },
    get lives() {
      return core.lives && core.lives.known;
    },
    get compactable() {
      return core.compactable;
    },
  };
}
