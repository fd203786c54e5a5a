/**
 * Traces of real runs, as NDJSON: a header, then an event a line with only what changed (docs/run-format.md). The form is the same for every
 * model; what an event's arguments, fields and messages mean is for the model to say that the header names.
 */
import type { Json } from '../trace.js';

/** The version of the format that is written: what the first line of every run says. */
export const RUN_SCHEMA = 'exo-run/2';

/** The versions that are read. In `exo-run/1` engines of split hosts do not show which session they begin. */
export const RUN_SCHEMAS = ['exo-run/1', RUN_SCHEMA] as const;

export type Fields = Readonly<Record<string, Json>>;

/** The first line. */
export interface RunHeader {
  readonly schema: (typeof RUN_SCHEMAS)[number];
  /** `exo`, or the name of a model of another system. */
  readonly model: string;
  /** What the model depends on: for `exo`, the number of hosts. */
  readonly parameters: Fields;
  /** All actors, those that nobody observed among them; of a ring, in ring order. */
  readonly actors: readonly string[];
  /** The actors of which there are events here; all if left out. */
  readonly observed?: readonly string[];
  /** The layers of the observed actors of which there are events here: `host`, `engine`, `driver`; all but `driver` if left out. */
  readonly layers?: readonly string[];
  /** `total`: the lines stand in an order in which things happened; `actors`: only the lines of one actor do. */
  readonly ordering: 'total' | 'actors';
  /** What of it was not observed everywhere; nothing if left out. */
  readonly partial?: readonly RunPart[];
  /** Whether actors set all the fields that they have as they start: one that an actor has not set is undefined, not unobserved. */
  readonly allFields?: true;
  readonly seed?: number;
  /** The command that makes the run again. */
  readonly command?: string;
  /** The version of what wrote it. */
  readonly version?: string;
  /** Paths into the fields of an actor that say what is a log, an agreement pointer, an epoch, a token. */
  readonly lens?: Fields;
}

/**
 * What may go unobserved. `fields`: that a field is not in an event says nothing of it; `payloads`: of messages and arguments only what is there
 * is known; `sent`: messages may have been sent that no event names; `steps`: actors may have taken steps of which there is no event.
 */
export type RunPart = (typeof RUN_PARTS)[number];

export const RUN_PARTS = ['fields', 'payloads', 'sent', 'steps'] as const;

/** A message as one who sent or received it saw it. */
export interface RunMessage {
  readonly id?: string;
  readonly kind: string;
  /** `broadcast`, `oob`, or the name of a channel. */
  readonly via?: string;
  /** Who sent it, where the one who saw it knows. */
  readonly from?: string;
  /** Receivers by name; all others if left out. */
  readonly to?: readonly string[];
  readonly fields: Fields;
  /** Receivers that the network is known to have kept it from, and why. */
  readonly lost?: readonly string[];
  readonly repeat?: true;
}

/** One step of one actor. */
export interface RunEvent {
  readonly actor: string;
  /** Counts the events of this actor, from 1; those of its driver by themselves. */
  readonly n: number;
  /** Which part of the actor: `host` if left out; `engine`, `driver`. */
  readonly layer?: string;
  readonly action: string;
  readonly args?: Fields;
  readonly received?: RunMessage;
  /** What became of the received message at its receiver. */
  readonly fate?: string;
  readonly sent?: readonly RunMessage[];
  /** The fields of the actor that have changed. */
  readonly set?: Fields;
  /** Microseconds since some beginning. It orders nothing. */
  readonly atUs?: number;
}
