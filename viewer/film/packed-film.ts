/**
 * A film as it stands in a page: what its steps have in common stands there once, and their fields have places instead of names. A page of a long run
 * spends most of the time until it is ready on reading it.
 */
import type { Fate } from '../../traces/index.js';
import type { Change, Film, FilmAbout, FilmMessage, FilmStep, Path, Plain } from './film.js';

/** A film whose steps are packed, and the texts and paths that they name by their numbers. */
export interface PackedFilm extends Omit<Film, 'steps' | 'compared'> {
  readonly packed: readonly PackedStep[];
  readonly texts: readonly string[];
  readonly paths: readonly Path[];
  readonly compared?: { readonly names: readonly [string, string]; readonly other: PackedFilm };
}

/** What is not there is null, and left out at the end; `rest` has what has no place of its own. */
type PackedStep = readonly [
  action: number,
  actor?: number | null,
  atUs?: number | null,
  changes?: readonly Plain[] | null,
  about?: PackedAbout | null,
  messages?: readonly PackedMessage[] | null,
  call?: string | null,
  rest?: object | null,
];

type PackedAbout = readonly [
  slot: number | null,
  source: number | null,
  payloads: NonNullable<FilmAbout['payloads']> | null,
];

type PackedMessage = readonly [
  from: number,
  to: number,
  text: number,
  fate: number,
  id?: string | null,
  slot?: number | null,
  via?: number | null,
  rest?: object | null,
];

/** Packs a film; `unpackedFilm` makes an equal one of that. */
export function packedFilm({ steps, compared, ...film }: Film): PackedFilm {
  const [texts, paths] = [new Numbers<string>(String), new Numbers<Path>(JSON.stringify)];
  return {
    ...film,
    packed: steps.map((step) => packedStep(step, texts, paths)),
    texts: texts.all,
    paths: paths.all,
    ...(compared && { compared: { names: compared.names, other: packedFilm(compared.other) } }),
  };
}

/** Things by the order in which they are first met. */
class Numbers<T> {
  readonly all: T[] = [];
  private readonly byKey = new Map<string, number>();

  constructor(private readonly keyOf: (one: T) => string) {}

  of(one: T): number {
    const key = this.keyOf(one);
    const known = this.byKey.get(key);
    if (known !== undefined) return known;
    this.byKey.set(key, this.all.length);
    return this.all.push(one) - 1;
  }

  ofAny(one: T | undefined): number | null {
    return one === undefined ? null : this.of(one);
  }
}

function packedStep(step: FilmStep, texts: Numbers<string>, paths: Numbers<Path>): PackedStep {
  const { action, actor, atUs, changes, about, messages, call, ...rest } = step;
  return trimmed([
    texts.of(action),
    texts.ofAny(actor),
    atUs ?? null,
    changes.length === 0 ? null : changes.flatMap((change) => packedChange(change, paths)),
    about === undefined ? null : [about.slot ?? null, texts.ofAny(about.source), about.payloads ?? null],
    messages?.map((message) => packedMessage(message, texts)) ?? null,
    call ?? null,
    restOf(rest),
  ]);
}

/** The number of the path, and the new value; of another change a number below 0, and the rest of it. */
function packedChange([path, ...change]: Change, paths: Numbers<Path>): readonly Plain[] {
  const number = paths.of(path);
  return change.length === 1 ? [number, change[0]] : [-1 - number, change as readonly Plain[]];
}

function packedMessage(message: FilmMessage, texts: Numbers<string>): PackedMessage {
  const { from, to, text, fate, id, slot, via, ...rest } = message;
  return trimmed([
    texts.of(from),
    texts.of(to),
    texts.of(text),
    texts.of(fate),
    id ?? null,
    slot ?? null,
    texts.ofAny(via),
    restOf(rest),
  ]);
}

function restOf(rest: object): object | null {
  for (const _ in rest) return rest;
  return null;
}

/** A list without what is null at its end. */
function trimmed<T extends readonly unknown[]>(list: T): T {
  return list.slice(0, list.findLastIndex((one) => one !== null) + 1) as readonly unknown[] as T;
}

/** The film that was packed. Its steps share paths, and are not to be changed. */
export function unpackedFilm({ packed, texts, paths, compared, ...film }: PackedFilm): Film {
  return {
    ...film,
    steps: packed.map((step) => unpackedStep(step, texts, paths)),
    ...(compared && { compared: { names: compared.names, other: unpackedFilm(compared.other) } }),
  };
}

function unpackedStep(packed: PackedStep, texts: readonly string[], paths: readonly Path[]): FilmStep {
  const [action, actor, atUs, changes, about, messages, call, rest] = packed;
  const step: Writable<FilmStep> = {
    action: texts[action] as string,
    changes: changes ? unpackedChanges(changes, paths) : [],
  };
  if (isThere(actor)) step.actor = texts[actor] as string;
  if (isThere(atUs)) step.atUs = atUs;
  if (about) step.about = unpackedAbout(about, texts);
  if (messages) step.messages = messages.map((message) => unpackedMessage(message, texts));
  if (isThere(call)) step.call = call;
  return rest ? Object.assign(step, rest) : step;
}

function unpackedChanges(packed: readonly Plain[], paths: readonly Path[]): readonly Change[] {
  const changes: Change[] = [];
  for (let i = 0; i < packed.length; i += 2) {
    const [number, value] = [packed[i] as number, packed[i + 1] as Plain];
    if (number >= 0) changes.push([paths[number] as Path, value]);
    else changes.push([paths[-1 - number] as Path, ...(value as [number, readonly Plain[]])]);
  }
  return changes;
}

function unpackedAbout([slot, source, payloads]: PackedAbout, texts: readonly string[]): FilmAbout {
  const about: Writable<FilmAbout> = {};
  if (slot !== null) about.slot = slot;
  if (source !== null) about.source = texts[source] as string;
  if (payloads !== null) about.payloads = payloads;
  return about;
}

function unpackedMessage(packed: PackedMessage, texts: readonly string[]): FilmMessage {
  const [from, to, text, fate, id, slot, via, rest] = packed;
  const message: Writable<FilmMessage> = {
    from: texts[from] as string,
    to: texts[to] as string,
    text: texts[text] as string,
    fate: texts[fate] as Fate,
  };
  if (isThere(id)) message.id = id;
  if (isThere(slot)) message.slot = slot;
  if (isThere(via)) message.via = texts[via] as string;
  return rest ? Object.assign(message, rest) : message;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function isThere<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}
