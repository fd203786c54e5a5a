import type { Evidence, Fate, Lens } from '../../traces/index.js';
import type { FilmChart, FilmMachine } from './film-chart.js';

/**
 * A run as the page keeps it: a first state, and then of each step only what has changed. Plain data, which becomes JSON as it is.
 */
export interface Film {
  readonly title: FilmTitle;
  /** Null where nothing is known of what the states mean. */
  readonly lens: Lens | null;
  /** What cannot be shown, and why, in sentences. */
  readonly notices: readonly string[];
  /** The variables, in the order of the trace. */
  readonly vars: readonly string[];
  /** At least one; the first leads from nothing to the first state. */
  readonly steps: readonly FilmStep[];
  /** The properties that steps are judged by, in the order of the model; those that any step names when left out. */
  readonly properties?: readonly FilmProperty[];
  /** In a lasso, the step that follows the last one. */
  readonly loop?: number;
  /** Another run that is shown beside this one, and what the two are called. */
  readonly compared?: { readonly names: readonly [string, string]; readonly other: Film };
  readonly charts?: readonly FilmChart[];
  /** By the variable of an actor, what its machine does. */
  readonly machines?: Readonly<Record<string, FilmMachine>>;
}

/** A property that has to hold, or a witness that is to be reached. */
export interface FilmProperty {
  readonly name: string;
  readonly isWitness: boolean;
}

/** What a run is of, and what it shows. */
export interface FilmTitle {
  readonly model: string;
  readonly property: string | null;
  readonly verdict: string;
  readonly command: string;
  readonly evidence: Evidence | null;
  /** The tool that wrote the trace, where it is none of ours. */
  readonly foreign?: string;
}

export interface FilmStep {
  readonly action: string;
  /** The action with what it chose: `Receive(host=B, slot=0)`; the action with its actor when left out. See `callOfStep`. */
  readonly call?: string;
  /** What happened in plain words; actor, action and time when left out. See `wordsOfStep`. */
  readonly words?: string;
  /** The variable of the actor whose step it is. */
  readonly actor?: string;
  /** Microseconds since the beginning; it orders nothing. */
  readonly atUs?: number;
  readonly changes: readonly Change[];
  /** The entry that it appends or delivers, or the payload that is submitted, where the run says so. */
  readonly about?: FilmAbout;
  readonly messages?: readonly FilmMessage[];
  /** What of the properties is so after the step; left out where nobody has looked. */
  readonly judged?: FilmJudged;
}

/** An entry of a log, or a payload on its way to one. */
export interface FilmAbout {
  readonly slot?: number;
  /** The actor that made it, and by number the first of its payloads that are in it, and how many. */
  readonly source?: string;
  readonly payloads?: readonly [first: number, count: number];
}

/** Properties after a step, by name; of all others those hold, and witnesses are not reached. */
export interface FilmJudged {
  readonly broken: readonly string[];
  readonly reached: readonly string[];
  /** Those of which nobody knows, as they are not asked of such a step. */
  readonly unknown?: readonly string[];
}

/** The action of a step with what it chose. */
export function callOfStep({ call, action, actor }: FilmStep): string {
  return call ?? (actor === undefined ? action : `${action}(${actor})`);
}

/** What happened in a step in plain words. */
export function wordsOfStep(step: FilmStep): string {
  const { words, atUs } = step;
  const at = words !== undefined || atUs === undefined ? '' : `, at ${(atUs / 1000).toFixed(3)} ms`;
  return `${doneInStep(step)}${at}`;
}

/** What happened in a step in plain words, and not when. */
export function doneInStep(step: FilmStep): string {
  const { words, action, actor } = step;
  if (words !== undefined) return words;
  return [actor, action, whatOf(step)].filter((part) => part !== undefined).join(' ');
}

/** What a step of a run was about: an entry by its slot, a payload by its number, or a message by what it says and whom it comes from. */
function whatOf({ action, about, messages: [message] = [] }: FilmStep): string | undefined {
  if (about?.slot !== undefined) return `slot ${about.slot}`;
  if (about?.payloads !== undefined) {
    const [first, count] = about.payloads;
    return count === 1 ? `payload ${first}` : `payloads ${first} to ${first + count - 1}`;
  }
  if (message === undefined) return undefined;
  const kind = message.text.toLowerCase() === action.toLowerCase() ? undefined : message.text;
  const said = message.slot === undefined ? kind : `slot ${message.slot}`;
  const from = message.from === message.to || message.fate === 'lost' ? undefined : `from ${message.from}`;
  return [said, from].filter((part) => part !== undefined).join(' ') || undefined;
}

/** A message that was sent or met in a step; the ends are variables. */
export interface FilmMessage {
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly fate: Fate;
  readonly id?: string;
  /** Of one that is sent, the only actor that it is for, where that is known. */
  readonly towards?: string;
  readonly via?: string;
  readonly why?: string;
  /** The slot of the entry that it carries, where the run says so. */
  readonly slot?: number;
}

/** Names of fields and places in lists, from the variable inwards. */
export type Path = readonly (string | number)[];

/**
 * What a step did to one place: a new value, a field that is gone (no value), or a list of which the first
 * `keep` items stay and others follow.
 */
export type Change =
  | readonly [path: Path]
  | readonly [path: Path, value: Plain]
  | readonly [path: Path, keep: number, added: readonly Plain[]];

/**
 * A value without what JSON lacks: a set is `{ "#set": [...] }`, a map `{ "#map": [[key, value], ...] }`, and an integer out of
 * the reach of numbers `{ "#big": "..." }`. No field of a record begins with `#`.
 */
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [field: string]: Plain };

/** A state as the page has it: a value for each variable. */
export type PlainState = Readonly<Record<string, Plain>>;
