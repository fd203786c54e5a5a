import { unreachable } from '../../errors/index.js';
import { valueIn } from '../columns.js';
import { showAction } from '../show.js';
import type { Trace, TraceState, Value } from '../trace.js';
import { formOf, type Form } from '../value.js';

/**
 * A trace as a module of TLA+ with one behaviour: that of the trace, as a sequence of records, with `Init`, `Next` and `Spec`
 * for TLC. `step` counts from 0. There is no null in TLA+: it is the string "null". Integers beyond those of TLC (32 bits) are
 * strings of digits. Ends with a newline.
 *
 * @example
 * console.log(renderTla(trace, 'Run').split('\n')[0]); // ---- MODULE Run ----
 */
export function renderTla(trace: Trace, module = 'ExoTrace'): string {
  const names = variablesOf(trace.vars);
  const variables = [...names.values()];
  const last = trace.states.length - 1;
  const next = trace.loop === undefined ? `step < ${last} /\\ step' = step + 1` : lassoStep(last, trace.loop);
  return [
    `---- MODULE ${moduleName(module)} ----`,
    comment(`${trace.meta.model}: ${trace.meta.property ?? ''} ${trace.meta.verdict}`),
    comment(trace.meta.command),
    'EXTENDS Integers, Sequences, TLC',
    '',
    `VARIABLES step, action, ${variables.join(', ')}`,
    `vars == <<step, action, ${variables.join(', ')}>>`,
    '',
    'States == <<',
    trace.states.map((state) => stateText(state, names)).join(',\n'),
    '>>',
    '',
    'Is(i) ==',
    '  /\\ action = States[i + 1].action',
    ...variables.map((name) => `  /\\ ${name} = States[i + 1].${name}`),
    '',
    'Init == step = 0 /\\ Is(0)',
    '',
    'Next ==',
    `  /\\ ${next}`,
    "  /\\ action' = States[step' + 1].action",
    ...variables.map((name) => `  /\\ ${name}' = States[step' + 1].${name}`),
    '',
    'Spec == Init /\\ [][Next]_vars',
    '====',
    '',
  ].join('\n');
}

function lassoStep(last: number, loop: number): string {
  return `step' = IF step < ${last} THEN step + 1 ELSE ${loop}`;
}

/** Identifiers for variables, all different, and none that the module or TLA+ itself has. */
function variablesOf(vars: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set(['step', 'action', 'vars', 'States', 'Is', 'Init', 'Next', 'Spec', ...OPERATORS]);
  return new Map(
    vars.map((name) => {
      const plain = name.replaceAll(/\W/g, '_').replace(/^(?=\d|_*$)/, 'v');
      let chosen = RESERVED.has(plain) ? `${plain}_` : plain;
      while (taken.has(chosen)) chosen += '_';
      taken.add(chosen);
      return [name, chosen];
    }),
  );
}

/** The words of TLA+, and what the modules that are extended define. */
const RESERVED = new Set(
  (
    'ACTION ASSUME ASSUMPTION AXIOM BY BOOLEAN CASE CHOOSE CONSTANT CONSTANTS COROLLARY DEF DEFINE DEFS DOMAIN ELSE ENABLED EXCEPT ' +
    'EXTENDS FALSE HAVE HIDE IF IN INSTANCE LAMBDA LEMMA LET LOCAL MODULE NEW OBVIOUS OMITTED OTHER PICK PROOF PROPOSITION ' +
    'PROVE QED RECURSIVE SF_ STATE STRING SUBSET SUFFICES TAKE TEMPORAL THEN THEOREM TRUE UNCHANGED UNION USE VARIABLE VARIABLES WF_ WITH WITNESS'
  ).split(' '),
);
const OPERATORS =
  'Nat Int Seq Len Append Head Tail SubSeq SelectSeq Print PrintT Assert JavaTime TLCGet TLCSet Permutations SortSeq RandomElement Any ToString TLCEval'.split(
    ' ',
  );

function moduleName(name: string): string {
  const plain = name.replaceAll(/\W/g, '_');
  return /[A-Za-z]/.test(plain) ? plain : 'ExoTrace';
}

function comment(text: string): string {
  return `\\* ${text.replaceAll(/\s+/gu, ' ').trim()}`;
}

function stateText(state: TraceState, names: ReadonlyMap<string, string>): string {
  const fields = [...names].map(([name, as]) => `   ${as} |-> ${valueText(valueIn(state, name))}`);
  const action = `  [action |-> ${stringText(showAction(state.action, state.picks))}`;
  return `${[action, ...fields].join(',\n')}]`;
}

function valueText(value: Value): string {
  const form = formOf(value);
  switch (form.kind) {
    case 'null':
      return '"null"';
    case 'boolean':
      return form.value ? 'TRUE' : 'FALSE';
    case 'integer':
      return integerText(form.value);
    case 'string':
      return stringText(form.value);
    case 'list':
      return `<<${form.items.map(valueText).join(', ')}>>`;
    case 'set':
      return `{${elementTexts(form.items).join(', ')}}`;
    case 'map':
      return functionText(form.entries.map(([key, held]) => [valueText(key), held]));
    case 'record':
      return form.fields.length > 0 && form.fields.every(([name]) => isIdentifier(name))
        ? `[${form.fields.map(([name, held]) => `${name} |-> ${valueText(held)}`).join(', ')}]`
        : functionText(form.fields.map(([name, held]) => [stringText(name), held]));
    default:
      return unreachable(form);
  }
}

/** TLC compares the elements of a set, and only what is of one kind: elements of several kinds are pairs with the name of their kind. */
function elementTexts(items: readonly Value[]): readonly string[] {
  const kinds = new Set(items.map((item) => kindOf(formOf(item))));
  if (kinds.size <= 1) return items.map(valueText);
  return items.map((item) => `<<${stringText(kindOf(formOf(item)))}, ${valueText(item)}>>`);
}

function kindOf({ kind }: Form): string {
  return kind === 'null' ? 'string' : kind;
}

function functionText(entries: readonly (readonly [string, Value])[]): string {
  if (entries.length === 0) return '<<>>';
  return `(${entries.map(([key, held]) => `${key} :> ${valueText(held)}`).join(' @@ ')})`;
}

function isIdentifier(name: string): boolean {
  return /^\w*[A-Za-z]\w*$/.test(name) && !RESERVED.has(name) && !/^(WF|SF)_/.test(name);
}

const INTEGER_MAX = 2n ** 31n - 1n;

function integerText(value: bigint): string {
  if (value > INTEGER_MAX || value < -INTEGER_MAX) return `"${value}"`;
  return value < 0n ? `(${value})` : String(value);
}

/** Strings of TLA+ are ASCII: anything else is written as its code. */
function stringText(text: string): string {
  const safe = text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll(
      /[^\x20-\x7e]/gu,
      (letter) => `<U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase()}>`,
    );
  return `"${safe}"`;
}
