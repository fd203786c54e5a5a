import { STATE_BITS, STATE_MASK, WORDS } from '../tables/batch.js';
import { integers, type FunctionCode } from './assembler.js';
import { get, put } from './layout.js';
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
  differs,
  equal,
  giveBack,
  isZero,
  leave,
  less,
  lessSigned,
  load,
  load64,
  loadFloat,
  loop,
  more,
  mul,
  or,
  set,
  shl,
  shr,
  shrSigned,
  store,
  store16,
  store64,
  store8,
  sub,
  tee,
  truncated,
  when,
  xor,
} from './instructions.js';

const RECORD_BYTES = 4 * WORDS;

/** Does something with each change of the record, in order. */
function eachChange(each: (change: string) => readonly Code[]): readonly Code[] {
  return [
    when(atLeastSigned('change', 0), each('change'), [
      when(lessSigned('change', -1), [
        set('at', add('longer', shl(sub(-2, 'change'), 2))),
        set('last', add('at', shl(load('at'), 2))),
        block(
          'path',
          loop(
            'changes',
            leave('path', atLeast('at', 'last')),
            set('longerChange', load(tee('at', add('at', 4)))),
            ...each('longerChange'),
            again('changes'),
          ),
        ),
      ]),
    ]),
    when(atLeastSigned('change2', 0), each('change2')),
  ];
}

/** `Batch.copyTuple`: the new state stands in `tuple`, and all its bits in `bits`. */
const MAKE_TUPLE: readonly Code[] = [
  set('from', 'parent'),
  set('to', 'tuple'),
  loop(
    'copy',
    store('to', load('from')),
    advance('from', 4),
    again('copy', less(tee('to', add('to', 4)), 'tupleEnd')),
  ),
  ...eachChange((change) => [store(add('tuple', shl(shr(change, STATE_BITS), 2)), and(change, STATE_MASK))]),
  set('bits', 0),
  set('from', 'tuple'),
  loop(
    'gather',
    set('bits', or('bits', load('from'))),
    again('gather', less(tee('from', add('from', 4)), 'tupleEnd')),
  ),
];

/** Sets `asks` where properties may see a slot otherwise than before; see `Monitor.classOf`. */
function compareClasses(change: string): readonly Code[] {
  const classAt = (state: string): readonly Code[] => [
    when(less(state, 'known'), [set(state, load(add('table', shl(state, 2))))], [set(state, 0)]),
  ];
  return [
    set('slot', shr(change, STATE_BITS)),
    set('entry', add('classes', shl('slot', 3))),
    when(tee('table', load('entry')), [
      set('before', load(add('parent', shl('slot', 2)))),
      set('after', load(add('tuple', shl('slot', 2)))),
      when(differs('before', 'after'), [
        set('known', load('entry', 4)),
        ...classAt('before'),
        ...classAt('after'),
        set('asks', or('asks', or(isZero('after'), differs('before', 'after')))),
      ]),
    ]),
  ];
}

/** Writes a number, seven bits a byte. */
function writeNumber(local: string): readonly Code[] {
  return [
    block(
      'small',
      loop(
        'bytes',
        leave('small', less(local, 128)),
        store8('links', or(local, 128)),
        advance('links', 1),
        set(local, shr(local, 7)),
        again('bytes'),
      ),
    ),
    store8('links', local),
    advance('links', 1),
  ];
}

/** `ParentLinks.push`. */
const LINK: readonly Code[] = [
  set('number', truncated(loadFloat(add('parentNumbers', shl('parentPlace', 3))))),
  advance('number', 1),
  set('difference', sub('number', 'lastParent')),
  set('lastParent', 'number'),
  set('difference', xor(shl('difference', 1), shrSigned('difference', 31))),
  ...writeNumber('difference'),
  set('ordinal', load('record', 12)),
  ...writeNumber('ordinal'),
];

function writeTuple(idBytes: number, storeId: (address: Operand, id: Operand) => Code): Code {
  return block(
    'written',
    set('from', 'tuple'),
    loop(
      'ids',
      storeId('outTuples', load('from')),
      advance('outTuples', idBytes),
      again('ids', less(tee('from', add('from', 4)), 'tupleEnd')),
    ),
  );
}

const ENQUEUE: readonly Code[] = [
  when(
    equal('idBytes', 1),
    [writeTuple(1, store8)],
    [when(equal('idBytes', 2), [writeTuple(2, store16)], [writeTuple(4, store)])],
  ),
  store64('outPrints', load64('record')),
  advance('outPrints', 8),
];

const SAVE: readonly Code[] = [
  put('links', 'links'),
  put('lastParent', 'lastParent'),
  put('outTuples', 'outTuples'),
  put('outPrints', 'outPrints'),
];

/**
 * `Explored.absorbState` for the new states of a batch from place `k` to `until`. Returns where it has ended: before
 * `until` at a state that violates a property, or one for which local states need more bytes.
 */
export const ABSORB: FunctionCode = {
  params: { k: 'i32', until: 'i32', idMax: 'i32' },
  result: 'i32',
  locals: {
    ...integers('words fresh longer classes parentTuples parentNumbers tuple tupleEnd tupleBytes idBytes'),
    ...integers('i record parentPlace parent change change2 longerChange at last from to bits'),
    ...integers('slot entry table known before after asks'),
    ...integers('links lastParent number difference ordinal outTuples outPrints'),
  },
  body: [
    set('words', get('words')),
    set('fresh', get('fresh')),
    set('longer', get('longer')),
    set('classes', get('classes')),
    set('parentTuples', get('parentTuples')),
    set('parentNumbers', get('parentNumbers')),
    set('tuple', get('tuple')),
    set('tupleBytes', shl(get('width'), 2)),
    set('tupleEnd', add('tuple', 'tupleBytes')),
    set('idBytes', get('outIdBytes')),
    set('links', get('links')),
    set('lastParent', get('lastParent')),
    set('outTuples', get('outTuples')),
    set('outPrints', get('outPrints')),
    block(
      'done',
      loop(
        'states',
        leave('done', atLeast('k', 'until')),
        set('i', load(add('fresh', shl('k', 2)))),
        set('record', add('words', mul('i', RECORD_BYTES))),
        set('parentPlace', shr(load('record', 8), 8)),
        set('parent', add('parentTuples', mul('parentPlace', 'tupleBytes'))),
        set('change', load('record', 16)),
        set('change2', load('record', 20)),
        ...MAKE_TUPLE,
        leave('done', more('bits', 'idMax')),
        ...LINK,
        set('asks', 0),
        ...eachChange(compareClasses),
        when('asks', [set('asks', isZero(call('isSeen', 'tuple')))]),
        when('asks', [...SAVE, leave('done', call('askState', 'k', 'i')), set('links', get('links'))]),
        ...ENQUEUE,
        advance('k', 1),
        again('states'),
      ),
    ),
    ...SAVE,
    giveBack('k'),
  ],
};
