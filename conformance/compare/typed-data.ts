/** Typed arrays as tagged plain data, and back: what is encoded of an implementation's state. */

/** Bytes as a text of as many characters, and back. */
export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

export function bytesOf(latin1: string): Uint8Array {
  return Uint8Array.from(Buffer.from(latin1, 'latin1'));
}

/** A value in which typed arrays are plain data, all the way down. */
export function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return { bytes: textOf(value) };
  if (value instanceof Float64Array) return { doubles: [...value] };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) copy[key] = plain((value as Record<string, unknown>)[key]);
  return copy;
}

export function revived(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revived);
  if (typeof value !== 'object' || value === null) return value;
  if ('bytes' in value) return bytesOf(value.bytes as string);
  if ('doubles' in value) return Float64Array.from(value.doubles as number[]);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, revived(part)]));
}
