/** The encoder of `encodeValue`: writes values into one reused buffer. */
import {
  newByteBuffer,
  reserve,
  writeByte,
  writeBytes,
  writeVarint,
  type ByteBuffer,
} from './byte-buffer.js';
import { compareBytes } from './bytes.js';
import { isDeepFrozen, isPlainObject } from './deep-freeze.js';
import { hiddenKey, hungKey, isDense } from './hidden-keys.js';
import { hiddenRefusal, readable, refusal, type Key } from './not-plain.js';
import {
  ARRAY,
  ATOMS,
  BARE_OBJECT,
  BIGINT,
  DOUBLE,
  MAP,
  NATURAL,
  NEGATIVE,
  OBJECT,
  SET,
  STRING,
  STRING_UTF16,
} from './tags.js';

type Collection = Set<unknown> | Map<unknown, unknown>;

/** What the encoder is inside of, for cycles and for the path in an error. */
interface Place {
  readonly what: string;
  /** Whether all is told apart that code can see: the order of keys and members, properties that are undefined, and -0. */
  readonly isExact: boolean;
  readonly keys: Key[];
  readonly ancestors: object[];
}

/** One encoding is written behind the other only where a getter of the value encodes something by itself. */
const out: ByteBuffer = newByteBuffer();
const keys: Key[] = [];
const ancestors: object[] = [];
let isWriting = false;
/** A larger buffer is given back. */
const KEPT_BYTES_MAX = 1 << 20;

/**
 * The bytes of plain data as `encodeValue`, or `encodeExactly`, gives them, but standing in the encoder's own buffer: whoever asks
 * must have done with them before anything else is encoded.
 */
export function encodedView(value: unknown, what: string, isExact = false): Uint8Array {
  if (isWriting) return encodedApart(value, what, isExact);
  if (out.bytes.length > KEPT_BYTES_MAX) Object.assign(out, newByteBuffer());
  isWriting = true;
  out.at = 0;
  try {
    write(out, value, { what, isExact, keys, ancestors });
    return out.bytes.subarray(0, out.at);
  } catch (cause) {
    throw readable(cause, what);
  } finally {
    isWriting = false;
    keys.length = 0;
    ancestors.length = 0;
  }
}

/** For a value that is encoded while another one is. */
function encodedApart(value: unknown, what: string, isExact: boolean): Uint8Array {
  const apart = newByteBuffer();
  try {
    write(apart, value, { what, isExact, keys: [], ancestors: [] });
  } catch (cause) {
    throw readable(cause, what);
  }
  return apart.bytes.subarray(0, apart.at);
}

function write(out: ByteBuffer, value: unknown, place: Place): void {
  if (typeof value === 'number') writeNumber(out, value, place.isExact);
  else if (typeof value === 'string') writeKnownString(out, value);
  else if (value === undefined || value === null || typeof value === 'boolean')
    writeByte(out, ATOMS.indexOf(value));
  else if (typeof value === 'bigint') writeString(out, String(value), BIGINT);
  else if (typeof value === 'object' && value !== null) writeObject(out, value, place);
  else throw refusal(value, place.what, place.keys);
}

/** Encodings of frozen parts, such as a configuration that every state of a component holds. */
const encodings = new WeakMap<object, Uint8Array>();
const exactEncodings = new WeakMap<object, Uint8Array>();
/** Shorter ones are as quickly made again. */
const CACHED_BYTES_MIN = 96;

function writeObject(out: ByteBuffer, value: object, place: Place): void {
  const kept = place.isExact ? exactEncodings : encodings;
  const known = kept.get(value);
  if (known !== undefined) {
    writeBytes(out, known);
    return;
  }
  const start = out.at;
  writeNewObject(out, value, place);
  const isPart = place.ancestors.length > 0;
  if (isPart && out.at - start >= CACHED_BYTES_MIN && isDeepFrozen(value)) {
    kept.set(value, out.bytes.slice(start, out.at));
  }
}

function writeNewObject(out: ByteBuffer, value: object, place: Place): void {
  if (place.ancestors.includes(value)) throw refusal(value, place.what, place.keys, true);
  place.ancestors.push(value);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (Array.isArray(value) && prototype === Array.prototype) writeArray(out, value, place);
  else if (value instanceof Set && prototype === Set.prototype) writeCollection(out, value, SET, place);
  else if (value instanceof Map && prototype === Map.prototype) writeCollection(out, value, MAP, place);
  else if (isPlainObject(value)) writeRecord(out, value as Record<string, unknown>, place);
  else throw refusal(value, place.what, place.keys);
  place.ancestors.pop();
}

function writeArray(out: ByteBuffer, array: readonly unknown[], place: Place): void {
  if (!isDense(array)) throw refusal(array, place.what, place.keys);
  writeByte(out, ARRAY);
  writeVarint(out, array.length);
  for (let i = 0; i < array.length; i++) writeMember(out, array[i], i, place);
}

function writeRecord(out: ByteBuffer, record: Readonly<Record<string, unknown>>, place: Place): void {
  const { isExact } = place;
  const own = Object.keys(record);
  const hidden = hiddenKey(record, own.length);
  if (hidden !== undefined) throw hiddenRefusal(hidden, place.what, place.keys);
  const names = isExact ? own : sorted(own);
  let count = 0;
  for (const name of names) if (isExact || record[name] !== undefined) count += 1;
  writeByte(out, isExact && Object.getPrototypeOf(record) === null ? BARE_OBJECT : OBJECT);
  writeVarint(out, count);
  for (const name of names) {
    const value = record[name];
    if (value === undefined && !isExact) continue;
    writeKnownString(out, name);
    writeMember(out, value, name, place);
  }
}

/** Few names are sorted in place, by UTF-16 units as `sort` does. */
const FEW_NAMES = 12;

function sorted(names: string[]): string[] {
  if (names.length > FEW_NAMES) return names.sort();
  for (let i = 1; i < names.length; i++) {
    const name = names[i] as string;
    let to = i;
    for (; to > 0 && (names[to - 1] as string) > name; to--) names[to] = names[to - 1] as string;
    names[to] = name;
  }
  return names;
}

function writeCollection(out: ByteBuffer, collection: Collection, tag: number, place: Place): void {
  const hung = hungKey(collection);
  if (hung !== undefined) throw hiddenRefusal(hung, place.what, place.keys);
  writeByte(out, tag);
  writeVarint(out, collection.size);
  const start = out.at;
  const ends: number[] = [];
  for (const [key, value] of collection.entries()) {
    const index = ends.length;
    writeMember(out, key, { part: tag === MAP ? 'key' : 'member', index }, place);
    if (tag === MAP) writeMember(out, value, { part: 'value', index }, place);
    ends.push(out.at);
  }
  if (ends.length < 2 || place.isExact) return;
  const copy = out.bytes.slice(start, out.at);
  const parts = ends.map((end, i) => copy.subarray((ends[i - 1] ?? start) - start, end - start));
  out.at = start;
  for (const part of parts.sort(compareBytes)) writeBytes(out, part);
}

function writeMember(out: ByteBuffer, value: unknown, key: Key, place: Place): void {
  place.keys.push(key);
  write(out, value, place);
  place.keys.pop();
}

const scratch = new DataView(new ArrayBuffer(8));

function writeNumber(out: ByteBuffer, value: number, isExact: boolean): void {
  if (Number.isSafeInteger(value) && !(isExact && Object.is(value, -0))) {
    writeByte(out, value < 0 ? NEGATIVE : NATURAL);
    writeVarint(out, value < 0 ? -value - 1 : value === 0 ? 0 : value);
    return;
  }
  writeByte(out, DOUBLE);
  scratch.setFloat64(0, Number.isNaN(value) ? NaN : value);
  for (let i = 0; i < 8; i++) writeByte(out, scratch.getUint8(i));
}

/** Encodings of short strings: property names and the names of states and events, met again and again. */
const knownStrings = new Map<string, Uint8Array>();
const KNOWN_STRINGS_MAX = 4096;
const KNOWN_STRING_LENGTH_MAX = 32;

function writeKnownString(out: ByteBuffer, value: string): void {
  const known = knownStrings.get(value);
  if (known !== undefined) {
    writeBytes(out, known);
    return;
  }
  const start = out.at;
  writeString(out, value, STRING);
  const isWorthIt = value.length <= KNOWN_STRING_LENGTH_MAX && knownStrings.size < KNOWN_STRINGS_MAX;
  if (isWorthIt) knownStrings.set(value, out.bytes.slice(start, out.at));
}

const utf8Encoder = new TextEncoder();

function writeString(out: ByteBuffer, value: string, tag: number): void {
  const isAscii = !/[^\0-\x7f]/.test(value);
  const isUtf8 = isAscii || !/[\uD800-\uDFFF]/u.test(value);
  writeByte(out, isUtf8 ? tag : STRING_UTF16);
  if (isUtf8 && !isAscii) {
    const bytes = utf8Encoder.encode(value);
    writeVarint(out, bytes.length);
    writeBytes(out, bytes);
    return;
  }
  writeVarint(out, value.length);
  reserve(out, value.length);
  for (let i = 0; i < value.length; i++) writeVarint(out, value.charCodeAt(i));
}
