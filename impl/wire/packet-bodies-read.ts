/** What stands in packets behind their headers, kind by kind, as it is read. */
import type { AnswerPacket, Install, Packet, Start } from '../core/records.js';
import { unreachable } from '../../errors/index.js';
import type { PacketReader } from './packet-reader.js';
import { expect } from './packet-refusal.js';

/** D1: the body of a packet of a ring without disks: first what it says of lives, then what it is without them. */
export function readWithLives(reader: PacketReader, kind: Packet['kind'], from: number): Packet {
  switch (kind) {
    case 'prepare':
    case 'fetch':
    case 'join': {
      const life = reader.number();
      return { ...readBody(reader, kind, from), life } as Packet;
    }
    case 'promise': {
      const lives = { life: reader.number(), starterLife: reader.number(), known: reader.lives() };
      return { ...readBody(reader, kind, from), ...lives } as Packet;
    }
    case 'start':
    case 'install': {
      const lives = reader.lives();
      const packet = readBody(reader, kind, from) as Start | Install;
      return { ...packet, epoch: { ...packet.epoch, lives } };
    }
    default:
      return readBody(reader, kind, from);
  }
}

function readAnswer(reader: PacketReader, from: number): AnswerPacket {
  const kind = 'answer';
  const [life, nonce, promised, agreed] = [
    reader.number(),
    reader.number(),
    reader.number(),
    reader.number(),
  ];
  const known = reader.lives();
  const installed = reader.flag() ? { lives: reader.lives(), ...reader.epoch() } : null;
  const log = reader.image();
  expect(installed === null || installed.number === promised, 'inconsistent');
  expect(installed === null || log.length >= installed.base, 'inconsistent');
  expect(agreed >= log.delivered && agreed <= log.length, 'inconsistent');
  expect(log.mark.length === 0 || log.snapshot !== null, 'inconsistent');
  return { kind, from, life, nonce, promised, installed, agreed, known, log };
}

export function readBody(reader: PacketReader, kind: Packet['kind'], from: number): Packet {
  switch (kind) {
    case 'prepare':
      return { kind, from, epoch: reader.number(), delivered: reader.number() };
    case 'promise':
      return { kind, from, epoch: reader.number(), log: reader.image() };
    case 'start': {
      const packet = { kind, from, epoch: reader.epoch(), log: reader.image() } as const;
      const { epoch, log } = packet;
      expect(log.length === epoch.base && log.delivered <= epoch.base, 'inconsistent');
      return packet;
    }
    case 'install': {
      const packet = { kind, from, epoch: reader.epoch(), log: reader.image() } as const;
      expect(packet.log.length >= packet.epoch.base, 'inconsistent');
      return packet;
    }
    case 'fetch':
      return {
        kind,
        from,
        epoch: reader.number(),
        length: reader.number(),
        upTo: reader.number(),
        delivered: reader.number(),
      };
    case 'join':
      return {
        kind,
        from,
        promised: reader.number(),
        delivered: reader.number(),
        isInstalled: reader.flag(),
      };
    case 'refuse':
      return { kind, from, promised: reader.number() };
    case 'hint':
      return { kind, from, epoch: reader.number(), slot: reader.number() };
    case 'announce':
      return { kind, from, life: reader.number(), nonce: reader.number() };
    case 'answer':
      return readAnswer(reader, from);
    default:
      return unreachable(kind);
  }
}
