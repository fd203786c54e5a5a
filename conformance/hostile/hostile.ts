/**
 * What no sound host and no sound embedder does: bytes that are damaged, forged or cut off, and calls that cannot be meant. A
 * faulty version has to make of them what the implementation that runs makes of them.
 */
import { Random } from '../../impl/parts.js';
import type { Implementation } from '../compare/faulty-copy.js';
import { compareAuthentication } from './authentication.js';
import { compareCalls } from './calls.js';
import { compareCodecs } from './codec.js';

export interface HostileOptions {
  /** How many packets and frames are made, each in some changed forms too: 0 or more; 4,000 when left out. */
  readonly messages?: number;
  /** 1 when left out. */
  readonly seed?: number;
}

export interface HostileDifference {
  /** What comes to something else. */
  readonly how: string;
  readonly where: string;
}

const MESSAGES = 4_000;

/** The first difference between a faulty version and the one that runs; null if none is found. */
export function hostile(
  impl: Implementation,
  { messages = MESSAGES, seed = 1 }: HostileOptions = {},
): HostileDifference | null {
  const call = compareCalls(impl);
  if (call !== null) return { how: 'Misuse', where: call };
  const random = new Random(seed).split('hostile');
  for (let i = 1; i <= messages; i++) {
    const how = compareCodecs(impl, random);
    if (how !== null) return { how, where: `message ${i}` };
  }
  const sealed = compareAuthentication(impl, random.split('sealed'));
  return sealed === null ? null : { how: sealed, where: 'authentication' };
}
