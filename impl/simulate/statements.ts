import type { LogImage, Packet } from '../core/records.js';
import { CRC_AT, epochOf, slotOf } from '../wire/layout.js';
import { realColumn, wordColumn } from './column.js';
import type { Durable } from './durable.js';
import type { Judge } from './judge.js';

/**
 * What hosts say, held against their disks: what is not durable must not be heard of (R4). And against each other: in one
 * epoch a slot has one entry, whoever sends it and however often (R2).
 */
export class Statements {
  /** By slot, the latest epoch of which a frame for it was sent, -1 if there is none, and the checksum of that frame. */
  private readonly epochs = realColumn();
  private readonly checksums = wordColumn();

  constructor(private readonly judge: Judge) {}

  /** A host sends the frame at a word, to all or to one. */
  frame(name: string, disk: Durable, words: Int32Array, at: number): void {
    const [epoch, slot, checksum] = [epochOf(words, at), slotOf(words, at), words[at + CRC_AT] as number];
    if (!disk.has(slot, checksum))
      this.judge.blame('WriteAhead', `${name} sends slot ${slot}, which is not on its disk`);
    const { epochs, checksums } = this;
    if (slot < epochs.first) return;
    while (epochs.length <= slot) {
      epochs.push(-1);
      checksums.push(0);
    }
    const latest = epochs.at(slot);
    if (epoch > latest) {
      epochs.set(slot, epoch);
      checksums.set(slot, checksum);
    } else if (epoch === latest && checksums.at(slot) !== checksum) {
      const text = `${name} sends an entry for slot ${slot} of epoch ${epoch}, for which there was another one`;
      this.judge.blame('OneProposal', text);
    }
  }

  /** On every disk a snapshot stands for the slots before this one, so that nobody has frames for them to send: what is known of them is given up. */
  dropBefore(slot: number): void {
    this.epochs.dropBefore(slot);
    this.checksums.dropBefore(slot);
  }

  packet(name: string, disk: Durable, packet: Packet): void {
    const lacks = lackOf(packet, disk);
    if (lacks !== null) {
      this.judge.blame(
        'WriteAhead',
        `${name} sends '${packet.kind}' with ${lacks}, which is not on its disk`,
      );
    }
  }
}

/** What a packet says of its sender that is not on the disk of that; null if there is nothing. */
function lackOf(packet: Packet, disk: Durable): string | null {
  switch (packet.kind) {
    case 'prepare':
      return promiseLack(packet.epoch, disk);
    case 'promise':
      return promiseLack(packet.epoch, disk) ?? logLack(packet.log, disk);
    case 'start':
    case 'install':
      if (disk.installed !== packet.epoch.number) return `epoch ${packet.epoch.number}`;
      return logLack(packet.log, disk);
    case 'fetch':
      return packet.length > disk.length ? `a log of ${packet.length} entries` : null;
    case 'join':
      return promiseLack(packet.promised, disk);
    case 'refuse':
    case 'hint':
      // A number to be above, or a slot to hurry to: nothing rests on it.
      return null;
    case 'announce':
    case 'answer':
      // Said by hosts without disks.
      return null;
  }
}

function promiseLack(epoch: number, disk: Durable): string | null {
  return disk.promised < epoch ? `promise ${epoch}` : null;
}

function logLack(log: LogImage, disk: Durable): string | null {
  return disk.hasAll(log) ? null : `a log of ${log.length} entries`;
}
