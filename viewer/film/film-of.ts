import {
  readEvidence,
  readLens,
  showAction,
  type Fate,
  type Json,
  type Lens,
  type Trace,
  type TraceMessage,
  type TraceState,
  type Value,
} from '../../traces/index.js';
import { withTimerWords } from '../../traces/timer-words.js';
import type {
  Change,
  Film,
  FilmMessage,
  FilmProperty,
  FilmStep,
  FilmTitle,
  Plain,
  PlainState,
} from './film.js';
import { changesOf, plainOf } from './plain.js';

/**
 * A trace as the page keeps it. Whatever its metadata say that cannot be used is left out, and noticed.
 *
 * @example
 * const film = filmOf(readItf(text));
 * console.log(film.steps.length, film.notices); // 11 []
 */
export function filmOf(trace: Trace): Film {
  const { vars, states, loop } = trace;
  const { lens, notices } = lensOf(trace);
  let before: PlainState | null = null;
  const steps = states.map((state): FilmStep => {
    const after: PlainState = Object.fromEntries(
      vars.map((name) => [name, plainOnce(state.vars[name] ?? null)]),
    );
    const step = stepOf(state, before, after, vars, lens);
    before = after;
    return step;
  });
  const judgements = judgementsOf(trace);
  return {
    title: titleOf(trace),
    lens,
    notices,
    vars,
    steps: steps.map((step, i) => ({ ...step, ...judgements?.[i] })),
    ...(judgements !== null && { properties: ownProperty(trace) }),
    ...(loop !== undefined && { loop }),
  };
}

/** By value: what no step changes is the same object in all traces of a run. */
const plains = new WeakMap<object, Plain>();

function plainOnce(value: Value): Plain {
  if (typeof value !== 'object' || value === null) return plainOf(value);
  const plain = plains.get(value) ?? plainOf(value);
  plains.set(value, plain);
  return plain;
}

/** A counterexample of ours breaks its property at its end and not before, and so does a witness. Of other traces nothing is known. */
function judgementsOf({ foreign, meta, states, loop }: Trace): readonly Pick<FilmStep, 'judged'>[] | null {
  const { property, verdict } = meta;
  const isOf = verdict === 'violated' || verdict === 'reached';
  if (foreign !== undefined || property === null || loop !== undefined || !isOf) return null;
  return states.map((_, i) => {
    const names = i === states.length - 1 ? [property] : [];
    const [broken, reached] = verdict === 'violated' ? [names, []] : [[], names];
    return { judged: { broken, reached } };
  });
}

function ownProperty({ meta: { property, verdict } }: Trace): readonly FilmProperty[] {
  return property === null ? [] : [{ name: property, isWitness: verdict === 'reached' }];
}

function titleOf({ meta, foreign }: Trace): FilmTitle {
  const { model, property, verdict, command } = meta;
  return {
    ...{ model, property, verdict, command },
    evidence: readEvidence(meta['evidence']),
    ...(foreign !== undefined && { foreign }),
  };
}

/** The lens of a trace; where it has none, the variables between which messages go are its actors. */
function lensOf({ meta, vars, states }: Trace): { lens: Lens | null; notices: readonly string[] } {
  const given = meta['lens'];
  const read = given === undefined ? null : lensRead(given);
  if (read !== null && typeof read !== 'string') {
    const missing = read.lanes.filter(({ name }) => !vars.includes(name)).map(({ name }) => name);
    const lanes = read.lanes.filter(({ name }) => vars.includes(name));
    const notices = missing.length === 0 ? [] : [`The trace has no variable ${missing.join(', ')}.`];
    if (lanes.length > 0) return { lens: { ...read, lanes }, notices };
  }
  const wrong = typeof read === 'string' ? [`The lens of the trace cannot be used: ${read}.`] : [];
  const ends = new Set(states.flatMap(({ messages = [] }) => messages.flatMap(({ from, to }) => [from, to])));
  const actors = vars.filter((name) => ends.has(name));
  if (actors.length === 0) {
    const why = 'The trace does not say which variables are actors: its states are shown as a table.';
    return { lens: null, notices: [...wrong, why] };
  }
  return { lens: lensOfActors(actors, states), notices: wrong };
}

/** By the lens as it was written: the traces of one model share theirs. */
const lensesRead = new WeakMap<object, ReturnType<typeof readLens>>();

function lensRead(given: Json): ReturnType<typeof readLens> {
  if (typeof given !== 'object' || given === null) return readLens(given);
  const read = lensesRead.get(given) ?? readLens(given);
  lensesRead.set(given, read);
  return read;
}

/** An actor that says what it is in does so under one of these names. */
const STATES = ['state', 'value', 'status', 'phase'];

function lensOfActors(actors: readonly string[], states: readonly TraceState[]): Lens {
  const fields = actors.flatMap((actor) => {
    const value = states[0]?.vars[actor];
    return typeof value === 'object' && value !== null ? Object.keys(value) : [];
  });
  const state = STATES.find((name) => fields.includes(name));
  return {
    lanes: actors.map((name) => ({ name, kind: 'actor' })),
    kinds: { actor: state === undefined ? {} : { state } },
  };
}

function stepOf(
  state: TraceState,
  before: PlainState | null,
  after: PlainState,
  vars: readonly string[],
  lens: Lens | null,
): FilmStep {
  const { action, picks, summary, messages = [] } = state;
  const call = callOf(action, picks, before === null);
  const actor = actorOf(action, picks, lens);
  const changes = vars.flatMap((name): readonly Change[] =>
    changesOf(before?.[name], after[name] as Plain, [name]),
  );
  return {
    ...{ action, call, words: wordsOf(summary, call) },
    ...(actor !== null && { actor }),
    changes,
    ...(messages.length > 0 && { messages: messages.map((message) => messageOf(message, vars)) }),
  };
}

/** A summary that says only when it was needs the action, too. */
function wordsOf(summary: string | undefined, call: string): string {
  const action = withTimerWords(call);
  const words = summary !== undefined && /^at [\d.]+ \w+$/.test(summary) ? `${action}, ${summary}` : summary;
  // Few fonts have the sign of a timer.
  return (words ?? action).replaceAll('⏲ ', 'timer ');
}

/** An action with its picks, in words where it has no name. */
function callOf(action: string, picks: Readonly<Record<string, Value>>, isFirst: boolean): string {
  if (isFirst) return 'start';
  return action === '' ? 'a step' : showAction(action, picks);
}

/** The pick that the lens names, or one that is an actor or says what of an actor it is: `client, timer: "…"`. */
function actorOf(action: string, picks: Readonly<Record<string, Value>>, lens: Lens | null): string | null {
  if (lens === null) return null;
  const { lanes, actor, otherHalf = [] } = lens;
  const given = actor === undefined ? Object.values(picks) : [picks[actor] ?? null];
  const isOf = (value: Value, name: string): boolean =>
    value === name || (typeof value === 'string' && value.startsWith(`${name}, `));
  const named = lanes.find(({ name }) => given.some((value) => isOf(value, name)))?.name ?? null;
  const half = otherHalf.includes(action) ? lanes.find(({ beside }) => beside === named) : undefined;
  return half?.name ?? named;
}

function messageOf(message: TraceMessage, vars: readonly string[]): FilmMessage {
  const { from, to, text, lost, id, via, fate, why } = message;
  // What nobody has said of a message is not guessed.
  const became: Fate = lost === true && fate === undefined ? 'lost' : (fate ?? 'unknown');
  return {
    ...{ from, to, text, fate: became },
    ...(id !== undefined && { id }),
    ...(fate === 'sent' && towardsOf(message, vars)),
    ...(via !== undefined && { via }),
    ...(why !== undefined && { why }),
  };
}

/** What is sent over a link is known by it: `ASK(from: A) A→B`. */
function towardsOf({ from, id = '' }: TraceMessage, vars: readonly string[]): Pick<FilmMessage, 'towards'> {
  const towards = vars.find((name) => id.endsWith(`${from}→${name}`));
  return towards === undefined ? {} : { towards };
}
