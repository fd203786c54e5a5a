/** What hosts say to each other, as JSON of a run (docs/run-format.md): written by hand, because a trace must cost next to nothing. */
import { unreachable } from '../../errors/index.js';
import type { EpochRecord, LogImage, Packet, PromisePacket } from '../core/records.js';
import { alignedWords } from '../wire/aligned.js';
import {
  CRC_AT,
  HISTORY_AT,
  countOf,
  epochOf,
  firstNumberOf,
  slotOf,
  sourceOf,
  wordsOf,
} from '../wire/layout.js';

/** The fields of an entry. `names` are those of the hosts, as JSON. */
export function entryText(words: Int32Array, at: number, names: readonly string[]): string {
  const count = countOf(words, at);
  const payload = count === 0 ? 'null' : `[${firstNumberOf(words, at)},${count}]`;
  return `{"epoch":${epochOf(words, at)},"slot":${slotOf(words, at)},"source":${names[sourceOf(words, at)] ?? '""'},"history":${words[at + HISTORY_AT] as number},"payload":${payload},"crc":${words[at + CRC_AT] as number}}`;
}

/** The fields of a packet. */
export function packetText(packet: Packet, names: readonly string[]): string {
  const from = `"from":${names[packet.from] ?? '""'}`;
  switch (packet.kind) {
    case 'prepare':
      return `{${from},"epoch":${packet.epoch},"delivered":${packet.delivered}${lifeText(packet)}}`;
    case 'promise':
      return `{${from},"epoch":${packet.epoch},"log":${imageText(packet.log)}${lifeText(packet)}${promiseLivesText(packet)}}`;
    case 'start':
    case 'install':
      return `{${from},"epoch":${epochText(packet.epoch, names)},"log":${imageText(packet.log)}}`;
    case 'fetch': {
      const upTo = packet.upTo === Number.MAX_SAFE_INTEGER ? 'null' : packet.upTo;
      return `{${from},"epoch":${packet.epoch},"length":${packet.length},"upTo":${upTo},"delivered":${packet.delivered}${lifeText(packet)}}`;
    }
    case 'join':
      return `{${from},"promised":${packet.promised},"isInstalled":${packet.isInstalled},"delivered":${packet.delivered}${lifeText(packet)}}`;
    case 'refuse':
      return `{${from},"promised":${packet.promised}}`;
    case 'hint':
      return `{${from},"epoch":${packet.epoch},"slot":${packet.slot}}`;
    case 'announce':
      return `{${from},"life":${packet.life},"nonce":${packet.nonce}}`;
    case 'answer': {
      const { life, nonce, promised, agreed, known } = packet;
      const installed = packet.installed === null ? 'null' : epochText(packet.installed, names);
      return `{${from},"life":${life},"nonce":${nonce},"promised":${promised},"epoch":${installed},"agreed":${agreed},"known":[${known.join()}],"log":${imageText(packet.log)}}`;
    }
    default:
      return unreachable(packet);
  }
}

/** D1: the life of a sender, where hosts have lives. */
function lifeText({ life }: { readonly life?: number }): string {
  return life === undefined ? '' : `,"life":${life}`;
}

/** D1, D9: what a promise says of lives besides. */
function promiseLivesText({ starterLife, known }: PromisePacket): string {
  return known === undefined ? '' : `,"starterLife":${starterLife ?? 0},"known":[${known.join()}]`;
}

/** The record of an epoch. */
export function epochText(
  { number, members, base, snapshot, lives }: EpochRecord,
  names: readonly string[],
): string {
  const list = Array.from(members, (host) => names[host] ?? '""').join(',');
  return `{"number":${number},"members":[${list}],"base":${base},"snapshot":${snapshot}${lives === undefined ? '' : `,"lives":[${lives.join()}]`}}`;
}

/** A log that is sent: what it begins with, how long it is, how much of it is agreed, and its last entry. */
function imageText({ mark, delivered, length, frames }: LogImage): string {
  const words = alignedWords(frames);
  let lastEpoch = mark.lastEpoch;
  let crc: number | null = null;
  for (let at = 0; at < words.length; at += wordsOf(words, at)) {
    lastEpoch = epochOf(words, at);
    crc = words[at + CRC_AT] as number;
  }
  return `{"start":${mark.length},"length":${length},"delivered":${delivered},"lastEpoch":${lastEpoch},"crc":${crc}}`;
}
