import { BATCH_PARENTS, BATCH_SUCCESSORS, RECENT, WORDS } from '../tables/batch.js';
import { ID_BITS, LEAF_WORDS, SHAPE_EMPTY, SHAPE_UNFIT, SLOT_BITS, SLOT_MASK } from '../tables/fused-rows.js';
import { integers, type FunctionCode } from './assembler.js';
import { get, put, putFingerprint } from './layout.js';
import type { Code, Operand } from './function-body.js';
import {
  add,
  advance,
  again,
  and,
  atLeast,
  atLeastSigned,
  block,
  call,
  equal,
  equal64,
  extended,
  giveBack,
  high,
  isZero,
  leave,
  less,
  load,
  load16,
  load64,
  load8,
  loop,
  low,
  more,
  mul,
  or,
  or64,
  set,
  shl,
  shl64,
  shr,
  store,
  store64,
  storeFloat,
  sub,
  tee,
  toFloat,
  when,
  wide,
  xor,
  xor64,
} from './instructions.js';

const RECORD_BYTES = 4 * WORDS;
const LEAF_BYTES = 4 * LEAF_WORDS;

/** What may have changed, or moved, while JavaScript was asked. */
const TAKE_ANEW: readonly Code[] = [
  set('shapes', get('shapes')),
  set('room', get('room')),
  set('keys', get('keys')),
  set('keysMask', get('keysMask')),
  set('shift', get('shift')),
  set('leaves', get('leaves')),
  set('words', get('words')),
  set('wordsEnd', get('wordsEnd')),
  set('out', get('out')),
  set('ordinal', get('ordinal')),
];

/** Calls JavaScript between telling it how far the loop has come, and taking anew what it may have changed. */
function ask(...calls: readonly Code[]): readonly Code[] {
  return [put('out', 'out'), put('ordinal', 'ordinal'), ...calls, ...TAKE_ANEW];
}

/** Copies the tuple at `inTuples` to `current`, from local states of one, two or four bytes. */
function copyTuple(idBytes: number, loadId: (address: Operand) => Code): Code {
  return block(
    'copied',
    set('to', 'current'),
    loop(
      'slots',
      store('to', loadId('inTuples')),
      advance('inTuples', idBytes),
      again('slots', less(tee('to', add('to', 4)), 'currentEnd')),
    ),
  );
}

/** The next state to be expanded becomes a parent of the batch. */
const TAKE_STATE: readonly Code[] = [
  set('current', add(get('parentTuples'), mul('parents', 'tupleBytes'))),
  set('currentEnd', add('current', 'tupleBytes')),
  when(
    equal('idBytes', 1),
    [copyTuple(1, load8)],
    [when(equal('idBytes', 2), [copyTuple(2, load16)], [copyTuple(4, load)])],
  ),
  set('print', load64('inPrints')),
  advance('inPrints', 8),
  storeFloat(add(get('parentNumbers'), shl('parents', 3)), toFloat('number')),
  advance('number', 1),
  put('number', 'number'),
  advance('taken', 1),
  put('current', 'current'),
  putFingerprint('print'),
];

/** Sets `isWithin` to whether all local states of the state are known to be within bounds. */
const ARE_WITHIN: readonly Code[] = [
  set('isWithin', get('within')),
  when('isWithin', [
    set('entry', 'isWithin'),
    set('isWithin', 1),
    set('to', 'current'),
    loop(
      'bounds',
      when(load('entry'), [
        set('id', load('to')),
        when(
          less('id', load('entry', 4)),
          [set('isWithin', and('isWithin', load(add(load('entry'), shl('id', 2)))))],
          [set('isWithin', 0)],
        ),
      ]),
      advance('entry', 8),
      again('bounds', less(tee('to', add('to', 4)), 'currentEnd')),
    ),
  ]),
];

/** Sets `row` to the place of the row of a root, as `Expander.expandRoots` finds it; zero if there is none. */
const FIND_ROW: readonly Code[] = [
  set('row', 0),
  when(more('shape', SHAPE_UNFIT), [
    set('own', or(shl('root', ID_BITS), 'id')),
    set('first', load(add('current', shl(and('shape', SLOT_MASK), 2)))),
    set('second', load(add('current', shl(and(shr('shape', SLOT_BITS), SLOT_MASK), 2)))),
    set('hash', xor(mul('own', 0x9e3779b1), mul(add('first', 1), 0x85ebca6b))),
    set('hash', xor('hash', mul(add('second', 1), 0x27d4eb2f))),
    set('hash', mul(xor('hash', shr('hash', 15)), 0x2c1b3c6d)),
    set('at', shl(shr('hash', 'shift'), 4)),
    set('both', or64(extended('own'), shl64(extended('first'), wide(32)))),
    block(
      'found',
      loop(
        'keys',
        set('key', add('keys', 'at')),
        leave('found', isZero(tee('row', load('key', 12)))),
        when(equal64(load64('key'), 'both'), [leave('found', equal(load('key', 8), 'second'))]),
        set('at', and(add('at', 16), 'keysMask')),
        again('keys'),
      ),
    ),
  ]),
];

/** Counts the end of a transition, and writes it to the batch if it was not met lately. */
const TAKE_SUCCESSOR: readonly Code[] = [
  set('action', xor('to', -1)),
  set('counter', add('madeBy', shl('action', 2))),
  store('counter', add(load('counter'), 1)),
  set('place', 'ordinal'),
  advance('ordinal', 1),
  when('recent', [
    set('met', add('recent', shl(and(low('next'), RECENT - 1), 3))),
    leave('leaf', equal64(load64('met'), 'next')),
    store64('met', 'next'),
  ]),
  when(equal('out', 'wordsEnd'), ask(call('enlarge'))),
  store64('out', 'next'),
  store('out', or('origin', 'action'), 8),
  store('out', 'place', 12),
  store64('out', load64('leaf', 12), 16),
  advance('out', RECORD_BYTES),
];

const TAKE_LEAVES: readonly Code[] = [
  set('leaf', add('leaves', shl('row', 2))),
  set('end', add(add('leaf', 4), mul(load('leaf'), LEAF_BYTES))),
  advance('leaf', 4),
  block(
    'row',
    loop(
      'leaves',
      leave('row', atLeast('leaf', 'end')),
      block(
        'leaf',
        set('next', xor64('print', load64('leaf'))),
        when(
          atLeastSigned(tee('to', load('leaf', 8)), 0),
          ask(call('walkOn', 'to', low('next'), high('next'), load('leaf', 12), load('leaf', 16))),
          TAKE_SUCCESSOR,
        ),
      ),
      advance('leaf', LEAF_BYTES),
      again('leaves'),
    ),
  ),
];

const TAKE_ROOTS: readonly Code[] = [
  set('origin', shl('parents', 8)),
  set('root', 0),
  block(
    'state',
    loop(
      'roots',
      when(equal('root', 'faultsFrom'), [set('moves', 'ordinal')]),
      leave('state', atLeast('root', 'roots')),
      block(
        'root',
        set('id', load(add('current', shl(load(add('rootSlots', shl('root', 2))), 2)))),
        set('shape', 0),
        when(less('id', 'room'), [set('shape', load(add('shapes', shl(add(mul('root', 'room'), 'id'), 2))))]),
        leave('root', equal('shape', SHAPE_EMPTY)),
        ...FIND_ROW,
        when('row', [...TAKE_LEAVES, leave('root')]),
        // What has no row yet may be given one, and is looked at again; other roots are walked through.
        ...ask(
          set('isMade', 0),
          when(xor('shape', SHAPE_UNFIT), [set('isMade', call('makeRow', 'root'))]),
          when(isZero('isMade'), [set('root', sub(call('walkRoots', 'root', add('root', 1)), 1))]),
        ),
        set('root', sub('root', 'isMade')),
      ),
      advance('root', 1),
      again('roots'),
    ),
  ),
];

/** All roots, where there are no fused rows any more. */
const WALK_ROOTS: readonly Code[] = [
  ...ask(set('root', call('walkRoots', 0, 'faultsFrom'))),
  set('moves', 'ordinal'),
  when(less('faultsFrom', 'roots'), ask(set('root', call('walkRoots', 'faultsFrom', 'roots')))),
];

/**
 * `Expander.expandRoots` for one state after the other, until the batch is full, `limit` states were taken, or one is
 * the end of the search. Returns how many states were taken.
 */
export const EXPAND: FunctionCode = {
  params: { limit: 'i32' },
  result: 'i32',
  locals: {
    ...integers('taken parents number idBytes inTuples inPrints tupleBytes current currentEnd to'),
    ...integers('shapes room keys keysMask shift leaves words wordsEnd out ordinal recent madeBy'),
    ...integers('roots rootSlots faultsFrom moves root id shape row own first second hash at key isMade'),
    ...integers('origin leaf end action counter place met isWithin entry'),
    print: 'i64',
    next: 'i64',
    both: 'i64',
  },
  body: [
    ...TAKE_ANEW,
    set('recent', get('recent')),
    set('madeBy', get('madeBy')),
    set('roots', get('roots')),
    set('rootSlots', get('rootSlots')),
    set('faultsFrom', get('faultsFrom')),
    set('parents', get('parents')),
    set('number', get('number')),
    set('idBytes', get('inIdBytes')),
    set('inTuples', get('inTuples')),
    set('inPrints', get('inPrints')),
    set('tupleBytes', shl(get('width'), 2)),
    put('isDeadEnd', 0),
    block(
      'done',
      loop(
        'states',
        leave('done', atLeast('taken', 'limit')),
        leave('done', atLeast('parents', BATCH_PARENTS)),
        leave('done', atLeast(sub('out', 'words'), RECORD_BYTES * BATCH_SUCCESSORS)),
        ...TAKE_STATE,
        when(get('isBounded'), [
          ...ARE_WITHIN,
          when(isZero('isWithin'), [again('states', isZero(call('goesOn')))]),
        ]),
        set('ordinal', 0),
        put('parents', add('parents', 1)),
        when(get('isGivenUp'), WALK_ROOTS, TAKE_ROOTS),
        advance('parents', 1),
        when(isZero('moves'), [put('isDeadEnd', call('isDeadEnd')), leave('done', get('isDeadEnd'))]),
        again('states'),
      ),
    ),
    put('out', 'out'),
    put('ordinal', 'ordinal'),
    put('inTuples', 'inTuples'),
    put('inPrints', 'inPrints'),
    giveBack('taken'),
  ],
};
