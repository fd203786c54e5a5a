/** A chart of a machine as a film has it: laid out already, and of plain data. */
export interface FilmChart {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** Outer states before those that lie in them. */
  readonly boxes: readonly FilmChartBox[];
  readonly lines: readonly FilmChartLine[];
}

export interface FilmChartBox {
  /** Null for the dot from which a line leads to an initial state. */
  readonly id: string | null;
  readonly label: string;
  readonly kind: 'atomic' | 'compound' | 'parallel' | 'final' | 'history' | 'deep history';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** What is written below the name; a transition that changes no state has its place. */
  readonly texts: readonly { readonly text: string; readonly place?: string }[];
}

export interface FilmChartLine {
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Of the transition; null for the line to an initial state. */
  readonly place: string | null;
  readonly label: { readonly x: number; readonly y: number; readonly lines: readonly string[] } | null;
}

/** What the machine of one actor does in a run. */
export interface FilmMachine {
  /** The place of its chart among those of the film. */
  readonly chart: number;
  /** By step, from the first on: where it is, and what it took to get there; a step is left out where it did nothing. */
  readonly moments: readonly MachineMoment[];
  /** The step from which on nobody knows where it is; it is known to the end when left out. */
  readonly until?: number;
}

export interface MachineMoment {
  readonly step: number;
  /** Ids of the states in which it is after the step. */
  readonly at: readonly string[];
  /** Places of the transitions that it took, in their order in the chart. */
  readonly took: readonly string[];
}
