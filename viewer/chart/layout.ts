/** Where the parts of a chart are drawn. The layers, routes and places of labels are found by elkjs, in this process. */
import type { ELK, ElkExtendedEdge, ElkNode, ElkPoint } from 'elkjs/lib/elk-api.js';
import {
  drawnText,
  internalText,
  isInternal,
  statesWithin,
  type Chart,
  type ChartState,
  type ChartTransition,
} from './chart.js';
import { inLines, LINE_HEIGHT_PX, LINE_PX, TITLE_PX, widthOfText } from './measure.js';

/** A chart with places, all in pixels from the upper left corner. */
export interface ChartLayout {
  readonly chart: Chart;
  readonly width: number;
  readonly height: number;
  /** Outer ones before those that lie in them. */
  readonly boxes: readonly ChartBox[];
  readonly lines: readonly ChartLine[];
}

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface ChartBox extends Rectangle {
  /** Null for the dot from which a line leads to an initial state. */
  readonly state: ChartState | null;
  /** What is written below the name: entry, exit, invocations, and the transitions that change no state. */
  readonly texts: readonly ChartText[];
}

export interface ChartText {
  readonly text: string;
  /** The place of the transition that it is; absent for what is none. */
  readonly place?: string;
}

export interface ChartLine {
  readonly points: readonly ElkPoint[];
  /** Null for the line to an initial state. */
  readonly transition: ChartTransition | null;
  readonly label: (Rectangle & { readonly lines: readonly string[] }) | null;
}

const PADDING_PX = 14;
const TITLE_HEIGHT_PX = 28;
const DOT_PX = 10;
const HISTORY_PX = 26;
const LABEL_LETTERS_MAX = 32;
const INNER_LETTERS_MAX = 52;

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
  'elk.spacing.nodeNode': '28',
  'elk.spacing.edgeEdge': '12',
  'elk.spacing.edgeNode': '16',
  'elk.spacing.edgeLabel': '4',
  'elk.layered.spacing.nodeNodeBetweenLayers': '36',
  'elk.layered.spacing.edgeNodeBetweenLayers': '16',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '12',
};

/** What a chart should fit into: a screen. */
const SCREEN = { width: 1600, height: 900 };

/** Lays a chart out, from left to right or from above, as it fits a screen better. Takes up to some seconds, by its size. */
export async function layOut(chart: Chart): Promise<ChartLayout> {
  const [wide, high] = [await layOutTo(chart, 'RIGHT'), await layOutTo(chart, 'DOWN')];
  return shrinkageOf(wide) <= shrinkageOf(high) ? wide : high;
}

/** How often larger than the screen a layout is, where it is larger. */
function shrinkageOf({ width, height }: ChartLayout): number {
  return Math.max(1, width / SCREEN.width, height / SCREEN.height);
}

async function layOutTo(chart: Chart, direction: 'RIGHT' | 'DOWN'): Promise<ChartLayout> {
  const states = new Map(statesWithin(chart.root).map((state) => [keyOf(state.id), state]));
  const transitions = [...states.values()].flatMap((state) => drawnOf(state));
  const edges = [...transitions.map(({ edge }) => edge), ...[...states.values()].flatMap(initialEdges)];
  const graph: ElkNode = {
    id: 'drawing',
    layoutOptions: {
      ...OPTIONS,
      'elk.direction': direction,
      'elk.padding': '[top=12,left=12,bottom=12,right=12]',
    },
    children: [nodeOf(chart.root)],
    edges: [...edges],
  };
  const laidOut = await (await loadElk()).layout(graph);
  const byEdge = new Map(transitions.map(({ edge, transition }) => [edge.id, transition]));
  return {
    chart,
    width: laidOut.width ?? 0,
    height: laidOut.height ?? 0,
    boxes: nodesWithin(laidOut).map((node) => boxOf(node, states.get(node.id) ?? null)),
    // In the order of the chart: the layout gives them in one of its own, which is not always the same.
    lines: edges.flatMap(({ id }) => {
      const edge = (laidOut.edges ?? []).find((one) => one.id === id);
      return edge === undefined ? [] : [lineOf(edge, byEdge.get(id) ?? null)];
    }),
  };
}

/** The one import that takes long, made only when a chart is drawn. */
async function loadElk(): Promise<ELK> {
  const { default: Elk } = (await import('elkjs/lib/elk.bundled.js')) as unknown as {
    default: new () => ELK;
  };
  return new Elk();
}

/** Ids of states may be empty, and those of the layout may not. */
function keyOf(id: string): string {
  return `state ${id}`;
}

function nodeOf(state: ChartState): ElkNode {
  const texts = textsOf(state);
  const isHistory = state.kind === 'history' || state.kind === 'deep history';
  const width = Math.max(
    widthOfText(state.label, TITLE_PX, { isBold: true }),
    ...texts.map(({ text }) => widthOfText(text, LINE_PX)),
  );
  const size = isHistory
    ? { width: HISTORY_PX, height: HISTORY_PX }
    : { width: width + 2 * PADDING_PX, height: headHeightOf(texts) + 8 };
  if (state.states.length === 0) return { id: keyOf(state.id), ...size };
  return {
    id: keyOf(state.id),
    layoutOptions: {
      'elk.padding': `[top=${headHeightOf(texts) + PADDING_PX},left=${PADDING_PX},bottom=${PADDING_PX},right=${PADDING_PX}]`,
      'elk.nodeSize.constraints': 'MINIMUM_SIZE',
      'elk.nodeSize.minimum': `(${size.width}, ${size.height})`,
    },
    children: [
      ...state.initial.map((target) => ({ id: `initial ${target}`, width: DOT_PX, height: DOT_PX })),
      ...state.states.map(nodeOf),
    ],
  };
}

function headHeightOf(texts: readonly ChartText[]): number {
  return TITLE_HEIGHT_PX + texts.length * LINE_HEIGHT_PX;
}

function textsOf(state: ChartState): readonly ChartText[] {
  const internal = state.transitions.filter((transition) => isInternal(transition, state));
  return [
    ...state.lines.flatMap((text) => parted(text)),
    ...internal.flatMap((transition) => parted(internalText(transition, state), transition.place)),
  ];
}

/** The lines of one entry; those after the first are indented. */
function parted(text: string, place?: string): readonly ChartText[] {
  return inLines(text, INNER_LETTERS_MAX).map((line, i) => ({
    text: i === 0 ? line : `\u2003${line}`,
    ...(place !== undefined && { place }),
  }));
}

interface DrawnEdge {
  readonly edge: ElkExtendedEdge;
  readonly transition: ChartTransition;
}

function drawnOf(state: ChartState): readonly DrawnEdge[] {
  return state.transitions
    .filter((transition) => !isInternal(transition, state))
    .flatMap((transition) =>
      transition.targets.map((target, i) => {
        const lines = inLines(drawnText(transition, state), LABEL_LETTERS_MAX);
        const label = {
          text: lines.join('\n'),
          width: Math.max(...lines.map((line) => widthOfText(line, LINE_PX))),
          height: LINE_HEIGHT_PX * lines.length,
        };
        const edge = {
          id: `${transition.place} ${i}`,
          sources: [keyOf(state.id)],
          targets: [keyOf(target)],
          labels: i === 0 ? [label] : [],
        };
        return { edge, transition };
      }),
    );
}

function initialEdges({ initial }: ChartState): readonly ElkExtendedEdge[] {
  return initial.map((target) => ({
    id: `to initial ${target}`,
    sources: [`initial ${target}`],
    targets: [keyOf(target)],
  }));
}

function nodesWithin({ children = [] }: ElkNode): readonly ElkNode[] {
  return children.flatMap((child) => [child, ...nodesWithin(child)]);
}

function boxOf(node: ElkNode, state: ChartState | null): ChartBox {
  return { ...rectangleOf(node), state, texts: state === null ? [] : textsOf(state) };
}

function lineOf(
  { sections = [], labels = [] }: ElkExtendedEdge,
  transition: ChartTransition | null,
): ChartLine {
  const points = sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [
    startPoint,
    ...bendPoints,
    endPoint,
  ]);
  const [label] = labels;
  return {
    points,
    transition,
    label: label === undefined ? null : { ...rectangleOf(label), lines: (label.text ?? '').split('\n') },
  };
}

function rectangleOf({ x = 0, y = 0, width = 0, height = 0 }: Partial<Rectangle>): Rectangle {
  return { x, y, width, height };
}
