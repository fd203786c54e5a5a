/** Pictures: of runs, as a page or without a browser, and of statecharts. They know no protocol. */
export type { Film, FilmJudged, FilmProperty, FilmStep, FilmTitle } from './film/film.js';
export type {
  Begun,
  CallName,
  FilmExplanation,
  FilmPart,
  Calls,
  Followed,
  Goal,
  GoalKind,
  Leads,
  LinkStep,
  Offer,
  Offers,
  Outcome,
  Refusal,
  Refused,
  SearchOrder,
  SearchState,
  ShownNode,
  Walked,
  WalkOrder,
} from './explore/protocol.js';
export { callOfStep, wordsOfStep } from './film/film.js';
export type { FilmChart, FilmMachine, MachineMoment } from './film/film-chart.js';
export { filmChartOf } from './film/chart-of-layout.js';
export { filmOf } from './film/film-of.js';
export { filmingOf, filmOfRun, type Filming } from './film/film-of-run.js';
export { filmInPage, servedPage, viewerPage } from './html.js';
export { runSvg, type SvgOptions } from './svg-file.js';
export type { Picture } from './picture/picture.js';
export { pictureOf } from './picture/picture-of.js';
export type { View } from './picture/scale.js';
export { sceneOf, type Scene } from './picture/scene.js';
export { labelOf } from './chart/chart.js';
export type { Chart, ChartMarks, ChartState, ChartStateKind, ChartTransition } from './chart/chart.js';
export { chartPage } from './chart/html.js';
export { renderChartDot } from './chart/dot.js';
export { renderChartMermaid } from './chart/mermaid.js';
export { renderChartSvg } from './chart/svg.js';
export { layOut, type ChartLayout } from './chart/layout.js';
