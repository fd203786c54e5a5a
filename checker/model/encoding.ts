/**
 * Canonical bytes of plain data: equal data give equal bytes, different data give different bytes, and no
 * encoding is a prefix of another. `JSON.stringify` loses undefined, NaN, Set and Map, and keeps the key order.
 *
 * Equal means: primitives that `===` calls equal (so -0 is encoded as 0) or that are both NaN; arrays and
 * plain objects with equal parts, whatever the order of keys, where a property that is undefined equals an
 * absent one; Sets and Maps with equal members, whatever the order of insertion.
 */
import { ExoError } from '../errors.js';

/** Values that are their own tags. */
const ATOMS: readonly unknown[] = [undefined, null, false, true];
/** Safe integers, as varints: n if it is not negative, else -n - 1. */
const NATURAL = 4;
const NEGATIVE = 5;
/** Any other number: eight bytes, big-endian. */
const DOUBLE = 6;
/** A bigint as a string of decimal digits. */
const BIGINT = 7;
const STRING = 8;
/** A string with lone surrogates, which UTF-8 cannot express: one varint for each UTF-16 unit. */
const STRING_UTF16 = 9;
const ARRAY = 10;
const OBJECT = 11;
const SET = 12;
const MAP = 13;

const scratch = new DataView(new ArrayBuffer(8));
const utf8Encoder = new TextEncoder();
const utf8Decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

type Collection = Set<unknown> | Map<unknown, unknown>;

/** A property, an array index, or a part of a Set or Map as it is to be shown. */
type Key = string | number | readonly [shown: string];

/** What the encoder is inside of, for cycles and for the path in an error. */
interface Place {
  readonly what: string;
  readonly keys: Key[];
  readonly ancestors: object[];
}

/**
 * The canonical bytes of plain data. Anything else (functions, symbols, class instances, typed arrays, cycles,
 * sparse arrays) throws EXO101 with the path, which starts with `what`.
 *
 * @example
 * const one = encodeValue({ a: 1, b: undefined });
 * const other = encodeValue({ a: 1 });
 * console.log(Buffer.compare(one, other)); // 0
 */
export function encodeValue(value: unknown, what = 'value'): Uint8Array {
  const out: number[] = [];
  write(out, value, { what, keys: [], ancestors: [] });
  return new Uint8Array(out);
}

/**
 * The inverse of `encodeValue`; throws EXO102 on any bytes that `encodeValue` does not give.
 *
 * @example
 * console.log(decodeValue(encodeValue({ a: new Set([1, 2]) }))); // { a: Set(2) { 1, 2 } }
 */
export function decodeValue(bytes: Uint8Array): unknown {
  let value: unknown;
  try {
    const reader = new Reader(bytes);
    value = reader.value();
    if (reader.at !== bytes.length) throw new RangeError(`${bytes.length - reader.at} bytes too many`);
  } catch (cause) {
    throw new ExoError('EXO102', `corrupt encoding: ${String(cause)}`, { cause });
  }
  if (!sameBytes(encodeValue(value), bytes)) throw new ExoError('EXO102', 'corrupt encoding: not canonical');
  return value;
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && compareBytes(a, b) === 0;
}

/**
 * Freezes plain data in place, all the way down, and returns it. Since `Object.freeze` does not stop `Map.set`,
 * the methods that change a Set or Map are replaced by ones that throw. Class instances are left alone, and so
 * is what is behind a part that is frozen already.
 *
 * @example
 * const config = deepFreeze({ hosts: ['A', 'B'] });
 * console.log(Object.isFrozen(config.hosts)); // true
 */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (value instanceof Map || value instanceof Set) {
    for (const entry of value.entries()) entry.forEach((part) => deepFreeze(part));
    forbidChanges(value);
  } else if (Array.isArray(value) || isPlainObject(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) deepFreeze(member);
  }
  return value;
}

function isDeepFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isDeepFrozen);
}

function forbidChanges(collection: Collection): void {
  const refuse = (): never => {
    throw new TypeError('Cannot change a frozen Set or Map');
  };
  if (!Object.isExtensible(collection)) return;
  for (const name of ['set', 'add', 'delete', 'clear']) {
    if (name in collection) Object.defineProperty(collection, name, { value: refuse });
  }
  Object.freeze(collection);
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function write(out: number[], value: unknown, place: Place): void {
  if (typeof value === 'number') writeNumber(out, value);
  else if (typeof value === 'string') writeKnownString(out, value);
  else if (value === undefined || value === null || typeof value === 'boolean')
    out.push(ATOMS.indexOf(value));
  else if (typeof value === 'bigint') writeString(out, String(value), BIGINT);
  else if (typeof value === 'object' && value !== null) writeObject(out, value, place);
  else throw refusal(value, place);
}

/** Encodings of frozen parts, such as a configuration that every state of a component holds. */
const encodings = new WeakMap<object, Uint8Array>();
/** Shorter ones are as quickly made again. */
const CACHED_BYTES_MIN = 96;

function writeObject(out: number[], value: object, place: Place): void {
  const known = encodings.get(value);
  if (known !== undefined) {
    for (let i = 0; i < known.length; i++) out.push(known[i] as number);
    return;
  }
  const start = out.length;
  writeNewObject(out, value, place);
  const isPart = place.ancestors.length > 0;
  if (isPart && out.length - start >= CACHED_BYTES_MIN && isDeepFrozen(value)) {
    encodings.set(value, Uint8Array.from(out.slice(start)));
  }
}

function writeNewObject(out: number[], value: object, place: Place): void {
  if (place.ancestors.includes(value)) throw refusal(value, place, true);
  place.ancestors.push(value);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (Array.isArray(value) && prototype === Array.prototype) writeArray(out, value, place);
  else if (value instanceof Set && prototype === Set.prototype) writeCollection(out, value, SET, place);
  else if (value instanceof Map && prototype === Map.prototype) writeCollection(out, value, MAP, place);
  else if (isPlainObject(value)) writeRecord(out, value as Record<string, unknown>, place);
  else throw refusal(value, place);
  place.ancestors.pop();
}

function writeArray(out: number[], array: readonly unknown[], place: Place): void {
  if (Object.keys(array).length !== array.length) throw refusal(array, place);
  out.push(ARRAY);
  writeVarint(out, array.length);
  for (let i = 0; i < array.length; i++) writeMember(out, array[i], i, place);
}

function writeRecord(out: number[], record: Readonly<Record<string, unknown>>, place: Place): void {
  const [symbol] = Object.getOwnPropertySymbols(record);
  if (symbol) {
    place.keys.push([`[${String(symbol)}]`]);
    throw refusal(symbol, place);
  }
  const defined = Object.keys(record).filter((key) => record[key] !== undefined);
  out.push(OBJECT);
  writeVarint(out, defined.length);
  for (const key of defined.sort()) {
    writeKnownString(out, key);
    writeMember(out, record[key], key, place);
  }
}

function writeCollection(out: number[], collection: Collection, tag: number, place: Place): void {
  const encodings = Array.from(collection.entries(), ([key, value], i) => {
    const bytes: number[] = [];
    writeMember(bytes, key, [`<${tag === MAP ? 'key' : 'member'} ${i}>`], place);
    if (tag === MAP) writeMember(bytes, value, [`<value ${i}>`], place);
    return bytes;
  });
  out.push(tag);
  writeVarint(out, encodings.length);
  for (const bytes of encodings.sort(compareBytes)) for (const byte of bytes) out.push(byte);
}

function writeMember(out: number[], value: unknown, key: Key, place: Place): void {
  place.keys.push(key);
  write(out, value, place);
  place.keys.pop();
}

export function compareBytes(a: ArrayLike<number>, b: ArrayLike<number>): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function writeNumber(out: number[], value: number): void {
  if (Number.isSafeInteger(value)) {
    out.push(value < 0 ? NEGATIVE : NATURAL);
    writeVarint(out, value < 0 ? -value - 1 : value);
    return;
  }
  out.push(DOUBLE);
  scratch.setFloat64(0, Number.isNaN(value) ? NaN : value);
  for (let i = 0; i < 8; i++) out.push(scratch.getUint8(i));
}

/** Encodings of short strings: property names and the names of states and events, met again and again. */
const knownStrings = new Map<string, readonly number[]>();
const KNOWN_STRINGS_MAX = 4096;
const KNOWN_STRING_LENGTH_MAX = 32;

function writeKnownString(out: number[], value: string): void {
  let bytes = knownStrings.get(value);
  if (bytes === undefined) {
    const fresh: number[] = [];
    writeString(fresh, value);
    bytes = fresh;
    const isWorthIt = value.length <= KNOWN_STRING_LENGTH_MAX && knownStrings.size < KNOWN_STRINGS_MAX;
    if (isWorthIt) knownStrings.set(value, bytes);
  }
  for (let i = 0; i < bytes.length; i++) out.push(bytes[i] as number);
}

function writeString(out: number[], value: string, tag = STRING): void {
  const isAscii = !/[^\0-\x7f]/.test(value);
  const isUtf8 = isAscii || !/[\uD800-\uDFFF]/u.test(value);
  const bytes = isUtf8 && !isAscii ? utf8Encoder.encode(value) : undefined;
  out.push(isUtf8 ? tag : STRING_UTF16);
  writeVarint(out, bytes?.length ?? value.length);
  if (bytes) for (const byte of bytes) out.push(byte);
  else for (let i = 0; i < value.length; i++) writeVarint(out, value.charCodeAt(i));
}

/** Seven bits a byte, the least significant first; division, because shifts end at 32 bits. */
function writeVarint(out: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    out.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  out.push(rest);
}

function refusal(value: unknown, place: Place, isCycle = false): ExoError {
  const [kind, remedy] = isCycle ? ['part of a cycle', 'refer to it by an id'] : describe(value);
  const path = place.what + place.keys.map(formatKey).join('');
  return new ExoError('EXO101', `${path} is ${kind}, not plain data: ${remedy}`);
}

function formatKey(key: Key): string {
  if (typeof key === 'object') return key[0];
  return typeof key === 'string' && /^[\w$]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

function describe(value: unknown): readonly [kind: string, remedy: string] {
  if (typeof value === 'function') return ['a function', 'keep a name and look the function up'];
  if (typeof value === 'symbol') return ['a symbol', 'use a string'];
  if (ArrayBuffer.isView(value)) return [`a ${value.constructor.name}`, 'use an array of numbers'];
  const { constructor } = value as object;
  if (constructor === Date) return ['a Date', 'use its time as a number'];
  if (constructor === Array)
    return ['an array with holes or extra properties', 'use a dense array or an object'];
  const name = typeof constructor === 'function' && constructor.name !== '' ? constructor.name : 'class';
  return [`an instance of ${name}`, 'use a plain object, array, Set or Map'];
}

/** Reads one value after the other; throws on bytes that are no encoding. */
class Reader {
  at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  value(): unknown {
    const tag = this.byte();
    if (tag < ATOMS.length) return ATOMS[tag];
    switch (tag) {
      case NATURAL:
        return this.varint();
      case NEGATIVE:
        return -this.varint() - 1;
      case DOUBLE:
        this.take(8).forEach((byte, i) => scratch.setUint8(i, byte));
        return scratch.getFloat64(0);
      case BIGINT:
        return BigInt(this.string(STRING));
      case STRING:
      case STRING_UTF16:
        return this.string(tag);
      case ARRAY:
        return this.list(() => this.value());
      case OBJECT:
        return Object.fromEntries(this.list(() => [this.string(this.byte()), this.value()]));
      case SET:
        return new Set(this.list(() => this.value()));
      case MAP:
        return new Map(this.list((): [unknown, unknown] => [this.value(), this.value()]));
      default:
        throw new RangeError(`unknown tag ${tag} at byte ${this.at - 1}`);
    }
  }

  private byte(): number {
    return this.take(1)[0] ?? 0;
  }

  private take(length: number): Uint8Array {
    if (length > this.bytes.length - this.at)
      throw new RangeError(`it ends early, at byte ${this.bytes.length}`);
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  private varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 0x80) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (!Number.isSafeInteger(value)) throw new RangeError(`an integer too large at byte ${this.at - 1}`);
      if (byte < 0x80) return value;
    }
  }

  private string(tag: number): string {
    if (tag === STRING) return utf8Decoder.decode(this.take(this.varint()));
    return this.list(() => String.fromCharCode(this.varint())).join('');
  }

  private list<T>(next: () => T): T[] {
    const length = this.varint();
    const list: T[] = [];
    for (let i = 0; i < length; i++) list.push(next());
    return list;
  }
}
