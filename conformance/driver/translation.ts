/** Between the specification's messages and those of a running host: each way, with nothing lost but what no rule asks for. */
import { readFrame, wordsOf, wordsOfFrames, type LogImage, type Packet } from '../../impl/parts.js';
import type { HostEffect } from '../../spec/exo/names.js';
import type { Entry, Log, Message } from '../../spec/exo/log.js';
import type { Packet as SpecPacket } from '../../spec/exo/packets.js';
import { lastSources } from '../compare/logs.js';

/** The entries of some frames, one after the other. */
export function entriesOf(frames: Uint8Array): readonly Entry[] {
  const words = wordsOfFrames(frames);
  const entries: Entry[] = [];
  for (let at = 0; at < words.length; at += wordsOf(words, at)) entries.push(entryAt(words, at));
  return entries;
}

/** The entries that a snapshot of `snapshotOf` stands for; none if there is no snapshot. */
export function entriesOfSnapshot(snapshot: Uint8Array | null): readonly Entry[] {
  const entries: Entry[] = [];
  for (let at = 0; at < (snapshot?.length ?? 0); at += 3) {
    const [epoch = 0, source = 0, payload = 0] = snapshot?.subarray(at, at + 3) ?? [];
    entries.push({ epoch, source, payload: payload === 255 ? null : payload });
  }
  return entries;
}

function entryAt(words: Int32Array, at: number): Entry {
  const { epoch, source, payloads, firstNumber } = readFrame(words, at);
  return { epoch, source, payload: payloads.length === 0 ? null : firstNumber };
}

/** A frame that a host sends, as the message of the specification; the log of the host says what came before. */
export function messageOf(frame: Int32Array, log: readonly Entry[], hosts: number): Message {
  const { slot } = readFrame(frame, 0);
  const history = lastSources(log.slice(0, slot), hosts);
  return { kind: 'entry', slot, history, ...entryAt(frame, 0) };
}

/**
 * What a host sends out of band, as an effect of the specification; null for what only hints, and changes no state. The log of the
 * host says what a mark stands for: what is left out of a packet is agreed.
 */
export function effectOf(to: number, packet: Packet, log: readonly Entry[]): HostEffect | null {
  const sent = (
    one: SpecPacket,
  ): { readonly to: readonly number[]; readonly packets: readonly SpecPacket[] } => ({
    to: [to],
    packets: [one],
  });
  const whole = ({ mark, delivered, frames }: LogImage): Log => ({
    log: [...log.slice(0, mark.length), ...entriesOf(frames)],
    delivered,
  });
  switch (packet.kind) {
    case 'prepare':
      return { type: 'sendPrepare', params: sent({ kind: 'prepare', epoch: packet.epoch }) };
    case 'promise': {
      const { epoch, from } = packet;
      return { type: 'sendPromise', params: sent({ kind: 'promise', epoch, from, ...whole(packet.log) }) };
    }
    case 'start':
    case 'install': {
      const { kind, epoch, log: image } = packet;
      const { number, members, base, snapshot } = epoch;
      const record = { number, members: [...members], base, snapshot };
      const type = kind === 'start' ? 'sendStart' : 'sendInstall';
      return { type, params: sent({ kind, epoch: record, ...whole(image) }) };
    }
    case 'fetch': {
      const { from, epoch, length } = packet;
      return { type: 'sendFetch', params: sent({ kind: 'fetch', wanted: 'entries', from, epoch, length }) };
    }
    case 'join': {
      const { from, promised, isInstalled } = packet;
      const join = { kind: 'join', wanted: 'entries', from, promised, isInstalled } as const;
      return { type: 'sendJoin', params: sent(join) };
    }
    default:
      return null;
  }
}
