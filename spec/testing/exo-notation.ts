/**
 * The notation of the completed protocol's traces, read: hosts are letters, `B1.0` is what B broadcast in epoch 1, its
 * payload 0, and `B1` an empty message of B.
 */
import type { Entry, Epoch, Log, Message } from '../exo/log.js';
import type { Fetch, Install, Join, Packet, Prepare, Promised, Start, Wanted } from '../exo/packets.js';

/** `entry('B1.0')`. */
export function entry(text: string): Entry {
  const [head = '', payload] = text.split('.');
  return {
    epoch: Number(head.slice(1)),
    source: hostOf(head.charAt(0)),
    payload: payload === undefined ? null : Number(payload),
  };
}

/** `entries('A0.0 B0.0')`: slots 0 and 1. */
export function entries(text: string): readonly Entry[] {
  return wordsOf(text).map(entry);
}

/** A log as it is sent, of which this many entries may be compacted. */
export function logOf(text: string, delivered = 0): Log {
  return { log: entries(text), delivered };
}

/** `message('2,C', 'A0.1')`: slot 2, after an entry of C. */
export function message(slotAndHistory: string, text: string): Message {
  const [slot, ...history] = slotAndHistory.split(',');
  return { kind: 'entry', slot: Number(slot), history: history.map(hostOf), ...entry(text) };
}

/** `epoch(1, 'AB', 2)`: the members A and B, and a base log of two entries, of which a snapshot may be a part. */
export function epoch(number: number, members: string, base = 0, snapshot = 0): Epoch {
  return { number, members: [...members].map(hostOf), base, snapshot };
}

export function prepare(number: number): Prepare {
  return { kind: 'prepare', epoch: number };
}

export function promise(number: number, from: number, log: Log): Promised {
  return { kind: 'promise', epoch: number, from, ...log };
}

export function start(record: Epoch, log: Log): Start {
  return { kind: 'start', epoch: record, ...log };
}

export function install(record: Epoch, log: Log): Install {
  return { kind: 'install', epoch: record, ...log };
}

/** Host `from`, which has this many entries in its log of this epoch, asks for those that follow. */
export function fetch(wanted: Wanted, from: number, number: number, length: number): Fetch {
  return { kind: 'fetch', wanted, from, epoch: number, length };
}

/** Host `from`, which has promised this number, and may have installed the epoch, asks for a newer one. */
export function join(wanted: Wanted, from: number, promised: number, isInstalled: boolean): Join {
  return { kind: 'join', wanted, from, promised, isInstalled };
}

/** What is in an effect that goes over the out-of-band network. */
export function sent(to: readonly number[], ...packets: readonly Packet[]): object {
  return { to, packets };
}

function hostOf(letter: string): number {
  return letter.charCodeAt(0) - 'A'.charCodeAt(0);
}

function wordsOf(text: string): readonly string[] {
  return text.split(' ').filter((word) => word !== '');
}
