import { isChanged, valueIn } from '../columns.js';
import { showAction, showValue } from '../show.js';
import { withTimerWords } from '../timer-words.js';
import type { Trace } from '../trace.js';

/**
 * A trace as a graph of Graphviz: a box a state, with what changed in it, and an edge an action; a lasso leads back.
 * Ends with a newline.
 *
 * @example
 * console.log(renderTraceDot(trace).split('\n')[0]); // digraph trace {
 */
export function renderTraceDot(trace: Trace): string {
  const boxes = trace.states.map((state, step) => {
    const before = trace.states[step - 1];
    const shown = trace.vars.filter((name) => step === 0 || isChanged(state, before, name));
    const lines = shown.map((name) => `${name} = ${showValue(valueIn(state, name))}`);
    return `  ${step} [label=${quoted([String(step), ...lines])}];`;
  });
  const edges = trace.states.flatMap((state, step) =>
    step === 0
      ? []
      : [
          `  ${step - 1} -> ${step} [label=${quoted([withTimerWords(showAction(state.action, state.picks))])}];`,
        ],
  );
  const back =
    trace.loop === undefined
      ? []
      : [`  ${trace.states.length - 1} -> ${trace.loop} [label="again", style=dashed];`];
  return [
    'digraph trace {',
    '  node [shape=box, fontname="monospace", fontsize=10];',
    '  edge [fontname="sans-serif", fontsize=10];',
    ...boxes,
    ...edges,
    ...back,
    '}',
    '',
  ].join('\n');
}

/** Lines that begin at the left. */
function quoted(lines: readonly string[]): string {
  const escaped = lines.map((line) => line.replaceAll('\\', '\\\\').replaceAll('"', '\\"'));
  return `"${escaped.map((line) => `${line.replaceAll('\n', '\\n')}\\l`).join('')}"`;
}
