/** A medium of Ethernet frames, without IP: one broadcast a message. */
import { ExoError, messageOf } from '../../../errors/index.js';
import { expectNames } from '../../given.js';
import { STREAM_NAMES, streams, type StreamOptions } from '../streams.js';
import type { Place, Transport } from '../transport.js';
import { libc, packetAddress, type Libc, type SystemSocket } from './libc.js';
import { NativeMedium } from './native-medium.js';
import { Parts } from './parts.js';

/** Where Ethernet frames go, besides what the out-of-band network of the transport takes. */
export interface RawFrameOptions extends StreamOptions {
  /** The network interface, such as eth0. */
  readonly interface: string;
  /** The type that the frames have: 0x0600 to 0xffff; 0x88b5, which is for experiments (IEEE 802), if left out. */
  readonly etherType?: number;
  /** Bytes of a frame besides its header, 64 to 9,000; 1,500 if left out. Longer messages go in parts, and are lost with any of them. */
  readonly frameBytesMax?: number;
}

const EXPERIMENTAL = 0x88b5;
const ETHER_TYPE_MIN = 0x0600;
const ETHER_TYPE_MAX = 0xffff;
const FRAME_BYTES = 1_500;
const FRAME_BYTES_MIN = 64;
const FRAME_BYTES_MAX = 9_000;
const BUFFER_BYTES = 4 * 2 ** 20;

/**
 * Whether raw frames can be had in this process: on Linux, with the optional dependency koffi and the privilege CAP_NET_RAW.
 *
 * @example
 * const usual = udpBroadcast({ port: 47_000, address: '10.0.0.255' });
 * const transport = canSendRawFrames() ? rawFrames({ interface: 'eth0' }) : usual;
 */
export function canSendRawFrames(): boolean {
  const system = libc();
  if (system === null) return false;
  try {
    opened(system, system.interfaceIndex('lo'), EXPERIMENTAL).close();
    return true;
  } catch {
    return false;
  }
}

/**
 * Raw Ethernet frames: one broadcast a message, without IP and UDP. The out-of-band network is TCP, at the addresses of the members. It takes Linux, the
 * optional dependency `koffi`, and the privilege CAP_NET_RAW; opening throws EXO441 where one is missing.
 *
 * @throws ExoError EXO401 for an option that is wrong.
 *
 * @example
 * const transport = rawFrames({ interface: 'eth0' });
 */
export function rawFrames(options: RawFrameOptions): Transport {
  const names = { ...STREAM_NAMES, interface: true, etherType: true, frameBytesMax: true } as const;
  expectNames<RawFrameOptions>('rawFrames', options, names);
  const { interface: name, etherType = EXPERIMENTAL, frameBytesMax = FRAME_BYTES, ...rest } = options;
  if (typeof name !== 'string' || name === '') {
    throw new ExoError(
      'EXO401',
      `interface takes the name of a network interface, such as eth0, not ${String(name)}`,
    );
  }
  expectWithin('etherType', etherType, ETHER_TYPE_MIN, ETHER_TYPE_MAX);
  expectWithin('frameBytesMax', frameBytesMax, FRAME_BYTES_MIN, FRAME_BYTES_MAX);
  return {
    name: 'raw-frames',
    description: { kind: 'raw-frames', options: { ...options } },
    openMedium: async (place, receiver) => {
      const system = libc();
      if (system === null) throw cannotOpen(name, 'it takes Linux and koffi (npm install koffi)');
      const index = system.interfaceIndex(name);
      if (index === 0) throw cannotOpen(name, 'there is no such interface');
      let socket: SystemSocket;
      try {
        socket = opened(system, index, etherType);
      } catch (cause) {
        throw cannotOpen(name, `${messageOf(cause)}; it takes the privilege CAP_NET_RAW`);
      }
      const parts = new Parts(partsOf(place, frameBytesMax));
      return new NativeMedium(socket, [packetAddress(index, etherType)], receiver, parts);
    },
    openOutOfBand: streams(rest).openOutOfBand,
  };
}

function partsOf({ self, members, configuration }: Place, frameBytesMax: number): Parts['how'] {
  return { self, hosts: members.length, configuration, frameBytesMax };
}

function opened(system: Libc, index: number, etherType: number): SystemSocket {
  return system.open('packet', etherType, packetAddress(index, etherType), BUFFER_BYTES);
}

function expectWithin(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new ExoError('EXO401', `${name} takes a whole number from ${least} to ${most}, not ${value}`);
}

function cannotOpen(name: string, why: string): ExoError {
  return new ExoError('EXO441', `raw frames on '${name}' cannot be opened: ${why}`);
}
