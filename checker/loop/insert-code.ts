import { RECENT, WORDS } from '../tables/batch.js';
import { integers, type FunctionCode } from './assembler.js';
import { get, put, scale } from './layout.js';
import type { Code } from './function-body.js';
import {
  add,
  advance,
  again,
  and,
  atLeast,
  block,
  equal64,
  giveBack,
  high,
  isZero64,
  leave,
  load,
  load64,
  loop,
  low,
  mul,
  mulFloat,
  set,
  shl,
  store,
  store64,
  tee,
  toFloat,
  truncated,
  when,
  wide,
  xor,
} from './instructions.js';

const RECORD_BYTES = 4 * WORDS;

/** `FingerprintSet.passRecent` and `lookAhead` in one: what may be new, and the homes of it, which are read once. */
const LOOK_AHEAD: readonly Code[] = [
  set('record', get('words')),
  block(
    'seen',
    loop(
      'records',
      leave('seen', atLeast('i', 'count')),
      block(
        'record',
        set('print', load64('record')),
        when('recent', [
          set('met', add('recent', shl(and(low('print'), RECENT - 1), 3))),
          leave('record', equal64(load64('met'), 'print')),
          store64('met', 'print'),
        ]),
        set('home', shl(truncated(mulFloat(toFloat(high('print')), 'scale')), 3)),
        set('home', add('cells', 'home')),
        store(add('fresh', 'unseen'), 'i'),
        store(add('homes', 'unseen'), 'home'),
        set('sink', xor('sink', load('home'))),
        advance('unseen', 4),
      ),
      advance('record', RECORD_BYTES),
      advance('i', 1),
      again('records'),
    ),
  ),
  put('sink', 'sink'),
];

/** `FingerprintSet.insertAll`. */
const INSERT_ALL: readonly Code[] = [
  block(
    'all',
    loop(
      'kept',
      leave('all', atLeast('k', 'unseen')),
      set('i', load(add('fresh', 'k'))),
      set('print', load64(add('words', mul('i', RECORD_BYTES)))),
      // A cell of zero is empty: the fingerprint zero is given another.
      when(isZero64('print'), [set('print', wide(1))]),
      set('at', load(add('homes', 'k'))),
      block(
        'done',
        block(
          'empty',
          loop(
            'probe',
            leave('done', equal64(tee('cell', load64('at')), 'print')),
            leave('empty', isZero64('cell')),
            advance('at', 8),
            again('probe'),
          ),
        ),
        store64('at', 'print'),
        store(add('fresh', 'found'), 'i'),
        advance('found', 4),
      ),
      advance('k', 4),
      again('kept'),
    ),
  ),
];

/** Inserts the fingerprints of a batch; the positions of new ones stand in `fresh`. Returns four times how many. */
export const INSERT: FunctionCode = {
  params: { count: 'i32' },
  result: 'i32',
  locals: {
    ...integers('words cells recent fresh homes sink i k record met home unseen found at'),
    print: 'i64',
    cell: 'i64',
    scale: 'f64',
  },
  body: [
    set('words', get('words')),
    set('cells', get('cells')),
    set('recent', get('visitedRecent')),
    set('fresh', get('fresh')),
    set('homes', get('homes')),
    set('scale', scale()),
    ...LOOK_AHEAD,
    ...INSERT_ALL,
    giveBack('found'),
  ],
};
