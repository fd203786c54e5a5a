/** A stranger on the network: noise, and messages that look like those of hosts but for the key that it does not have. */
import net from 'node:net';
import { sealFrame, TRAILER_BYTES, wordsOfFrames, type Random } from '../../impl/parts.js';
import type { Cluster } from './cluster.js';

/** Bytes that mean nothing, to every port that hosts listen on. */
export async function throwGarbage({ medium, addresses }: Cluster, random: Random): Promise<number> {
  const noise = (length: number): Buffer => Buffer.from(Uint8Array.from({ length }, () => random.below(256)));
  for (let i = 0; i < 20; i++) medium?.forge(noise(random.below(1_400)));
  await Promise.all(addresses.map((address) => connectAnd(address, [noise(2_000)])));
  return 1;
}

/**
 * A frame that was heard, with another slot and a checksum that fits, sent as it is and with the seal of the one that was heard; and the one that was
 * heard, once more. Returns 0 if nothing was heard yet.
 */
export async function forge({ medium, streams, addresses, options }: Cluster): Promise<number> {
  const heard = medium?.frame ?? null;
  const frames = heard === null ? [] : [forged(heard, false), forged(heard, true), heard];
  for (const frame of frames) medium?.forge(frame);
  const greeting = streams.find((one) => one.greeting !== null)?.greeting ?? null;
  if (greeting === null) return frames.length > 0 ? 1 : 0;
  const bodies = frames.length > 0 ? frames : [Buffer.alloc(116, options.seed)];
  const pieces = bodies.flatMap((body) => [PACKET, BROADCAST].map((kind) => piece(kind, body)));
  await Promise.all(addresses.map((address) => connectAnd(address, [greeting, ...pieces])));
  return 1;
}

const PACKET = 2;
const BROADCAST = 4;
const SLOT_AT = 24;

function forged(sealed: Buffer, keepsSeal: boolean): Buffer {
  const frame = new Uint8Array(sealed.subarray(0, sealed.length - TRAILER_BYTES));
  new DataView(frame.buffer).setUint32(
    SLOT_AT,
    new DataView(frame.buffer).getUint32(SLOT_AT, true) + 1,
    true,
  );
  sealFrame(wordsOfFrames(frame), 0);
  return Buffer.concat(keepsSeal ? [frame, sealed.subarray(-TRAILER_BYTES)] : [frame]);
}

function piece(kind: number, body: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32LE(body.length, 0);
  header[4] = kind;
  return Buffer.concat([header, body]);
}

/** Connects, writes, and goes; whatever the other side does about it. */
function connectAnd(address: string, chunks: readonly Buffer[]): Promise<void> {
  const [host, port] = address.split(':') as [string, string];
  return new Promise((resolve) => {
    const socket = net.connect({ host, port: Number(port) }, () => {
      for (const chunk of chunks) socket.write(chunk);
      socket.end();
    });
    socket.on('error', () => resolve());
    socket.on('close', () => resolve());
    socket.setTimeout(1_000, () => socket.destroy());
    socket.resume();
  });
}
