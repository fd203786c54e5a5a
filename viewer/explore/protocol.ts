/**
 * What the page of `exo explore` and its server tell each other: JSON, a call and an answer by its name. The page holds the tree of all
 * that was tried; the server holds the model, and knows nothing of what is looked at.
 */
import type { Evidence, Lens } from '../../traces/index.js';
import type { Film, FilmJudged, FilmStep } from '../film/film.js';

/** By name, what a call asks, and what is answered. */
export interface Calls {
  /** What is explored, and where it may start. */
  readonly begin: { readonly asks: object; readonly gives: Begun };
  /** The states of a link, as far as it fits. */
  readonly follow: { readonly asks: { readonly run: readonly LinkStep[] }; readonly gives: Followed };
  /** One step from a state. */
  readonly take: { readonly asks: Choice; readonly gives: ShownNode };
  /** What may be done in a state, and where it leads. */
  readonly offers: { readonly asks: At; readonly gives: Offers };
  /** What may not be done there, and why. */
  readonly refused: { readonly asks: At; readonly gives: { readonly refused: readonly Refused[] } };
  /** Random steps from a state. */
  readonly walk: { readonly asks: WalkOrder; readonly gives: Walked };
  /** Begins a search from a state. */
  readonly search: { readonly asks: SearchOrder; readonly gives: { readonly search: number } };
  readonly progress: { readonly asks: { readonly search: number }; readonly gives: SearchState };
  readonly cancel: { readonly asks: { readonly search: number }; readonly gives: object };
  /** The run to a state, as a file. */
  readonly save: {
    readonly asks: At & { readonly as: 'trace' | 'test' };
    readonly gives: { readonly file: string; readonly text: string; readonly note: string };
  };
}

export type CallName = keyof Calls;

/** A state that was reached. */
interface At {
  readonly node: number;
}

/** A successor by its place among them, in the order of the model. */
interface Choice extends At {
  readonly place: number;
}

export interface Begun {
  readonly model: string;
  /** The flags that make the model what it is: bounds, knobs, medium. */
  readonly flags: string;
  readonly command: string;
  readonly lens: Lens | null;
  readonly vars: readonly string[];
  readonly notices: readonly string[];
  /** The initial states, some of the first of them. */
  readonly starts: readonly ShownNode[];
  /** What a way can be searched to, besides a predicate. */
  readonly goals: readonly { readonly name: string; readonly kind: GoalKind }[];
}

export type GoalKind = 'violation' | 'witness' | 'end';

/** A state in the tree of all that was tried. */
export interface ShownNode {
  readonly id: number;
  /** Null for an initial state. */
  readonly parent: number | null;
  /** What tells it from other states: the same in every run of the same model. */
  readonly fingerprint: string;
  readonly step: FilmStep;
  readonly leads: Leads;
  /** What shows that a property is broken. */
  readonly evidence: Evidence | null;
}

/** What a step leads to. */
export interface Leads {
  /** The properties that are broken there. */
  readonly violates: readonly string[];
  /** The witnesses that are reached there. */
  readonly reaches: readonly string[];
  /** The step of the path to here at which there was the same state; null if there was none. */
  readonly seen: number | null;
}

/** A step of a link: what was done, and the state that it led to. */
export interface LinkStep {
  readonly label: string;
  readonly fingerprint: string;
}

export interface Followed {
  /** From an initial state on. */
  readonly nodes: readonly ShownNode[];
  /** Where and why the link does not fit; null where it does. */
  readonly ceased: string | null;
}

export interface Offers {
  readonly offers: readonly Offer[];
  /** Nothing is enabled: whether a run may end there. Null where something is. */
  readonly end: 'accepted' | 'deadlock' | null;
}

/** An action that may be taken, with what may become of it. */
export interface Offer {
  readonly action: string;
  /** The action with what it chose, but for whom a message is lost to. */
  readonly call: string;
  /** The variable of the actor whose action it is; null where it is nobody's. */
  readonly actor: string | null;
  readonly outcomes: readonly Outcome[];
}

export interface Outcome {
  /** Among the successors of the state. */
  readonly place: number;
  readonly words: string;
  /** The variables of those that a message goes to, and of those to whom it is lost. */
  readonly to: readonly string[];
  readonly lost: readonly string[];
  readonly leads: Leads;
}

/** An action that may not be taken. */
export interface Refused {
  readonly action: string;
  readonly actor: string | null;
  readonly why: string;
}

export interface WalkOrder extends At {
  readonly steps: number;
  readonly seed: number;
  /** A predicate; the walk ends where it is true. Empty for none. */
  readonly until: string;
}

export interface Walked {
  readonly nodes: readonly ShownNode[];
  /** Why it ended there, in words. */
  readonly ended: string;
}

export type Goal =
  | { readonly kind: 'property'; readonly name: string }
  | { readonly kind: 'end' }
  | { readonly kind: 'predicate'; readonly text: string };

export interface SearchOrder extends At {
  readonly goal: Goal;
  readonly statesMax: number;
}

export type SearchState =
  | { readonly kind: 'searching'; readonly states: number; readonly depth: number; readonly seconds: number }
  /** The states of a shortest way, without that from which it begins. */
  | { readonly kind: 'found'; readonly nodes: readonly ShownNode[]; readonly words: string }
  /** `none` where all was visited, `unknown` where a limit or somebody ended it. */
  | { readonly kind: 'none' | 'unknown'; readonly words: string }
  | { readonly kind: 'failed'; readonly words: string };

/** What is answered where a call cannot be. */
export interface Refusal {
  readonly error: string;
  readonly code: string | null;
}

/** The calls of a page that follows a run. */
export interface LiveCalls {
  /** What of the run, of that generation, has come from a step on. */
  readonly film: {
    readonly asks: {
      readonly from: number;
      readonly generation: number;
      /** How many steps of it the page knows to be explained. */
      readonly explained: number;
    };
    readonly gives: FilmPart;
  };
}

/** A part of a run that grows. */
export interface FilmPart {
  /** Counts the runs that there were in the same place. */
  readonly generation: number;
  /** Null as long as the run has not begun. */
  readonly film: Omit<Film, 'steps'> | null;
  /** The number of the first of the steps. */
  readonly from: number;
  readonly steps: readonly FilmStep[];
  /** What a model says of it, where that is more than the page knows. */
  readonly explanation?: FilmExplanation;
}

/** What a model says of a run that grows, up to a step. */
export interface FilmExplanation {
  /** How many steps were there when it was explained, the first one among them. */
  readonly steps: number;
  /** The film with title, notices, charts and properties. */
  readonly film: Omit<Film, 'steps'>;
  /** What is so from a step on; null where nobody knows. */
  readonly judged: readonly { readonly from: number; readonly is: FilmJudged | null }[];
}
