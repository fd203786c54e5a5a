/** Where the compiled loop finds the tables that JavaScript fills, and where it has come in them. */
import { PLACES } from '../loop/layout.js';
import { WORDS, type Batch } from '../tables/batch.js';
import type { FusedRows } from '../tables/fused-rows.js';

const RECORD_BYTES = 4 * WORDS;

export function showRows(header: Int32Array, rows: FusedRows): void {
  const { shapes, room, keys, shift, leaves, isGivenUp } = rows;
  header[PLACES.shapes] = shapes.byteOffset;
  header[PLACES.room] = room;
  header[PLACES.keys] = keys.byteOffset;
  header[PLACES.keysMask] = keys.byteLength - 1;
  header[PLACES.shift] = shift;
  header[PLACES.leaves] = leaves.byteOffset;
  header[PLACES.isGivenUp] = Number(isGivenUp);
}

export function showBatch(header: Int32Array, batch: Batch): void {
  const { words, longer, count, ordinal, parents } = batch;
  header[PLACES.words] = words.byteOffset;
  header[PLACES.wordsEnd] = words.byteOffset + words.byteLength;
  header[PLACES.out] = words.byteOffset + RECORD_BYTES * count;
  header[PLACES.longer] = longer.byteOffset;
  header[PLACES.ordinal] = ordinal;
  header[PLACES.parents] = parents;
}

/** Takes over into the batch what the loop has added to it. */
export function seeBatch(header: Int32Array, batch: Batch): void {
  batch.count = ((header[PLACES.out] as number) - batch.words.byteOffset) / RECORD_BYTES;
  batch.ordinal = header[PLACES.ordinal] as number;
  batch.parents = header[PLACES.parents] as number;
}
