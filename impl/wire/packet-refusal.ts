/** Why bytes are no packet for this host. */
export interface PacketRefusal {
  readonly kind: 'refused';
  readonly reason: RefusedBecause;
}

export type RefusedBecause =
  | 'too-short'
  | 'other-format'
  | 'other-version'
  | 'other-configuration'
  | 'damaged'
  | 'unknown-kind'
  | 'number-too-large'
  | 'wrong-length'
  | 'no-such-host'
  | 'wrong-members'
  | 'wrong-mark'
  | 'wrong-frames'
  | 'inconsistent';

/**
 * Carries a reason out of the reader; never leaves `decodePacket`. One is made for each reason, and once: where it was thrown
 * interests nobody, and whoever sends us nonsense should not make us write down stacks.
 */
export class Refused extends Error {
  private static readonly made = new Map<RefusedBecause, Refused>();

  private constructor(readonly reason: RefusedBecause) {
    super(reason);
  }

  static because(reason: RefusedBecause): Refused {
    const one = Refused.made.get(reason) ?? new Refused(reason);
    Refused.made.set(reason, one);
    return one;
  }
}

/** @throws Refused for this reason unless the condition holds */
export function expect(condition: boolean, reason: RefusedBecause): void {
  if (!condition) throw Refused.because(reason);
}
