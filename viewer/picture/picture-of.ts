import type { Film } from '../film/film.js';
import { lanesOf } from './lanes.js';
import { linesOf } from './lines.js';
import { marksOf } from './marks.js';
import type { Picture } from './picture.js';
import { StateReader } from './state-reader.js';
import { tracksOf } from './tracks.js';

/**
 * Makes a picture of a film. Pure: the same film gives the same picture.
 *
 * @example
 * const { lanes, lines } = pictureOf(filmOf(trace));
 * console.log(lanes.map(({ label }) => label), lines.length); // [ 'A', 'B', 'C' ] 6
 */
export function pictureOf(film: Film): Picture {
  const lanes = lanesOf(film);
  const { tracks, gaps } = tracksOf(film, lanes, new StateReader(film));
  const { lines, underWay } = linesOf(film, lanes);
  return {
    ...{ film, lanes, tracks, gaps, lines, underWay },
    marks: marksOf(film, lanes, lines),
    evidence: film.title.evidence,
  };
}
