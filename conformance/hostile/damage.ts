/** Bytes that something has happened to on their way, or that somebody has changed who knows the checksums. */
import { sealFrame, wordsOf, type Random } from '../../impl/parts.js';
import { crc32cWords } from '../../impl/wire/crc32c.js';
import { BODY_BYTES_AT, CONFIGURATION_AT, FIRST_WORD, HEADER_WORDS } from '../../impl/wire/layout.js';

const ODD_WORDS = [0, 1, -1, 2, 255, 256, 0x7fff, 0x8000, 0x8001, 0xffff, 2 ** 21, 2 ** 31 - 1, -(2 ** 31)];

/** Words with one to three changes: shorter, longer, or other bits, bytes and words in them. */
export function damaged(words: Int32Array, random: Random): Int32Array {
  let changed: Int32Array = words.slice();
  for (let left = 1 + random.below(3); left > 0 && changed.length > 0; left--)
    changed = changedOnce(changed, random);
  return changed;
}

function changedOnce(words: Int32Array, random: Random): Int32Array {
  const at = random.below(words.length);
  const word = words[at] ?? 0;
  switch (random.below(7)) {
    case 0:
      return words.with(at, word ^ (1 << random.below(32)));
    case 1:
      return words.with(at, random.pick(ODD_WORDS));
    case 2:
      return words.with(at, (word & ~(0xff << (8 * random.below(4)))) | random.below(256));
    case 3:
      return words.with(at, word + random.below(9) - 4);
    case 4:
      return words.with(at, words[random.below(words.length)] ?? 0);
    case 5:
      return words.slice(0, at);
    default:
      return Int32Array.from([
        ...words.subarray(0, at),
        ...words.subarray(Math.max(0, at - random.below(5))),
      ]);
  }
}

/** Damaged words as a frame whose checksum fits again; of the length that it says, as a rule. */
export function forgedFrame(words: Int32Array, random: Random): Int32Array {
  if (words.length < HEADER_WORDS) return words;
  const forged = words.slice();
  if (random.happens(0.9)) forged[BODY_BYTES_AT] = 4 * (forged.length - HEADER_WORDS);
  forged[1] = crc32cWords(forged, CONFIGURATION_AT, forged.length);
  return forged;
}

/** Damaged words as a packet whose checksum fits again; and as a rule those of the frames in it, too. */
export function forgedPacket(words: Int32Array, random: Random): Int32Array {
  if (words.length < PACKET_HEADER_WORDS) return words;
  const forged = words.slice();
  if (random.happens(0.7)) sealFramesIn(forged);
  forged[1] = crc32cWords(forged, 2, forged.length, crc32cWords(forged, 0, 1));
  return forged;
}

const PACKET_HEADER_WORDS = 4;

function sealFramesIn(words: Int32Array): void {
  for (let at = PACKET_HEADER_WORDS; at + HEADER_WORDS <= words.length; at++) {
    if (words[at] !== FIRST_WORD) continue;
    const size = wordsOf(words, at);
    if (size >= HEADER_WORDS && at + size <= words.length) sealFrame(words, at);
  }
}
