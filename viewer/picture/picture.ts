import type { Evidence, Fate, MarkKind } from '../../traces/index.js';
import type { Film } from '../film/film.js';

/** What is drawn of a run, by lanes and steps, without any size. */
export interface Picture {
  readonly film: Film;
  readonly lanes: readonly Lane[];
  /** By lane. */
  readonly tracks: readonly Track[];
  /** By step, then by lane. */
  readonly marks: readonly Mark[];
  /** By the step in which they end. */
  readonly lines: readonly Line[];
  /** Messages that nobody has met by the end of the run, by the step in which they were sent. */
  readonly underWay: readonly UnderWay[];
  /** Steps in which the sides of a partition cannot hear each other. */
  readonly gaps: readonly Gap[];
  readonly evidence: Evidence | null;
}

/** The line of an actor through all steps. */
export interface Lane {
  /** The variable. */
  readonly name: string;
  readonly label: string;
  /** Colours are counted from 0; an actor and its other half have the same one. */
  readonly colour: number;
  /** The lane beside which it is drawn, as its other half. */
  readonly beside: number | null;
}

/** What becomes of one actor. */
export interface Track {
  readonly logs: readonly LogChange[];
  readonly token: readonly Span[];
  readonly error: readonly Span[];
  readonly down: readonly Span[];
  readonly epochs: readonly Span[];
  readonly states: readonly Span[];
}

/** The same value from one step to before another. */
export interface Span {
  readonly from: number;
  /** The step at which it is no longer so; the number of steps where it stays. */
  to: number;
  readonly text: string;
  /** The value, where it is a number. */
  readonly number: number | null;
}

/** A log where it, or what is agreed or disputed of it, has changed. */
export interface LogChange {
  readonly step: number;
  readonly log: Log;
  /** The log itself, or what is agreed of it, has changed, and not only what is disputed. */
  readonly isLog: boolean;
  /** The last entries of the log before that are no longer there, a few at most. */
  readonly cut: readonly LogEntry[];
}

/** The end of a log. */
export interface Log {
  /** The slot of the first of the entries. */
  readonly start: number;
  readonly entries: readonly LogEntry[];
  /** The number of entries of the whole log. */
  readonly length: number;
  readonly disputed: readonly {
    readonly slot: number;
    readonly text: string;
    readonly source: number | null;
  }[];
}

export interface LogEntry {
  readonly slot: number;
  readonly text: string;
  /** The lane of the actor that made it. */
  readonly source: number | null;
  readonly agreed: boolean;
  /** It was not there in the step before. */
  readonly fresh: boolean;
}

/** Something that an actor does. */
export interface Mark {
  readonly step: number;
  readonly lane: number;
  readonly kind: MarkKind;
  /** What it has sent in this step, if anything. */
  readonly sends: string | null;
  /** How far before the middle of its column it stands, as what it sends is met in this same step; see `Line.leavesAhead`. */
  readonly ahead?: number;
}

/** A message from lane to lane. */
export interface Line {
  readonly from: number;
  readonly to: number;
  /** The step in which it was sent, at most `step`; of equal messages that are under way together, the last one. */
  readonly sent: number;
  /** How many equal messages were under way with it that may as well be this one; none when left out. */
  readonly equalsUnderWay?: number;
  readonly step: number;
  readonly fate: Fate;
  readonly text: string;
  readonly via: string | null;
  readonly why: string | null;
  /** The slot of the entry that it carries, where the run says so. */
  readonly slot?: number;
  /**
   * How far before the middle of its column it leaves, from 0, where it leaves in the middle, to 1, where the column begins: only what is met in the
   * step in which it is sent needs room between the two. None when left out.
   */
  readonly leavesAhead?: number;
  /** How far before the middle of its column it arrives, as something that it causes follows in this same step. */
  readonly arrivesAhead?: number;
}

/** A message that was sent and that nobody has met, or lost, by the end of the run. */
export interface UnderWay {
  readonly step: number;
  readonly from: number;
  /** The lane that it is for, where that is one and known. */
  readonly to: number | null;
  readonly text: string;
  readonly via: string | null;
  /** As that of a line. */
  readonly leavesAhead?: number;
}

export interface Gap {
  readonly from: number;
  to: number;
  /** The lanes of one of the sides. */
  readonly side: readonly number[];
}
