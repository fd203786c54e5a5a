import { integers, type FunctionCode } from './assembler.js';
import { get } from './layout.js';
import type { Code } from './function-body.js';
import {
  add,
  advance,
  again,
  and,
  atLeast,
  block,
  differs,
  giveBack,
  isZero,
  leave,
  less,
  load,
  loop,
  mul,
  set,
  shl,
  shr,
  store,
  tee,
  when,
  xor,
} from './instructions.js';

/** What the hash of a key of `SeenTuples` is made with: each word is mixed in, multiplied, and mixed with itself, shifted. */
export const SEEN_FACTOR = 0x9e3779b1;
export const SEEN_SHIFT = 15;

/** Puts the classes of the tuple into the key, and makes the hash; ends the function where one is not known. */
const MAKE_KEY: readonly Code[] = [
  set('slots', get('seenSlots')),
  set('to', 'key'),
  loop(
    'classes',
    set('slot', load('slots')),
    set('entry', add('classes', shl('slot', 3))),
    set('id', load(add('tuple', shl('slot', 2)))),
    when(atLeast('id', load('entry', 4)), [giveBack(0)]),
    set('id', load(add(load('entry'), shl('id', 2)))),
    when(isZero('id'), [giveBack(0)]),
    store('to', 'id'),
    set('hash', mul(xor('hash', 'id'), SEEN_FACTOR)),
    set('hash', xor('hash', shr('hash', SEEN_SHIFT))),
    advance('slots', 4),
    again('classes', less(tee('to', add('to', 4)), 'keyEnd')),
  ),
];

/** Whether `SeenTuples` has the classes of a tuple: 0 or 1. */
export const IS_SEEN: FunctionCode = {
  params: { tuple: 'i32' },
  result: 'i32',
  locals: integers('classes slots slot entry id key keyEnd to hash cells cell mask at'),
  body: [
    set('classes', get('classes')),
    set('key', get('seenKey')),
    set('keyEnd', add('key', shl(get('seenCount'), 2))),
    set('cells', get('seenCells')),
    set('mask', get('seenMask')),
    ...MAKE_KEY,
    loop(
      'probe',
      set('cell', and('hash', 'mask')),
      set('at', add('cells', shl(mul('cell', get('seenCount')), 2))),
      when(isZero(load('at')), [giveBack(0)]),
      set('to', 'key'),
      block(
        'other',
        loop(
          'words',
          leave('other', differs(load('at'), load('to'))),
          advance('at', 4),
          again('words', less(tee('to', add('to', 4)), 'keyEnd')),
        ),
        giveBack(1),
      ),
      set('hash', add('cell', 1)),
      again('probe'),
    ),
    giveBack(0),
  ],
};
