/** The charts of a model, with what a search has met of them. */
import type { ChartCoverage, Model } from '../../checker/index.js';
import { ExoError } from '../../errors/index.js';
import type { ChartMarks } from '../../viewer/index.js';
import { writeTextFile } from '../replay/trace-file.js';
import { chartsOfModel, drawn, formatOf } from './command.js';

/**
 * Draws the charts of a model into a file, the states that a search never entered and the transitions that it never took dashed.
 *
 * @throws ExoError EXO313 for a format in which nothing is dashed.
 */
export async function drawCoverage(
  model: Model,
  coverage: readonly ChartCoverage[],
  file: string,
  bounds: string,
): Promise<void> {
  const marks = coverage.map(({ states, transitions }): ChartMarks => ({
    never: new Set([...states.missing, ...transitions.missing]),
  }));
  const notes = [`Dashed: never met within these bounds: ${bounds}.`];
  const text = await drawn(chartsOfModel(model), formatOf(file), model.name, marks, notes);
  writeTextFile(file, text, '--chart-out');
}

/** Throws EXO313 for a file whose name asks for a format in which nothing is dashed. */
export function expectPicture(file: string): void {
  const format = formatOf(file);
  if (format === 'svg' || format === 'html') return;
  throw new ExoError(
    'EXO313',
    `--chart-out draws .svg and .html, not '${file}': ${format} has no place for what was met`,
  );
}
