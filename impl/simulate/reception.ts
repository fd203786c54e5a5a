/** What arrives at a host, opened and decoded as it is at a real one; what was changed on the way has to be refused. */
import type { Host } from '../host/host.js';
import type { SealedNetwork } from '../wire/authentication.js';
import { decodePacket } from '../wire/packets.js';
import type { PooledFrame } from './frame-pool.js';
import { OUT_OF_BAND } from './network.js';
import type { World } from './world.js';

/** Which host it is, and how the judge calls it. */
interface Receiver {
  readonly self: number;
  readonly name: string;
}

/** A frame that is as it was sent. */
export function takeFrame(world: World, self: number, host: Host, frame: PooledFrame, mark: number): void {
  const { sealing } = world;
  if (sealing === null) {
    host.frameAt(frame.words, 0, frame.bytes);
    return;
  }
  const sealed = new Uint8Array(frame.words.buffer, 0, frame.bytes);
  const message = sealing.open(self, networkOf(mark), sealed, false);
  if (message !== null) host.frameAt(frame.words, 0, message.length);
}

/** A frame of which some bits are others. Returns whether the host was given it. */
export function refuseFrame(
  world: World,
  { self, name }: Receiver,
  host: Host,
  bytes: Uint8Array,
  mark: number,
): boolean {
  if (host.isFailed) return false;
  const { sealing, judge } = world;
  if (sealing !== null) {
    sealing.open(self, networkOf(mark), bytes, true);
    return false;
  }
  const before = sum(host.counts.refusedFrames.values());
  host.frame(bytes);
  if (sum(host.counts.refusedFrames.values()) !== before + 1) {
    judge.blame('Checksum', `${name} takes a frame of which bits were changed`);
  }
  return true;
}

/** A packet, of which some bits may be others. Returns whether the host was given it. */
export function takePacket(
  world: World,
  { self, name }: Receiver,
  host: Host,
  bytes: Uint8Array,
  isBroken: boolean,
): boolean {
  const { sealing, judge, ring } = world;
  const opened = sealing === null ? bytes : sealing.open(self, 'out-of-band', bytes, isBroken);
  if (opened === null) return false;
  const packet = decodePacket(opened, ring);
  if (packet.kind === 'refused') {
    if (!isBroken) judge.blame('Sound', `${name} cannot decode a packet: ${packet.reason}`);
    return false;
  }
  if (isBroken) judge.blame('Checksum', `${name} takes a packet of which bits were changed`);
  host.packet(packet);
  return true;
}

function networkOf(mark: number): SealedNetwork {
  return mark === OUT_OF_BAND ? 'out-of-band' : 'medium';
}

function sum(numbers: Iterable<number>): number {
  let all = 0;
  for (const number of numbers) all += number;
  return all;
}
