import { describe, expect, test } from 'vitest';
import type { Chart, ChartState, ChartTransition } from './chart.js';
import { renderChartDot } from './dot.js';
import { chartPage } from './html.js';
import { layOut, type ChartLayout, type Rectangle } from './layout.js';
import { inLines } from './measure.js';
import { renderChartMermaid } from './mermaid.js';
import { renderChartSvg } from './svg.js';

function state(id: string, given: Partial<ChartState> = {}): ChartState {
  const label = id.split('.').at(-1) ?? id;
  const initial = given.states?.[0] === undefined ? [] : [given.states[0].id];
  return { id, label, kind: 'atomic', initial, lines: [], states: [], transitions: [], ...given };
}

function transition(place: string, given: Partial<ChartTransition> = {}): ChartTransition {
  return { place, event: 'GO', actions: [], targets: [], reenters: false, ...given };
}

const DOOR: Chart = {
  name: 'door',
  root: state('', {
    label: 'door',
    kind: 'compound',
    states: [
      state('shut', {
        lines: ['entry / click'],
        transitions: [
          transition('shut.on.OPEN[0]', { event: 'OPEN', guard: 'isKey', targets: ['open'] }),
          transition('shut.on.KNOCK[0]', { event: 'KNOCK', actions: ['sound'] }),
        ],
      }),
      state('open', {
        kind: 'compound',
        states: [
          state('open.ajar', {
            transitions: [transition('open.ajar.on.PUSH[0]', { targets: ['open.wide'] })],
          }),
          state('open.wide', { kind: 'final' }),
        ],
        transitions: [transition('open.on.CLOSE[0]', { event: 'CLOSE', targets: ['shut'] })],
      }),
    ],
  }),
};

const HOSTILE = '</svg><script>alert(1)</script>"\u202e\n';

function boxOf({ boxes }: ChartLayout, id: string): Rectangle {
  const found = boxes.find((box) => box.state?.id === id);
  if (found === undefined) throw new Error(`no box ${id}`);
  return found;
}

function isWithin(inner: Rectangle, outer: Rectangle): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

function overlaps(one: Rectangle, other: Rectangle): boolean {
  const apart =
    one.x + one.width <= other.x ||
    other.x + other.width <= one.x ||
    one.y + one.height <= other.y ||
    other.y + other.height <= one.y;
  return !apart;
}

describe('a chart that is laid out', () => {
  test('has states within those that they belong to, and beside the others', async () => {
    const layout = await layOut(DOOR);
    expect(isWithin(boxOf(layout, 'open.ajar'), boxOf(layout, 'open'))).toBe(true);
    expect(isWithin(boxOf(layout, 'open'), boxOf(layout, ''))).toBe(true);
    expect(overlaps(boxOf(layout, 'shut'), boxOf(layout, 'open'))).toBe(false);
    expect(overlaps(boxOf(layout, 'open.ajar'), boxOf(layout, 'open.wide'))).toBe(false);
  });

  test('has labels that overlap neither each other nor states without any within', async () => {
    const layout = await layOut(DOOR);
    const labels = layout.lines.flatMap(({ label }) => (label === null ? [] : [label]));
    expect(labels.map(({ lines }) => lines)).toEqual([['OPEN [isKey]'], ['CLOSE'], ['GO']]);
    for (const [i, label] of labels.entries()) {
      for (const other of labels.slice(i + 1)) expect(overlaps(label, other)).toBe(false);
      for (const id of ['shut', 'open.ajar', 'open.wide'])
        expect(overlaps(label, boxOf(layout, id))).toBe(false);
    }
  });

  test('has a line for each transition that changes the state, and one to each initial state', async () => {
    const { lines } = await layOut(DOOR);
    const drawn = lines.map((line) => line.transition?.place ?? 'initial').sort();
    expect(drawn).toEqual([
      'initial',
      'initial',
      'open.ajar.on.PUSH[0]',
      'open.on.CLOSE[0]',
      'shut.on.OPEN[0]',
    ]);
  });
});

describe('the picture of a chart', () => {
  test('draws dashed what was never met, and says so in words', async () => {
    const never = new Set(['open.wide', 'open.ajar.on.PUSH[0]', 'shut.on.KNOCK[0]']);
    const svg = renderChartSvg([await layOut(DOOR)], [{ never }]);
    expect(svg.match(/<rect class="state never"/g)).toHaveLength(1);
    expect(svg.match(/<path class="line never"/g)).toHaveLength(1);
    expect(svg.match(/<title>never taken<\/title>/g)).toHaveLength(2);
    expect(svg).toContain('wide (never entered)');
  });

  test('takes no name for markup, and reaches for nothing outside', async () => {
    const hostile: Chart = {
      name: HOSTILE,
      root: state('', {
        label: HOSTILE,
        kind: 'compound',
        states: [
          state('a', {
            lines: [HOSTILE],
            transitions: [transition(HOSTILE, { event: HOSTILE, targets: ['b'] })],
          }),
          state('b'),
        ],
      }),
    };
    const page = chartPage(HOSTILE, renderChartSvg([await layOut(hostile)]), [HOSTILE]);
    expect(page).not.toContain('<script');
    expect(page).not.toContain('\u202e');
    expect(page.match(/<\/svg>/g)).toHaveLength(1);
    expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|url\((?!#head)/);
  });
});

describe('a chart as text', () => {
  test('is a state diagram of Mermaid', () => {
    expect(renderChartMermaid([DOOR]).split('\n')).toEqual([
      'stateDiagram-v2',
      '  direction LR',
      '  state "door" as m0_0',
      '  state m0_0 {',
      '    [*] --> m0_1',
      '    state "shut" as m0_1',
      '    state "open" as m0_2',
      '    state m0_2 {',
      '      [*] --> m0_3',
      '      state "ajar" as m0_3',
      '      state "wide (final)" as m0_4',
      '    }',
      '  }',
      '  m0_1 --> m0_2: OPEN [isKey]',
      '  m0_2 --> m0_1: CLOSE',
      '  m0_3 --> m0_4: GO',
      '  note right of m0_1',
      '    entry / click',
      '    ↺ KNOCK / sound',
      '  end note',
      '',
    ]);
  });

  test('is a graph of Graphviz, with clusters for states that have others within', () => {
    const dot = renderChartDot([DOOR]);
    expect(dot).toContain('subgraph "cluster 0:open" {');
    expect(dot).toContain('  "0:shut" -> "0:open" [label="OPEN [isKey]", lhead="cluster 0:open"];');
    expect(dot).toContain('  "0:open" -> "0:shut" [label="CLOSE", ltail="cluster 0:open"];');
    expect(dot).toContain('"0:open.wide" [label="wide", peripheries=2];');
  });

  test('is parted where it gets too long', () => {
    expect(inLines('INSTALL [isSynced and isNotOlder and isNew] / install, stop', 24)).toEqual([
      'INSTALL [isSynced',
      'and isNotOlder',
      'and isNew] / install,',
      'stop',
    ]);
  });

  test('tells in all forms what is left and entered again from what is not', async () => {
    const go = (event: string, target: string, reenters: boolean): ChartTransition =>
      transition(`busy.on.${event}[0]`, { event, targets: [target], reenters });
    const busy = state('busy', {
      kind: 'compound',
      states: [state('busy.one'), state('busy.two')],
      transitions: [
        go('STAY', 'busy', false),
        go('AGAIN', 'busy', true),
        go('DOWN', 'busy.two', false),
        go('ANEW', 'busy.two', true),
        transition('busy.on.NOTHING[0]', { event: 'NOTHING', reenters: true }),
      ],
    });
    const leaf = state('leaf', {
      transitions: [transition('leaf.on.E[0]', { event: 'E', targets: ['leaf'] })],
    });
    const root = state('', { label: 'worker', kind: 'compound', states: [busy, leaf] });
    const chart: Chart = { name: 'worker', root };
    const svg = renderChartSvg([await layOut(chart)]);
    for (const text of [svg, renderChartMermaid([chart]), renderChartDot([chart])]) {
      const plain = text.replaceAll(/<[^>]*>/g, '|');
      for (const said of ['↺ STAY, from the start within', '⟳ AGAIN', '⟳ ANEW', '↺ NOTHING', '↺ E'])
        expect(plain).toContain(said);
      expect(plain).not.toMatch(/⟳ (STAY|DOWN|NOTHING|E\b)/);
    }
  });

  test('has in all forms where each region of a parallel state begins, however deep it lies', async () => {
    const region = (id: string): ChartState =>
      state(id, { kind: 'compound', states: [state(`${id}.one`), state(`${id}.two`)] });
    const both = state('on.both', {
      kind: 'parallel',
      initial: [],
      states: [region('on.both.left'), region('on.both.right')],
    });
    const on = state('on', { kind: 'compound', states: [both] });
    const root = state('', { label: 'machine', kind: 'compound', states: [on] });
    const chart: Chart = { name: 'machine', root };
    const begins = ['on', 'on.both', 'on.both.left.one', 'on.both.right.one'];
    const { boxes, lines } = await layOut(chart);
    expect(boxes.filter(({ state: drawn }) => drawn === null)).toHaveLength(begins.length);
    expect(lines.filter(({ transition: drawn }) => drawn === null)).toHaveLength(begins.length);
    expect(renderChartMermaid([chart]).match(/\[\*\] -->/g)).toHaveLength(begins.length);
    const dot = renderChartDot([chart]);
    for (const id of begins) expect(dot).toContain(`"initial 0:${id}" -> "0:${id}";`);
  });
});
