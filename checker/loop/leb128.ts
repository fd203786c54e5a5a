/** The encoding of integers in WebAssembly: seven bits a byte, the low ones first. */

/** LEB128 of an integer that is at least zero. */
export function unsigned(value: number): readonly number[] {
  return value < 128 ? [value] : [(value % 128) | 128, ...unsigned(Math.floor(value / 128))];
}

/** LEB128 of an integer with a sign. */
export function signed(value: number): readonly number[] {
  if (value >= -64 && value < 64) return [value & 127];
  return [(value & 127) | 128, ...signed(Math.floor(value / 128))];
}
