import { randomInt } from 'node:crypto';
import { ExoError } from '../../errors/index.js';
import { shown } from '../given.js';
import type { Place, Transport } from '../transport/transport.js';
import { decodePacket, encodePacket, type PacketRing } from '../wire/packets.js';
import type { Sealing } from './sealing.js';

export interface LifeQuestion {
  readonly transport: Transport;
  readonly place: Place;
  readonly sealing: Sealing;
  /** How long until the others are asked again. */
  readonly askMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * D3: the number of the next life of a host that has lost count of them: one more than the greatest that q others know of. They are asked over
 * connections of their own, which are closed again, so that no answer to an earlier life can come. To be asked for life 0, which was the first of
 * all, teaches nobody anything.
 *
 * Waits until q others have answered, as the life itself has to.
 *
 * @throws ExoError EXO441 if the network cannot be opened. The reason of the signal.
 */
export async function nextLife({ transport, place, sealing, askMs, signal }: LifeQuestion): Promise<number> {
  const { self, members, configuration } = place;
  const hosts = members.length;
  const majority = Math.floor(hosts / 2) + 1;
  const ring: PacketRing = { configuration, hosts, storage: 'diskless' };
  const announce = { kind: 'announce', from: self, life: 0, nonce: randomInt(2 ** 40) } as const;
  const known = new Map<number, number>();
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const take = (sealed: Uint8Array): void => {
    const bytes = sealing.open('out-of-band', sealed);
    const packet = bytes && decodePacket(bytes, ring);
    if (packet?.kind !== 'answer' || packet.from === self) return;
    known.set(packet.from, packet.known[self] ?? 0);
    if (known.size >= majority) end();
  };
  // What opens is waited for, so that nothing stays open where the signal comes meanwhile.
  const network = await transport.openOutOfBand(place, {
    message: (kind, bytes) => {
      if (kind === 'packet') take(bytes);
    },
    trouble: () => undefined,
  });
  const ask = (): void => {
    for (let to = 0; to < hosts; to++) {
      if (to === self || known.has(to)) continue;
      network.send(to, 'packet', sealing.seal('out-of-band', encodePacket(announce, ring)));
    }
  };
  const again = setInterval(ask, askMs);
  signal?.addEventListener('abort', end);
  try {
    ask();
    if (signal?.aborted !== true) await ended;
    signal?.throwIfAborted();
    return 1 + Math.max(...known.values());
  } finally {
    clearInterval(again);
    signal?.removeEventListener('abort', end);
    await network.close();
  }
}

/** D3: the life that a host begins with, as `join` is told: none yet where the others are to be asked. */
export function lifeGiven(
  storage: 'durable' | 'diskless',
  asNew: boolean | number | undefined,
): number | null {
  if (storage === 'durable') {
    if (asNew === undefined || asNew === false) return null;
    const why = 'a host whose disk is lost needs a ring of hosts without disks';
    throw new ExoError('EXO401', `asNew takes options.storage 'diskless' at all hosts: ${why}`);
  }
  if (asNew === undefined) {
    const text = `asNew has to be given with storage 'diskless': false in the first life of all, true in every later one`;
    throw new ExoError('EXO401', text);
  }
  if (typeof asNew === 'number') return asNew;
  if (typeof asNew !== 'boolean')
    throw new ExoError('EXO401', `asNew takes true, false, or the number of a life, not ${shown(asNew)}`);
  // Where the others are asked, any life but the first stands for the one that they say.
  return asNew ? 1 : 0;
}
