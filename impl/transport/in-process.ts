import { ExoError } from '../../errors/index.js';
import { expectMade } from '../given.js';
import { Counting } from './counts.js';
import type { Medium, MessageKind, OutOfBand, Place, Receiver, Transport } from './transport.js';

/** What a bus does to a message, for tests: `true` loses it. */
export type Loses = (from: number, to: number, kind: MessageKind | 'broadcast') => boolean;

/**
 * A medium and a network out of band among hosts of one process: messages go from turn to turn of the event loop. `loses` cuts links.
 *
 * @example
 * const bus = new Bus();
 * const transport = inProcess(bus); // given to `join` by all hosts of the ring
 */
export class Bus {
  private readonly media = new Map<number, (bytes: Uint8Array) => void>();
  private readonly networks = new Map<number, (kind: MessageKind, bytes: Uint8Array) => void>();

  constructor(private readonly loses: Loses = () => false) {}

  /** @throws ExoError EXO441 if a host of that place is on the bus already. */
  attachMedium(self: number, take: (bytes: Uint8Array) => void): () => void {
    return attach(this.media, self, take);
  }

  /** @throws ExoError EXO441 if a host of that place is on the bus already. */
  attachOutOfBand(self: number, take: (kind: MessageKind, bytes: Uint8Array) => void): () => void {
    return attach(this.networks, self, take);
  }

  broadcast(from: number, bytes: Uint8Array): void {
    for (const to of this.media.keys()) {
      if (to === from || this.loses(from, to, 'broadcast')) continue;
      const copy = bytes.slice();
      setImmediate(() => this.media.get(to)?.(copy));
    }
  }

  send(from: number, to: number, kind: MessageKind, bytes: Uint8Array): void {
    if (this.loses(from, to, kind)) return;
    const copy = bytes.slice();
    setImmediate(() => this.networks.get(to)?.(kind, copy));
  }
}

/**
 * A transport over a bus within this process.
 *
 * @throws ExoError EXO401 for what is no bus.
 *
 * @example
 * const transport = inProcess(new Bus()); // given to `join` by each host
 * console.log(transport.name); // in-process
 */
export function inProcess(bus: Bus): Transport {
  expectMade('inProcess', bus, 'attachMedium', 'new Bus()');
  return {
    name: 'in-process',
    openMedium: ({ self }, receiver) => asPromised(() => openMedium(bus, self, receiver)),
    openOutOfBand: (place, receiver) => asPromised(() => openOutOfBand(bus, place, receiver)),
  };
}

function openMedium(bus: Bus, self: number, receiver: Receiver): Medium {
  const counts = new Counting();
  const detach = bus.attachMedium(self, (bytes) => {
    counts.tookIn(bytes.length);
    receiver.message('frame', bytes);
  });
  return {
    counts,
    broadcast(bytes) {
      counts.sentOut(bytes.length);
      bus.broadcast(self, bytes);
    },
    close: () => asPromised(detach),
  };
}

function openOutOfBand(bus: Bus, { self }: Place, receiver: Receiver): OutOfBand {
  const counts = new Counting();
  const detach = bus.attachOutOfBand(self, (kind, bytes) => {
    counts.tookIn(bytes.length);
    receiver.message(kind, bytes);
  });
  return {
    counts,
    send(to, kind, bytes) {
      counts.sentOut(bytes.length);
      bus.send(self, to, kind, bytes);
    },
    close: () => asPromised(detach),
  };
}

function attach<T>(taken: Map<number, T>, self: number, take: T): () => void {
  if (taken.has(self)) throw new ExoError('EXO441', `a host with place ${self} is on this bus already`);
  taken.set(self, take);
  return () => void taken.delete(self);
}

/** What the call comes to, as a promise; what it throws, too. */
function asPromised<T>(call: () => T): Promise<T> {
  return new Promise((resolve) => resolve(call()));
}
