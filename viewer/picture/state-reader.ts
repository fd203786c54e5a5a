import type { Change, Film, Path, Plain, PlainState } from '../film/film.js';

/** Whole states are kept at steps that are this number apart; what is between is made again. */
const KEYFRAME_STEPS = 512;

/** Of each film, the whole states that any reader of it has met. */
const keyframesOf = new WeakMap<Film, PlainState[]>();

type Container = Record<string | number, Plain>;

/** Gives the state at any step of a film. */
export class StateReader {
  private readonly keyframes: PlainState[];
  private at = -1;
  private state: Record<string, Plain> = {};

  constructor(private readonly film: Film) {
    this.keyframes = keyframesOf.get(film) ?? [];
    keyframesOf.set(film, this.keyframes);
  }

  /**
   * The state after a step; it stays as it is until the next call only. Steps that follow each other cost what they change.
   *
   * @throws RangeError for a step that the film does not have
   */
  stateAt(step: number): PlainState {
    if (!(step in this.film.steps)) throw new RangeError(`there is no step ${step}`);
    const keyframe = Math.min(Math.floor(step / KEYFRAME_STEPS), this.keyframes.length - 1);
    if (step < this.at || keyframe * KEYFRAME_STEPS > this.at) {
      this.at = keyframe * KEYFRAME_STEPS;
      this.state = structuredClone(this.keyframes[keyframe] ?? {});
      if (keyframe < 0) this.at = -1;
    }
    while (this.at < step) this.advance();
    return this.state;
  }

  private advance(): void {
    this.at++;
    for (const change of this.film.steps[this.at]?.changes ?? []) applyChange(this.state, change);
    const keyframe = this.at / KEYFRAME_STEPS;
    if (keyframe === this.keyframes.length) this.keyframes.push(structuredClone(this.state));
  }
}

/** Changes a state in place. A change that fits nowhere is left out. */
export function applyChange(state: Record<string, Plain>, change: Change): void {
  const [path] = change;
  const holder = containerAt(state, path);
  const last = path.at(-1);
  if (holder === null || last === undefined) return;
  if (change.length === 1) Reflect.deleteProperty(holder, last);
  else if (change.length === 2) put(holder, last, mutable(change[1]));
  else {
    const list = Object.hasOwn(holder, last) ? holder[last] : undefined;
    if (!Array.isArray(list)) return;
    list.length = Math.min(list.length, change[1]);
    for (const item of change[2]) list.push(mutable(item));
  }
}

/** What the film holds is not changed with the state. */
function mutable(value: Plain): Plain {
  return typeof value === 'object' && value !== null ? structuredClone(value) : value;
}

/** A field may be called `__proto__`; to define all of them would be many times slower. */
function put(holder: Container, name: string | number, value: Plain): void {
  if (name !== '__proto__') holder[name] = value;
  else Object.defineProperty(holder, name, { value, configurable: true, enumerable: true, writable: true });
}

function containerAt(state: Record<string, Plain>, path: Path): Container | null {
  let at: Container = state;
  for (let i = 0; i < path.length - 1; i++) {
    const name = path[i] ?? '';
    const next = Object.hasOwn(at, name) ? at[name] : undefined;
    if (typeof next !== 'object' || next === null) return null;
    at = next as Container;
  }
  return at;
}

/** What stands at the path of a lens, its names joined by dots; undefined where nothing does. */
export function valueAt(value: Plain | undefined, path: string): Plain | undefined {
  let at = value;
  for (const name of namesIn(path)) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as Container)[name];
  }
  return at;
}

/** The number at a path; null where there is none. */
export function numberAt(value: Plain | undefined, path: string | undefined): number | null {
  const found = path === undefined ? undefined : valueAt(value, path);
  return typeof found === 'number' ? found : null;
}

/** The list at a path; null where there is none. */
export function listAt(value: Plain | undefined, path: string | undefined): readonly Plain[] | null {
  const found = path === undefined ? undefined : valueAt(value, path);
  return Array.isArray(found) ? (found as readonly Plain[]) : null;
}

const splitPaths = new Map<string, readonly string[]>();

/** The names of a path; there are few paths, and each is asked for at every step. */
export function namesIn(path: string): readonly string[] {
  const known = splitPaths.get(path) ?? path.split('.');
  splitPaths.set(path, known);
  return known;
}
