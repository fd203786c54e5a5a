/** Charts as graphs of Graphviz. */
import {
  drawnText,
  internalText,
  isInternal,
  isWithin,
  statesWithin,
  type Chart,
  type ChartState,
} from './chart.js';

/**
 * Charts as one directed graph in the DOT language of Graphviz, states with states in them as clusters. Ends with a
 * newline.
 */
export function renderChartDot(charts: readonly Chart[]): string {
  return [
    'digraph chart {',
    '  compound=true; rankdir=LR; fontname="sans-serif";',
    '  node [shape=box, style=rounded, fontname="sans-serif"];',
    '  edge [fontname="sans-serif", fontsize=10];',
    ...charts.flatMap((chart, i) => [
      ...stateLines(chart.root, `${i}:`, '  '),
      ...statesWithin(chart.root).flatMap((state) => edgeLines(state, `${i}:`, chart.root)),
    ]),
    '}',
    '',
  ].join('\n');
}

function stateLines(state: ChartState, prefix: string, indent: string): readonly string[] {
  const label = quoted([titleOf(state), ...textsOf(state)].join('\n'));
  const node = quoted(prefix + state.id);
  if (state.states.length === 0) {
    const shape = state.kind === 'final' ? ', peripheries=2' : '';
    return [`${indent}${node} [label=${label}${shape}];`];
  }
  return [
    `${indent}subgraph ${quoted(`cluster ${prefix}${state.id}`)} {`,
    `${indent}  label=${label}; style=${state.kind === 'parallel' ? 'dashed' : 'rounded'};`,
    // Edges of a cluster need a node within it to begin and to end at.
    `${indent}  ${node} [shape=point, style=invis];`,
    ...state.initial.flatMap((target) => [
      `${indent}  ${quoted(`initial ${prefix}${target}`)} [shape=circle, style=filled, fillcolor=black, label="", width=0.12];`,
      `${indent}  ${quoted(`initial ${prefix}${target}`)} -> ${quoted(prefix + target)};`,
    ]),
    ...state.states.flatMap((child) => stateLines(child, prefix, `${indent}  `)),
    `${indent}}`,
  ];
}

function edgeLines(state: ChartState, prefix: string, root: ChartState): readonly string[] {
  const clusters = new Set(
    statesWithin(root)
      .filter(({ states }) => states.length > 0)
      .map(({ id }) => id),
  );
  return state.transitions
    .filter((transition) => !isInternal(transition, state))
    .flatMap((transition) =>
      transition.targets.map((target) => {
        const ends = [
          `label=${quoted(drawnText(transition, state))}`,
          // An edge that is cut off at a cluster must not begin within it.
          ...(clusters.has(state.id) && !isWithin(target, state.id)
            ? [`ltail=${quoted(`cluster ${prefix}${state.id}`)}`]
            : []),
          ...(clusters.has(target) && !isWithin(state.id, target)
            ? [`lhead=${quoted(`cluster ${prefix}${target}`)}`]
            : []),
        ];
        return `  ${quoted(prefix + state.id)} -> ${quoted(prefix + target)} [${ends.join(', ')}];`;
      }),
    );
}

function textsOf(state: ChartState): readonly string[] {
  const internal = state.transitions.filter((transition) => isInternal(transition, state));
  return [...state.lines, ...internal.map((transition) => internalText(transition, state))];
}

function titleOf({ label, kind }: ChartState): string {
  if (kind === 'history') return 'H';
  return kind === 'deep history' ? 'H*' : label;
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\l')}"`;
}
