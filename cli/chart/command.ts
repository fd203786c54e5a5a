/** `exo chart`: the statecharts of a model, drawn. */
import path from 'node:path';
import type { ChartWatch, Model } from '../../checker/index.js';
import { ExoError, inOneLine } from '../../errors/index.js';
import {
  chartPage,
  layOut,
  renderChartDot,
  renderChartMermaid,
  renderChartSvg,
  type Chart,
  type ChartMarks,
} from '../../viewer/index.js';
import { checkFlagsOf, defaultFlags } from '../check/flags.js';
import { EXIT } from '../exit-codes.js';
import { machinesIn } from '../models/lone-machine.js';
import { exportsOf } from '../models/module-source.js';
import { BUILT_IN } from '../models/built-in.js';
import { sourceOf } from '../models/resolve-source.js';
import { expectWritable, writeTextFile } from '../replay/trace-file.js';
import { print, printRaw } from '../terminal/terminal.js';
import { chartOf, chartOfConfig } from './chart-of.js';
import type { ChartFormat } from './formats.js';

export interface ChartFlags {
  /** Left out: what the name of the file says, or else SVG. */
  readonly to?: ChartFormat;
  /** Left out: standard output. */
  readonly out?: string;
  /** Only the machine of that name. */
  readonly machine?: string;
  readonly offload: boolean;
}

/**
 * Draws the machines of a model, or those that a module exports. Returns the exit code.
 *
 * @throws ExoError EXO382 for a model without machines, or without the one that is asked for; EXO331 for a file that cannot be
 * written; what loading a model throws.
 */
export async function drawChart(name: string, flags: ChartFlags): Promise<number> {
  if (flags.out !== undefined) expectWritable(flags.out, '--out');
  const charts = chosen(name, await chartsOf(name, flags.offload), flags.machine);
  const format = flags.to ?? formatOf(flags.out ?? '');
  const text = await drawn(charts, format, name);
  if (flags.out === undefined) printRaw(text);
  else {
    writeTextFile(flags.out, text, '--out');
    const count = charts.length === 1 ? 'the chart' : `${charts.length} charts`;
    print(`${count} of ${charts.map((chart) => chart.name).join(', ')}, written to ${flags.out}`);
  }
  return EXIT.ok;
}

/** Charts in a format. Marks are seen in pictures alone, and `notes` on pages. */
export async function drawn(
  charts: readonly Chart[],
  format: ChartFormat,
  title: string,
  marks: readonly ChartMarks[] = [],
  notes: readonly string[] = [],
): Promise<string> {
  if (format === 'mermaid') return renderChartMermaid(charts);
  if (format === 'dot') return renderChartDot(charts);
  const svg = renderChartSvg(await Promise.all(charts.map(layOut)), marks);
  return format === 'svg' ? svg : chartPage(`Statecharts of ${title}`, svg, notes);
}

/** The charts of the machines that a model runs, each once, however many slots run it. */
export function chartsOfModel({ slots }: Model): readonly Chart[] {
  return distinctCharts(slots.flatMap(({ component }) => component.charts?.() ?? [])).map(
    ({ chart, machine }) => chartOfConfig(chart, machine),
  );
}

/**
 * What the name of a file says of its format: SVG where it has no ending.
 *
 * @throws ExoError EXO321 for an ending of something that is not drawn.
 */
export function formatOf(file: string): ChartFormat {
  const ending = path.extname(file).toLowerCase();
  const byEnding: Readonly<Record<string, ChartFormat>> = {
    '': 'svg',
    '.svg': 'svg',
    '.html': 'html',
    '.htm': 'html',
    '.mmd': 'mermaid',
    '.mermaid': 'mermaid',
    '.dot': 'dot',
    '.gv': 'dot',
  };
  const format = byEnding[ending];
  if (format !== undefined) return format;
  throw new ExoError(
    'EXO321',
    `'${file}' is no file for a chart; accepted: ${Object.keys(byEnding).slice(1).join(', ')}`,
  );
}

function distinctCharts(watches: readonly ChartWatch[]): readonly ChartWatch[] {
  return watches.filter((watch, i) => watches.findIndex(({ chart }) => chart === watch.chart) === i);
}

async function chartsOf(name: string, offload: boolean): Promise<readonly Chart[]> {
  if (!BUILT_IN.includes(name)) {
    const exported = await exportsOf(name);
    const machines = machinesIn(exported);
    if (machines.length > 0)
      return machines.map(([as, machine]) => chartOf(machine, machine.id === '(machine)' ? as : machine.id));
  }
  const { model } = await sourceOf(name, {
    ...checkFlagsOf(defaultFlags()),
    ...(offload && { offload }),
  });
  return chartsOfModel(model);
}

function chosen(name: string, charts: readonly Chart[], machine: string | undefined): readonly Chart[] {
  const found = machine === undefined ? charts : charts.filter((chart) => chart.name === machine);
  if (found.length > 0) return found;
  const accepted =
    charts.length === 0
      ? 'a model whose parts are XState machines'
      : `--machine ${charts.map((chart) => chart.name).join(' or ')}`;
  const wanted = machine === undefined ? 'no machine to draw' : `no machine '${inOneLine(machine)}'`;
  throw new ExoError('EXO382', `model '${name}' has ${wanted}; accepted: ${accepted}`);
}
