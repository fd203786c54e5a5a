import { sameBytes } from '../model/bytes.js';
import { encodeValue } from '../model/encoding.js';
import { unreachable } from '../../errors/index.js';
import type { RefinementResult } from './refines.js';
import { showPlain } from '../model/show-plain.js';
import type { NamedAction, RefinementSides, RefinementStep } from './trace.js';

/**
 * The outcome in plain text, and the counterexample as a table of both sides: what the low model does, what that is
 * in the high one (`·` for a stutter), and what changes in the high state. No colours, no newline at the end; lines
 * are as long as the longest state.
 *
 * @example
 * const mapping = refinementMapping({ name: 'IsTheSame', reads: clock.slots, map: (states) => states });
 * const text = renderRefinement(refines(clock, hourClock, mapping));
 * console.log(text.split('\n').length > 3); // true
 */
export function renderRefinement(result: RefinementResult): string {
  const { sides } = result;
  const head = [`${result.mapping}: ${verdictText(result)}`, '', ...figures(result)];
  return [...head, ...(sides === null ? [] : ['', ...sidesLines(sides)])].join('\n');
}

function verdictText({ verdict, model, high, mapping, property, sides }: RefinementResult): string {
  switch (verdict) {
    case 'exhausted':
      return `'${model}' refines '${high}'`;
    case 'bounded':
      return `as far as it was searched, '${model}' refines '${high}'`;
    case 'violated':
      if (property !== mapping) return `cannot be told, because ${property} is violated in '${model}'`;
      return sides?.divergesAt === 'initial'
        ? `'${model}' does not refine '${high}': it starts where that does not`
        : `'${model}' does not refine '${high}': the last step below is none of its steps`;
    case 'deadlocked':
      return `cannot be told, because '${model}' comes to a deadlock`;
    default:
      return unreachable(verdict);
  }
}

function figures(result: RefinementResult): readonly string[] {
  const { steps, states, highStates, verdict, highNeverTaken } = result;
  const count = (value: number): string => value.toLocaleString('en-US');
  const taken = Object.entries(steps.actions).filter(([, times]) => times > 0);
  const rows: [string, string][] = [
    ['low states', count(states)],
    ['high states', count(highStates)],
    [
      'steps compared',
      `${count(steps.compared)} that change what is read, ${count(steps.stutters)} of them stutters`,
    ],
    ['high actions', taken.map(([action, times]) => `${action} ${count(times)}`).join(', ')],
    // A search that has found something ends there: what it has not met yet says nothing.
    ['never taken', verdict === 'exhausted' || verdict === 'bounded' ? highNeverTaken.join(', ') : ''],
  ];
  return aligned(rows.filter(([, text]) => text !== '').map(([label, text]) => [`  ${label}`, text]));
}

function sidesLines(sides: RefinementSides): readonly string[] {
  const { slots, initial, steps } = sides;
  const start = stateCell(
    slots,
    initial,
    slots.map(() => true),
  );
  const rows = [
    ['step', 'low', 'high', 'high state'],
    ['   0', 'initial state', sides.divergesAt === 'initial' ? '✗' : 'initial state', start],
    ...steps.map((step, i) => [
      String(i + 1).padStart(4),
      actionText(step.low),
      highText(step),
      stateCell(slots, step.after, changes(step.before, step.after)),
    ]),
  ];
  return [...aligned(rows), ...insteadLines(sides)];
}

function highText({ match, high }: RefinementStep): string {
  switch (match) {
    case 'step':
      return [...new Set(high.map(actionText))].join(' or ');
    case 'stutter':
      return '·';
    case 'none':
      return '✗';
    default:
      return unreachable(match);
  }
}

/** What the high model has instead of the step that it does not have. */
function insteadLines(sides: RefinementSides): readonly string[] {
  const { slots, steps, divergesAt, instead, initialInstead, insteadLeftOut } = sides;
  const more = insteadLeftOut > 0 ? [[`  and ${insteadLeftOut} more`]] : [];
  const all = slots.map(() => true);
  if (divergesAt === null) return [];
  if (divergesAt === 'initial') {
    const rows = initialInstead.map((state) => [`  ${stateCell(slots, state, all)}`]);
    return ['', 'The high model starts in', ...aligned([...rows, ...more])];
  }
  const before = steps.at(-1)?.before ?? [];
  const rows = instead.map((edge) => {
    const changed = stateCell(slots, edge.after, changes(before, edge.after));
    return [`  ${actionText(edge)}`, changed === '' ? 'nothing changes' : changed];
  });
  const heading = rows.length > 0 ? 'There the high model can only' : 'There the high model can do nothing';
  return [
    '',
    `Before it, the high state is  ${stateCell(slots, before, all)}`,
    heading,
    ...aligned([...rows, ...more]),
  ];
}

function actionText({ slot, action, params }: NamedAction): string {
  const shown = Object.entries(params).filter(([, value]) => value !== undefined);
  const picks = shown.map(([name, value]) => `${name}=${showPlain(value)}`).join(', ');
  return picks === '' ? `${slot} ${action}` : `${slot} ${action}(${picks})`;
}

function changes(before: readonly unknown[], after: readonly unknown[]): readonly boolean[] {
  return after.map((value, slot) => !sameBytes(encodeValue(value), encodeValue(before[slot])));
}

function stateCell(slots: readonly string[], values: readonly unknown[], wanted: readonly boolean[]): string {
  const shown = slots.map((slot, i) => `${slot}: ${showPlain(values[i])}`);
  return shown.filter((_, i) => wanted[i]).join('  ');
}

/** Rows of cells, each column but the last as wide as its widest cell. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widthOf = (text: string): number => [...text].length;
  const widths: number[] = [];
  for (const row of rows.filter(({ length }) => length > 1)) {
    row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, widthOf(cell))));
  }
  return rows.map((row) =>
    row
      .map((cell, i) => (i === row.length - 1 ? cell : cell + ' '.repeat((widths[i] ?? 0) - widthOf(cell))))
      .join('   ')
      .trimEnd(),
  );
}
