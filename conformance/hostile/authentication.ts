/** Sealing and opening of a faulty version beside those of the one that runs. */
import * as sound from '../../impl/parts.js';
import type { Random, SealerOptions } from '../../impl/parts.js';
import type { Implementation } from '../compare/faulty-copy.js';
import { areAlike, outcomeOf } from './outcome.js';

const OPTIONS: SealerOptions = {
  ...{ key: Uint8Array.from({ length: 32 }, (_, i) => i), cluster: 'exo', hosts: 3, self: 1, session: 5 },
  network: 'medium',
};
const WRONG: readonly Partial<SealerOptions>[] = [
  ...[-1, 0, 2, 3, 0.5].map((self) => ({ self })),
  ...[-1, 0, 2 ** 53, 0.5].map((session) => ({ session })),
  ...[1, 2, 256, 257, 2.5].map((hosts) => ({ hosts, self: 0 })),
  ...['', 'x'.repeat(64), 'x'.repeat(65)].map((cluster) => ({ cluster })),
  ...[15, 16].map((length) => ({ key: new Uint8Array(length) })),
  { network: 'out-of-band' },
];
/** More than an opener remembers. */
const SEALED = 1_400;
const OPENED = 4_000;

/** What the two differ in, or null: in what they seal, and in what they open of that, late, repeated and changed. */
export function compareAuthentication(impl: Implementation, random: Random): string | null {
  for (const wrong of [{}, ...WRONG]) {
    const sealed = (codec: Implementation): unknown =>
      new codec.Sealer({ ...OPTIONS, ...wrong }).seal(Uint8Array.of(1, 2));
    if (
      !areAlike(
        outcomeOf(() => sealed(sound)),
        outcomeOf(() => sealed(impl)),
      )
    )
      return 'sealing';
  }
  const messages = [4, 5, 6].flatMap((session) => {
    const sealer = new sound.Sealer({ ...OPTIONS, session });
    return Array.from({ length: SEALED }, (_, i) => sealer.seal(Uint8Array.of(i, i >>> 8)));
  });
  const [expected, found] = [new sound.Opener(OPTIONS), new impl.Opener(OPTIONS)];
  let at = SEALED;
  for (let i = 0; i < OPENED; i++) {
    at = random.happens(0.001) ? random.below(messages.length) : Math.min(at + 1, messages.length - 1);
    const late = random.happens(0.5) ? 0 : random.pick([1, 2, 1_023, 1_024, 1_025, 1_026]);
    const message = changed(messages[Math.max(0, at - late)] ?? new Uint8Array(0), random);
    const same = areAlike(
      outcomeOf(() => expected.open(message)),
      outcomeOf(() => found.open(message)),
    );
    if (!same) return 'opening';
  }
  return null;
}

function changed(message: Uint8Array, random: Random): Uint8Array {
  if (!random.happens(0.05) || message.length === 0) return message;
  if (random.happens(0.3)) return message.slice(0, random.below(message.length));
  const at = random.below(message.length);
  return message.with(at, (message[at] ?? 0) ^ (1 << random.below(8)));
}
