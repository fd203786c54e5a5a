/** What stands in packets behind their headers, kind by kind, as it is written; and how long it is. */
import type { AnswerPacket, Packet } from '../core/records.js';
import { unreachable } from '../../errors/index.js';
import { imageWords, livesWords, memberWords, type PacketWriter } from './packet-writer.js';

/** What a packet of a ring without disks says of lives before its body. */
export function writeLives(writer: PacketWriter, packet: Packet, hosts: number): void {
  switch (packet.kind) {
    case 'prepare':
    case 'fetch':
    case 'join':
      writer.life(packet.life);
      return;
    case 'promise':
      writer.life(packet.life);
      writer.life(packet.starterLife);
      writer.lives(packet.known, hosts);
      return;
    case 'start':
    case 'install':
      writer.lives(packet.epoch.lives, hosts);
      return;
    default:
      return;
  }
}

/** The words of that. */
export function lifeWords({ kind }: Packet, hosts: number): number {
  switch (kind) {
    case 'prepare':
    case 'fetch':
    case 'join':
      return 2;
    case 'promise':
      return 4 + livesWords(hosts);
    case 'start':
    case 'install':
      return livesWords(hosts);
    default:
      return 0;
  }
}

function writeAnswer(writer: PacketWriter, packet: AnswerPacket, hosts: number): void {
  const { life, nonce, promised, agreed, known, installed, log } = packet;
  for (const number of [life, nonce, promised, agreed]) writer.number(number);
  writer.lives(known, hosts);
  writer.word(installed === null ? 0 : 1);
  if (installed !== null) {
    writer.lives(installed.lives, hosts);
    writer.epoch(installed, hosts);
  }
  writer.image(log);
}

export function writeBody(writer: PacketWriter, packet: Packet, hosts: number): void {
  switch (packet.kind) {
    case 'prepare':
      writer.number(packet.epoch);
      writer.number(packet.delivered);
      return;
    case 'promise':
      writer.number(packet.epoch);
      writer.image(packet.log);
      return;
    case 'start':
    case 'install':
      writer.epoch(packet.epoch, hosts);
      writer.image(packet.log);
      return;
    case 'fetch':
      writer.number(packet.epoch);
      writer.number(packet.length);
      writer.number(packet.upTo);
      writer.number(packet.delivered);
      return;
    case 'join':
      writer.number(packet.promised);
      writer.number(packet.delivered);
      writer.word(packet.isInstalled ? 1 : 0);
      return;
    case 'refuse':
      writer.number(packet.promised);
      return;
    case 'hint':
      writer.number(packet.epoch);
      writer.number(packet.slot);
      return;
    case 'announce':
      writer.life(packet.life);
      writer.number(packet.nonce);
      return;
    case 'answer':
      writeAnswer(writer, packet, hosts);
      return;
    default:
      unreachable(packet);
  }
}

/** The words of a packet's body. */
export function sizeOf(packet: Packet, hosts: number): number {
  switch (packet.kind) {
    case 'prepare':
      return 4;
    case 'promise':
      return 2 + imageWords(packet.log);
    case 'start':
    case 'install':
      return epochWords(hosts) + imageWords(packet.log);
    case 'fetch':
      return 8;
    case 'join':
      return 5;
    case 'refuse':
      return 2;
    case 'hint':
    case 'announce':
      return 4;
    case 'answer': {
      const record = packet.installed === null ? 0 : livesWords(hosts) + epochWords(hosts);
      return 8 + livesWords(hosts) + 1 + record + imageWords(packet.log);
    }
    default:
      return unreachable(packet);
  }
}

/** The words of the record of an epoch, without lives. */
function epochWords(hosts: number): number {
  return 6 + memberWords(hosts);
}
