/** The codec of a faulty version beside the one that runs, on bytes that no sound host sends, and on what it cannot encode. */
import * as sound from '../../impl/parts.js';
import type { PacketRing, Random } from '../../impl/parts.js';
import type { Implementation } from '../compare/faulty-copy.js';
import { damaged, forgedFrame, forgedPacket } from './damage.js';
import { areAlike, outcomeOf, type Outcome } from './outcome.js';
import { HostileSender } from './packets.js';

/** What the bytes are taken from: the ring sizes at which a field becomes longer, and some between. */
const RINGS: readonly PacketRing[] = [2, 3, 5, 9, 33].flatMap((hosts) =>
  (['durable', 'diskless'] as const).map((storage) => ({ configuration: 0x5eed5eed | 0, hosts, storage })),
);
const FRAME_WORDS_MAX = 64;
/** Changed forms of each message. */
const FORMS = 4;

/**
 * What the two make of a packet and a frame, and of changed forms of their bytes. Returns what they differ in, or null.
 */
export function compareCodecs(impl: Implementation, random: Random): string | null {
  const ring = random.pick(RINGS);
  const sender = new HostileSender(random, ring);
  return comparePacket(impl, sender, ring, random) ?? compareFrame(impl, sender, ring, random);
}

function comparePacket(
  impl: Implementation,
  sender: HostileSender,
  ring: PacketRing,
  random: Random,
): string | null {
  const packet = sender.packet();
  const encoded = outcomeOf(() => sound.encodePacket(packet, ring));
  if (
    !areAlike(
      encoded,
      outcomeOf(() => impl.encodePacket(packet, ring)),
    )
  )
    return `encoding a ${packet.kind}`;
  if ('thrown' in encoded) return null;
  const bytes = encoded.returned as Uint8Array;
  const words = sound.wordsOfFrames(bytes.slice());
  for (let form = 0; form <= FORMS; form++) {
    const changed = form === 0 ? words : damaged(words, random);
    const sent = form > 0 && random.happens(0.9) ? forgedPacket(changed, random) : changed;
    const asRing = random.happens(0.95) ? ring : random.pick(RINGS);
    const same = compareBytes(
      bytesOf(sent, random),
      (given, codec) => codec.decodePacket(given, asRing),
      impl,
    );
    if (!same) return `decoding a ${packet.kind}`;
  }
  return null;
}

function compareFrame(
  impl: Implementation,
  sender: HostileSender,
  { configuration, hosts }: PacketRing,
  random: Random,
): string | null {
  const fields = sender.frame();
  const at = random.below(3);
  const written = (codec: Implementation): Outcome =>
    outcomeOf(() => {
      const words = new Int32Array(FRAME_WORDS_MAX).fill(-1);
      return { size: codec.writeFrame(fields, words, at), words };
    });
  const frame = written(sound);
  if (!areAlike(frame, written(impl))) return 'encoding a frame';
  if ('thrown' in frame) return null;
  const { size, words } = frame.returned as { readonly size: number; readonly words: Int32Array };
  for (let form = 0; form <= FORMS; form++) {
    const whole = words.slice(at, at + size);
    const changed = form === 0 ? whole : damaged(whole, random);
    const sent = form > 0 && random.happens(0.9) ? forgedFrame(changed, random) : changed;
    const spare = random.pick([0, 0, 0, 1, -1, 2]);
    const look = (bytes: Uint8Array, codec: Implementation): unknown => {
      const given = codec.wordsOfFrames(bytes);
      const check = codec.checkFrame(given, 0, 4 * sent.length + spare, configuration, hosts);
      return check === 0 ? [codec.readFrame(given, 0), placesOf(codec, given)] : codec.frameProblem(check);
    };
    if (!compareBytes(bytesOf(sent, random), look, impl)) return 'checking a frame';
  }
  return null;
}

/** Where the first payloads of a sound frame stand. */
function placesOf(codec: Implementation, words: Int32Array): unknown {
  const { payloads } = sound.readFrame(words, 0);
  return payloads.map((_, k) => codec.payloadPlace(words, 0, k));
}

/** Whether both make the same of some bytes, and write to none of them. */
function compareBytes(
  bytes: Uint8Array,
  make: (bytes: Uint8Array, codec: Implementation) => unknown,
  impl: Implementation,
): boolean {
  const before = bytes.slice();
  const expected = outcomeOf(() => make(bytes, sound));
  const found = outcomeOf(() => make(bytes, impl));
  return areAlike(expected, found) && areAlike({ returned: before }, { returned: bytes.slice() });
}

/** The bytes of words, beginning anywhere in a larger memory, and now and then some more or fewer. */
function bytesOf(words: Int32Array, random: Random): Uint8Array {
  const shift = random.below(4);
  const length = Math.max(0, 4 * words.length + (random.happens(0.05) ? random.below(7) - 3 : 0));
  const memory = new Uint8Array(shift + length + 8).fill(0xaa);
  const view = memory.subarray(shift, shift + length);
  view.set(new Uint8Array(words.buffer, words.byteOffset, words.byteLength).subarray(0, length));
  return view;
}
