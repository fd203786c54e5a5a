/**
 * Canonical bytes of plain data: equal data give equal bytes, different data give different bytes, and no
 * encoding is a prefix of another. `JSON.stringify` loses undefined, NaN, Set and Map, and keeps the key order.
 *
 * Equal means here (`encodeExactly` tells all of it apart): primitives that `===` calls equal (so -0 is encoded as 0) or that are both NaN; arrays and
 * plain objects with equal parts, whatever the order of keys, where a property that is undefined equals an
 * absent one; Sets and Maps with equal members, whatever the order of insertion.
 */
import { ExoError } from '../../errors/index.js';
import { sameBytes } from './bytes.js';
import { decodedValue } from './decoder.js';
import { encodedView } from './encoder.js';

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
  return encodedView(value, what).slice();
}

/**
 * Bytes of plain data that tell apart all that code can see of it: besides what `encodeValue` does, the order of keys and of members, a property
 * that is undefined from an absent one, and -0 from 0. Throws as `encodeValue`.
 *
 * @example
 * const one = encodeExactly({ a: 1, b: 2 });
 * const other = encodeExactly({ b: 2, a: 1 });
 * console.log(Buffer.compare(one, other) === 0); // false
 */
export function encodeExactly(value: unknown, what = 'value'): Uint8Array {
  return encodedView(value, what, true).slice();
}

/**
 * The inverse of `encodeExactly`; throws EXO102 on any bytes that it does not give.
 *
 * @example
 * console.log(Object.keys(decodeExactly(encodeExactly({ b: 2, a: 1 })) as object)); // [ 'b', 'a' ]
 */
export function decodeExactly(bytes: Uint8Array): unknown {
  return decoded(bytes, true);
}

/**
 * The inverse of `encodeValue`; throws EXO102 on any bytes that `encodeValue` does not give, so that some of `encodeExactly`, those of local states
 * of plain components among them, are refused: for these there is `decodeExactly`.
 *
 * @example
 * console.log(decodeValue(encodeValue({ a: new Set([1, 2]) }))); // { a: Set(2) { 1, 2 } }
 */
export function decodeValue(bytes: Uint8Array): unknown {
  return decoded(bytes, false);
}

/** The order of keys, and what else is told apart there, would be lost. */
const OF_EXACT =
  'these bytes are those of encodeExactly, which plain components and machines give: read them with decodeExactly, or with `decode` of the component';

function decoded(bytes: Uint8Array, isExact: boolean): unknown {
  let value: unknown;
  try {
    value = decodedValue(bytes);
  } catch (cause) {
    throw new ExoError('EXO102', `corrupt encoding: ${String(cause)}`, { cause });
  }
  if (sameBytes(encodedView(value, 'value', isExact), bytes)) return value;
  const isOther = !isExact && sameBytes(encodedView(value, 'value', true), bytes);
  throw new ExoError('EXO102', isOther ? OF_EXACT : 'corrupt encoding: not canonical');
}
