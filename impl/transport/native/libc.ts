/** The calls of the system that a fast socket needs, by the optional dependency `koffi`. Linux only: addresses are laid out as there. */
import { createRequire } from 'node:module';
import { Timespec } from '../../offload/timespec.js';

/** As much of koffi as is used here. */
interface Koffi {
  load(library: null): { func(prototype: string): NativeFunction };
  errno(): number;
}

interface NativeFunction {
  (...args: unknown[]): number;
  async(...args: unknown[]): void;
}

const CONSTANTS = {
  ...{ AF_INET: 2, AF_PACKET: 17, SOCK_DGRAM: 2, SOCK_NONBLOCK: 0x800, SOCK_CLOEXEC: 0x80000 },
  ...{ SOL_SOCKET: 1, SO_REUSEADDR: 2, SO_BROADCAST: 6, SO_SNDBUF: 7, SO_RCVBUF: 8 },
  ...{ POLLIN: 1, EAGAIN: 11 },
} as const;

/** A socket of the system, without blocking. */
export interface SystemSocket {
  /** Sends to an address. Returns whether the system took it; `errno` says why not. */
  send(bytes: Uint8Array, address: Uint8Array): boolean;
  /** Takes the next message into a buffer. Returns its length, or -1 if there is none. */
  receive(into: Uint8Array): number;
  /** Blocks this thread until there is a message, or for this time. */
  waitBlocked(us: number): void;
  /** Waits until there is a message, or for this time, without blocking this thread. */
  wait(us: number): Promise<void>;
  close(): void;
}

export type Family = 'internet' | 'packet';

/** Where a socket could not be had: what failed, with the error number of the system. */
export class SystemRefusal extends Error {}

let bound: Libc | null | undefined;

/** The calls, or null where there is no koffi, or another system. */
export function libc(): Libc | null {
  bound ??= process.platform === 'linux' ? boundLibc() : null;
  return bound;
}

function boundLibc(): Libc | null {
  try {
    return new Libc(createRequire(import.meta.url)('koffi') as Koffi);
  } catch {
    return null;
  }
}

export class Libc {
  private readonly calls: Readonly<
    Record<
      'socket' | 'bind' | 'setsockopt' | 'sendto' | 'recv' | 'ppoll' | 'close' | 'ifIndex',
      NativeFunction
    >
  >;

  constructor(private readonly koffi: Koffi) {
    const library = koffi.load(null);
    this.calls = {
      socket: library.func('int socket(int, int, int)'),
      bind: library.func('int bind(int, void *, uint32_t)'),
      setsockopt: library.func('int setsockopt(int, int, int, void *, uint32_t)'),
      sendto: library.func('int64_t sendto(int, void *, size_t, int, void *, uint32_t)'),
      recv: library.func('int64_t recv(int, void *, size_t, int)'),
      ppoll: library.func('int ppoll(void *, uint64_t, void *, void *)'),
      close: library.func('int close(int)'),
      ifIndex: library.func('uint32_t if_nametoindex(str)'),
    };
  }

  /** The number of a network interface; 0 for none. */
  interfaceIndex(name: string): number {
    return this.calls.ifIndex(name);
  }

  /**
   * A socket that is bound to an address. `protocol` is in host order.
   *
   * @throws SystemRefusal where the system has none.
   */
  open(family: Family, protocol: number, address: Uint8Array, bufferBytes: number): SystemSocket {
    const { socket, bind, close } = this.calls;
    const { AF_INET, AF_PACKET, SOCK_DGRAM, SOCK_NONBLOCK, SOCK_CLOEXEC } = CONSTANTS;
    const type = SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
    const handle = socket(family === 'internet' ? AF_INET : AF_PACKET, type, bigEndian16(protocol));
    if (handle < 0) throw this.refusal('socket');
    this.set(handle, CONSTANTS.SO_REUSEADDR, 1);
    this.set(handle, CONSTANTS.SO_BROADCAST, 1);
    this.set(handle, CONSTANTS.SO_SNDBUF, bufferBytes);
    this.set(handle, CONSTANTS.SO_RCVBUF, bufferBytes);
    if (bind(handle, address, address.length) < 0) {
      const refusal = this.refusal('bind');
      close(handle);
      throw refusal;
    }
    return this.socketOf(handle);
  }

  /** Systems limit what they give; what is refused is left as it is. */
  private set(handle: number, option: number, value: number): void {
    this.calls.setsockopt(handle, CONSTANTS.SOL_SOCKET, option, new Int32Array([value]), 4);
  }

  private refusal(call: string): SystemRefusal {
    return new SystemRefusal(`${call} failed with error ${this.koffi.errno()} of the system`);
  }

  private socketOf(handle: number): SystemSocket {
    const { sendto, recv, ppoll, close } = this.calls;
    const [here, elsewhere] = [pollOf(handle), pollOf(handle)];
    return {
      send: (bytes, address) => sendto(handle, bytes, bytes.length, 0, address, address.length) >= 0,
      receive: (into) => recv(handle, into, into.length, 0),
      waitBlocked: (us) => {
        here.limit.set(us);
        ppoll(here.polled, 1, here.limit.bytes, null);
      },
      wait: (us) =>
        new Promise<void>((resolve) => {
          elsewhere.limit.set(us);
          inUse.add(elsewhere);
          ppoll.async(elsewhere.polled, 1, elsewhere.limit.bytes, null, () => {
            inUse.delete(elsewhere);
            resolve();
          });
        }),
      close: () => void close(handle),
    };
  }
}

/** `struct pollfd`. */
const POLLED_BYTES = 8;

/** What `ppoll` reads and writes. The library of the system leaves the limit as it is. */
interface Poll {
  readonly polled: Uint8Array;
  readonly limit: Timespec;
}

/** Those that the system reads and writes while other code runs: nothing else may come to stand there meanwhile. */
const inUse = new Set<Poll>();

function pollOf(handle: number): Poll {
  // An array without a buffer that was asked for may lie in the heap, where it is moved.
  const polled = new Uint8Array(new ArrayBuffer(POLLED_BYTES));
  new Int32Array(polled.buffer).set([handle, CONSTANTS.POLLIN]);
  return { polled, limit: new Timespec() };
}

function bigEndian16(value: number): number {
  return ((value & 0xff) << 8) | (value >>> 8);
}

/** `sockaddr_in`. */
export function internetAddress(address: string, port: number): Uint8Array {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, CONSTANTS.AF_INET, true);
  view.setUint16(2, port);
  address.split('.').forEach((part, i) => view.setUint8(4 + i, Number(part)));
  return bytes;
}

const HARDWARE_BROADCAST = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff];

/** `sockaddr_ll` of all who listen on an interface. */
export function packetAddress(interfaceIndex: number, etherType: number): Uint8Array {
  const bytes = new Uint8Array(20);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, CONSTANTS.AF_PACKET, true);
  view.setUint16(2, etherType);
  view.setInt32(4, interfaceIndex, true);
  view.setUint8(11, HARDWARE_BROADCAST.length);
  bytes.set(HARDWARE_BROADCAST, 12);
  return bytes;
}
