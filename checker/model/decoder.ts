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

/**
 * The value that these bytes are the encoding of. Bytes that `encodeValue` gave give back what it was given; of others
 * it throws a RangeError or TypeError at the first place that is no encoding, but does not find out if they are canonical.
 */
export function decodedValue(bytes: Uint8Array): unknown {
  const reader = new Reader(bytes);
  const value = reader.value();
  if (reader.at !== bytes.length) throw new RangeError(`${bytes.length - reader.at} bytes too many`);
  return value;
}

const scratch = new DataView(new ArrayBuffer(8));
const utf8Decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Short strings of ASCII characters that were read lately, by a hash of their bytes: nearly all are names. */
const lately: string[] = new Array<string>(1 << 10).fill('');
const SHORT_MAX = 32;

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
        return this.record({});
      case BARE_OBJECT:
        return this.record(Object.create(null) as Record<string, unknown>);
      case SET:
        return new Set(this.list(() => this.value()));
      case MAP:
        return new Map(this.list((): [unknown, unknown] => [this.value(), this.value()]));
      default:
        throw new RangeError(`unknown tag ${tag} at byte ${this.at - 1}`);
    }
  }

  private byte(): number {
    const { bytes, at } = this;
    if (at >= bytes.length) throw new RangeError(`it ends early, at byte ${bytes.length}`);
    this.at = at + 1;
    return bytes[at] as number;
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
    if (tag !== STRING) return this.list(() => String.fromCharCode(this.varint())).join('');
    const length = this.varint();
    return length <= SHORT_MAX ? this.shortString(length) : utf8Decoder.decode(this.take(length));
  }

  private shortString(length: number): string {
    const { bytes, at } = this;
    if (length > bytes.length - at) throw new RangeError(`it ends early, at byte ${bytes.length}`);
    let hash = length;
    let all = 0;
    for (let i = at; i < at + length; i++) {
      const byte = bytes[i] as number;
      hash = Math.imul(hash ^ byte, 0x01000193);
      all |= byte;
    }
    if (all > 127) return utf8Decoder.decode(this.take(length));
    const place = (hash ^ (hash >>> 15)) & (lately.length - 1);
    let text = lately[place] as string;
    if (!this.isNext(text, length)) {
      text = String.fromCharCode(...bytes.subarray(at, at + length));
      lately[place] = text;
    }
    this.at = at + length;
    return text;
  }

  /** Whether the next bytes are this string. */
  private isNext(text: string, length: number): boolean {
    if (text.length !== length) return false;
    for (let i = 0; i < length; i++) if (text.charCodeAt(i) !== this.bytes[this.at + i]) return false;
    return true;
  }

  private record(record: Record<string, unknown>): Record<string, unknown> {
    for (let left = this.varint(); left > 0; left--) {
      const name = this.string(this.byte());
      const value = this.value();
      // An assignment would set the prototype.
      if (name === '__proto__')
        Object.defineProperty(record, name, { value, writable: true, enumerable: true, configurable: true });
      else record[name] = value;
    }
    return record;
  }

  private list<T>(next: () => T): T[] {
    const length = this.varint();
    const list: T[] = [];
    for (let i = 0; i < length; i++) list.push(next());
    return list;
  }
}
