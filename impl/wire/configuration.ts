import { crc32cBytes } from './crc32c.js';
import { LIVES_VERSION, VERSION } from './layout.js';

/** What all hosts of a ring have in common. */
export interface Configuration {
  /** 2 to 256. */
  readonly hosts: number;
  /** The cluster's name, 1 to 64 characters. */
  readonly cluster: string;
  /** Whether its hosts have disks; they do when left out. */
  readonly storage?: 'durable' | 'diskless';
}

/**
 * The configuration digest that every frame, packet and segment carries: 32 bits, as a signed word. Hosts of rings that
 * differ in anything, or whose wire format is of another version, refuse each other by it; two such rings have the same
 * digest with a probability of 2^-32. It guards against mistakes, not against anybody's intent (authentication.ts).
 *
 * @example
 * const one = configurationDigest({ hosts: 3, cluster: 'rack 1' });
 * console.log(one === configurationDigest({ hosts: 3, cluster: 'rack 2' })); // false
 */
export function configurationDigest({ hosts, cluster, storage }: Configuration): number {
  const packets = storage === 'diskless' ? `\nstorage diskless, packets ${LIVES_VERSION}` : '';
  const text = `exo wire ${VERSION}\nhosts ${hosts}\ncluster ${cluster}${packets}`;
  return crc32cBytes(new TextEncoder().encode(text));
}
