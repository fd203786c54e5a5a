import type { LensFlag, LensPaths } from '../../traces/index.js';
import type { Film, Plain, PlainState } from '../film/film.js';
import { LogWatch } from './log-watch.js';
import { placesOf } from './lanes.js';
import type { Gap, Lane, Span, Track } from './picture.js';
import { namesIn, valueAt, type StateReader } from './state-reader.js';
import { shortText } from './value-text.js';

/** What becomes of each actor, and when the medium is split, found in one pass over all steps. */
export function tracksOf(
  film: Film,
  lanes: readonly Lane[],
  reader: StateReader,
): { readonly tracks: readonly Track[]; readonly gaps: readonly Gap[] } {
  const watches = lanes.map((lane) => new LaneWatch(pathsOf(film, lane), lanes));
  const places = placesOf(lanes);
  const split = new GapWatch(film, places);
  for (const [step, { changes }] of film.steps.entries()) {
    const state = reader.stateAt(step);
    for (const [[name, field]] of changes) {
      const place = places.get(String(name));
      if (place !== undefined) watches[place]?.look(step, state[String(name)], field);
    }
    split.look(step, state);
  }
  const end = film.steps.length;
  return { tracks: watches.map((watch) => watch.track(end)), gaps: split.gaps(end) };
}

function pathsOf({ lens }: Film, lane: Lane): LensPaths {
  const kind = lens?.lanes.find(({ name }) => name === lane.name)?.kind ?? '';
  return lens?.kinds[kind] ?? {};
}

/** The fields in which the paths of a lens begin; undefined where it has no such path. */
type Firsts = Readonly<Record<'token' | 'error' | 'down' | 'epoch' | 'state', string | number | undefined>>;

function firstIn(path: string | undefined): string | undefined {
  return path === undefined ? undefined : namesIn(path)[0];
}

/** Follows one actor. */
class LaneWatch {
  private readonly log: LogWatch;
  /** The fields in which the paths to all of a log begin. */
  private readonly ofLog: readonly (string | number | undefined)[];
  private readonly firsts: Firsts;
  private readonly token = new SpanWatch();
  private readonly error = new SpanWatch();
  private readonly down = new SpanWatch();
  private readonly epochs = new SpanWatch();
  private readonly states = new SpanWatch();

  constructor(
    private readonly paths: LensPaths,
    lanes: readonly Lane[],
  ) {
    this.log = new LogWatch(paths, lanes);
    const { log, base, length, agreed, disputed, token, error, down, epoch, state } = paths;
    this.ofLog = [log, base, length, agreed, disputed].map(firstIn);
    this.firsts = {
      ...{ token: firstIn(token?.path), error: firstIn(error?.path), down: firstIn(down?.path) },
      ...{ epoch: firstIn(epoch), state: firstIn(state) },
    };
  }

  /** Looks at what may be otherwise as this field of the actor has changed, or all of it where none is named. */
  look(step: number, actor: Plain | undefined, field: string | number | undefined): void {
    const { token, error, down, epoch, state } = this.paths;
    const { firsts } = this;
    const isTouched = (what: keyof Firsts): boolean => field === undefined || firsts[what] === field;
    if (field === undefined || this.ofLog.includes(field)) this.log.look(step, actor);
    if (isTouched('token')) this.token.look(step, flagText(token, actor));
    if (isTouched('error')) this.error.look(step, flagText(error, actor));
    if (isTouched('down')) this.down.look(step, flagText(down, actor));
    if (isTouched('epoch')) this.epochs.look(step, epoch === undefined ? null : textAt(actor, epoch));
    if (isTouched('state')) this.states.look(step, state === undefined ? null : textAt(actor, state));
  }

  track(end: number): Track {
    const { token, error, down, epochs, states } = this;
    return {
      logs: this.log.changes,
      token: token.spans(end),
      error: error.spans(end),
      down: down.spans(end),
      epochs: epochs.spans(end),
      states: states.spans(end),
    };
  }
}

function textAt(actor: Plain | undefined, path: string): string | null {
  const value = valueAt(actor, path);
  // A machine without states is in none.
  const text = value === undefined || value === null ? '' : shortText(value);
  return text === '' ? null : text;
}

/** What stands there where the flag is up. */
function flagText(flag: LensFlag | undefined, actor: Plain | undefined): string | null {
  if (flag === undefined) return null;
  const value = valueAt(actor, flag.path);
  return flag.is.some((one) => one === value) ? String(value) : null;
}

/** Puts equal values of successive steps together. */
class SpanWatch {
  private readonly found: Span[] = [];
  private open: Span | null = null;

  look(step: number, text: string | null): void {
    if (this.open !== null && this.open.text === text) return;
    if (this.open !== null) this.open.to = step;
    this.open = null;
    if (text === null) return;
    const number = /^-?\d{1,15}$/.test(text) ? Number(text) : null;
    this.open = { from: step, to: step, text, number };
    this.found.push(this.open);
  }

  spans(end: number): readonly Span[] {
    if (this.open !== null) this.open.to = end;
    return this.found;
  }
}

/** Follows a partition. */
class GapWatch {
  private readonly found: Gap[] = [];
  private open: Gap | null = null;
  private readonly path: string | undefined;
  private readonly names: readonly string[];

  constructor(
    { lens }: Film,
    private readonly places: ReadonlyMap<string, number>,
  ) {
    this.path = lens?.side;
    this.names = (lens?.lanes ?? []).filter(({ beside }) => beside === undefined).map(({ name }) => name);
  }

  look(step: number, state: PlainState): void {
    if (this.path === undefined) return;
    const side = this.sideOf(valueAt(state, this.path));
    if (String(side) === String(this.open?.side ?? [])) return;
    if (this.open !== null) this.open.to = step;
    this.open = side.length === 0 ? null : { from: step, to: step, side };
    if (this.open !== null) this.found.push(this.open);
  }

  gaps(end: number): readonly Gap[] {
    if (this.open !== null) this.open.to = end;
    return this.found;
  }

  /** Names of actors, or their numbers. */
  private sideOf(value: Plain | undefined): readonly number[] {
    if (!Array.isArray(value)) return [];
    return (value as readonly Plain[]).flatMap((one) => {
      const name = typeof one === 'number' ? this.names[one] : String(one);
      return this.places.get(name ?? '') ?? [];
    });
  }
}
