import type { Code, Operand } from './function-body.js';
import { load, loadFloat, store, store64 } from './instructions.js';

/**
 * The words at the beginning of the memory by which the compiled loop and its surroundings tell each other where things
 * are and how far they have come. Addresses are in bytes; zero where there is nothing.
 */
const FIELDS = [
  // The fingerprint of the state that is expanded, and the address of its tuple.
  'low',
  'high',
  'current',
  // What `FusedRows` has: `keysMask` is in bytes.
  'shapes',
  'room',
  'keys',
  'keysMask',
  'shift',
  'leaves',
  'isGivenUp',
  // The roots: how many, the slots of each, and the first of faults.
  'roots',
  'rootSlots',
  'faultsFrom',
  // What `Batch` has: `out` is where the next successor is written.
  'words',
  'wordsEnd',
  'out',
  'ordinal',
  'recent',
  'madeBy',
  'parents',
  'parentTuples',
  'parentNumbers',
  'longer',
  // The states that are to be expanded: where the next tuple and its fingerprint are, and the bytes of a local state.
  'width',
  'inTuples',
  'inPrints',
  'inIdBytes',
  'number',
  'isBounded',
  'within',
  'isDeadEnd',
  // The visited set, and what it has of a batch.
  'cells',
  'visitedRecent',
  'fresh',
  'homes',
  'sink',
  // What comes of new states: tuples, fingerprints, links; and the classes by which properties see local states.
  'tuple',
  'outTuples',
  'outPrints',
  'outIdBytes',
  'links',
  'lastParent',
  'classes',
  // `SeenTuples`: how many slots are seen, and which; the key that is looked for; the cells, and their number less one.
  'seenCount',
  'seenSlots',
  'seenKey',
  'seenCells',
  'seenMask',
] as const;

export type Field = (typeof FIELDS)[number];

/** The place of a field, in words. */
export const PLACES = Object.fromEntries(FIELDS.map((field, place) => [field, place])) as Readonly<
  Record<Field, number>
>;
/** Where the scale of the visited set is, a float: what a high half is multiplied by to be a cell. */
export const SCALE_ADDRESS = 8 * Math.ceil(FIELDS.length / 2);
/** Where all other things begin. */
export const FIELDS_END = SCALE_ADDRESS + 8;

export function get(field: Field): Code {
  return load(0, 4 * PLACES[field]);
}

export function put(field: Field, value: Operand): Code {
  return store(0, value, 4 * PLACES[field]);
}

/** Puts both halves of the fingerprint of the state that is expanded. */
export function putFingerprint(value: Operand): Code {
  return store64(0, value, 4 * PLACES.low);
}

export function scale(): Code {
  return loadFloat(0, SCALE_ADDRESS);
}
