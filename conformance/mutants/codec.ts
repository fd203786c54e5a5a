/** Faulty versions of the codec: frames, packets, and their authentication (impl/wire). */
import { mutantsOf } from './mutant.js';

const CODEC = mutantsOf('wire/frame.js', [
  [
    'crc-not-checked',
    'codec',
    'a frame is taken whatever its CRC is',
    'if (words[at + CRC_AT] !== crc)',
    'if (false)',
  ],
  [
    'crc-without-last-word',
    'codec',
    'the CRC leaves out the last word of a frame',
    'at + wordsOf(words, at));\n}',
    'at + wordsOf(words, at) - 1);\n}',
  ],
]);

const PACKETS = mutantsOf('wire/packets.js', [
  [
    'packet-crc-not-checked',
    'codec',
    'a packet is taken whatever its CRC is',
    "expect(words[CRC_AT] === checksumOf(words), 'damaged');",
    '',
  ],
  [
    'packet-crc-without-kind',
    'codec',
    'the CRC of a packet does not cover its kind',
    'crc32cWords(words, 0, 1));',
    '0);',
  ],
]);

const PACKET_READER = mutantsOf('wire/packet-reader.js', [
  [
    'members-off-by-one',
    'codec',
    'the last host of the ring is lost from the members of an epoch',
    'expect(bit < hosts,',
    'if (bit === hosts - 1 && bit > 2)\n                continue;\n            expect(bit < hosts,',
  ],
  [
    'payload-number-of-mark',
    'codec',
    'the numbers of a mark come out one too high',
    'const number = numberAt(this.words, from + 2 * host) - 1;',
    'const number = numberAt(this.words, from + 2 * host);',
  ],
]);

const AUTHENTICATION = mutantsOf('wire/authentication.js', [
  [
    'window-not-advanced',
    'authentication',
    'the greatest counter that has come is forgotten, so that any message is opened again',
    'this.greatest = counter;',
    '',
  ],
  [
    'window-passed-over-taken',
    'authentication',
    'counters that are passed over count as come, or not, as they did a window before',
    'for (let one = this.greatest + 1n; one <= counter; one++)',
    'for (let one = this.greatest + 1n; one < this.greatest; one++)',
  ],
  [
    'session-not-taken-over',
    'authentication',
    'what was opened of an earlier life of a sender counts for the new one',
    'this.greatest = -1n;\n        this.bits.fill(0);',
    '',
  ],
]);

export const CODEC_MUTANTS = [...CODEC, ...PACKETS, ...PACKET_READER, ...AUTHENTICATION];
