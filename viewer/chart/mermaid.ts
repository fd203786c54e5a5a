/** Charts as state diagrams of Mermaid. */
import { drawnText, internalText, isInternal, statesWithin, type Chart, type ChartState } from './chart.js';

/**
 * Charts as one state diagram of Mermaid (`stateDiagram-v2`), each as a state of its own. What has no place there stands in
 * notes: entry and exit actions, and transitions that change no state. Ends with a newline.
 */
export function renderChartMermaid(charts: readonly Chart[]): string {
  const lines = charts.flatMap((chart, i) => {
    const ids = idsOf(chart, `m${i}`);
    return [...stateLines(chart.root, ids, '  '), ...transitionLines(chart, ids), ...noteLines(chart, ids)];
  });
  return ['stateDiagram-v2', '  direction LR', ...lines, ''].join('\n');
}

type Ids = ReadonlyMap<string, string>;

function idsOf({ root }: Chart, prefix: string): Ids {
  return new Map(statesWithin(root).map(({ id }, i) => [id, `${prefix}_${i}`]));
}

function stateLines(state: ChartState, ids: Ids, indent: string): readonly string[] {
  const id = ids.get(state.id) ?? '';
  const own = `${indent}state ${quoted(titleOf(state))} as ${id}`;
  if (state.states.length === 0) return [own];
  const inner = state.states.flatMap((child, i) => [
    // Regions that run side by side are parted by a line of dashes.
    ...(state.kind === 'parallel' && i > 0 ? [`${indent}  --`] : []),
    ...stateLines(child, ids, `${indent}  `),
  ]);
  const initial = state.initial.map((target) => `${indent}  [*] --> ${ids.get(target) ?? ''}`);
  return [own, `${indent}state ${id} {`, ...initial, ...inner, `${indent}}`];
}

function titleOf({ label, kind }: ChartState): string {
  if (kind === 'history') return `${label} (H)`;
  if (kind === 'deep history') return `${label} (H*)`;
  return kind === 'final' ? `${label} (final)` : label;
}

function transitionLines({ root }: Chart, ids: Ids): readonly string[] {
  return statesWithin(root).flatMap((state) =>
    state.transitions
      .filter((transition) => !isInternal(transition, state))
      .flatMap((transition) =>
        transition.targets.map(
          (target) =>
            `  ${ids.get(state.id) ?? ''} --> ${ids.get(target) ?? ''}: ${plainText(drawnText(transition, state))}`,
        ),
      ),
  );
}

function noteLines({ root }: Chart, ids: Ids): readonly string[] {
  return statesWithin(root).flatMap((state) => {
    const internal = state.transitions
      .filter((transition) => isInternal(transition, state))
      .map((transition) => internalText(transition, state));
    const texts = [...state.lines, ...internal].map(plainText);
    if (texts.length === 0) return [];
    return [
      `  note right of ${ids.get(state.id) ?? ''}`,
      ...texts.map((text) => `    ${text}`),
      '  end note',
    ];
  });
}

/** Mermaid ends a label at a semicolon, and takes `#` for the start of an entity. */
function plainText(text: string): string {
  return text.replaceAll(/[#;<>{}"]/g, (found) => `#${found.charCodeAt(0)};`).replaceAll(/\s+/g, ' ');
}

function quoted(text: string): string {
  return `"${plainText(text)}"`;
}
