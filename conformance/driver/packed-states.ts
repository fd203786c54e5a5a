import { decodeValue, encodeValue } from '../../checker/index.js';
import { plain, revived, textOf } from '../compare/typed-data.js';
import type { DriverState } from './driver-state.js';

/**
 * Driver states as a few numbers each: a state is cut into parts, most of which it has in common with many others, and each part that
 * has been met has a number. So a state takes as many bytes as it has parts, times four, and two states are compared by those.
 */
export class PackedStates {
  private readonly ids = new Map<string, number>();
  private readonly parts: unknown[] = [];
  /** The numbers of the parts that are kept: these are not looked at again. */
  private readonly known = new WeakMap<object, number>();
  private readonly packed = new WeakMap<DriverState, Uint8Array>();

  constructor(private readonly name: string) {}

  /** The parts of a state, as bytes: equal ones for equal states, and for no others. */
  encode(state: DriverState): Uint8Array {
    const found = this.packed.get(state);
    if (found !== undefined) return found;
    const ids = Uint32Array.from(partsOf(state), (part) => this.idOf(part));
    const bytes = new Uint8Array(ids.buffer);
    this.packed.set(state, bytes);
    return bytes;
  }

  /** The inverse of `encode`. States that have a part in common share it. */
  decode(bytes: Uint8Array): DriverState {
    const ids = new Uint32Array(new Uint8Array(bytes).buffer);
    const parts: readonly unknown[] = Array.from(ids, (id) => this.parts[id]);
    return stateOf(parts as Parts);
  }

  /** The bytes of `encode` as a text. */
  keyOf(state: DriverState): string {
    return textOf(this.encode(state));
  }

  private idOf(part: object): number {
    const known = this.known.get(part);
    if (known !== undefined) return known;
    const key = keyOf(part);
    const found = this.ids.get(key);
    if (found !== undefined) return found;
    const id = this.parts.length;
    this.ids.set(key, id);
    // Not the part itself: whoever has that may change it.
    const kept = revived(decodeValue(encodeValue(plain(part), this.name))) as object;
    this.parts.push(kept);
    this.known.set(kept, id);
    return id;
  }
}

/** A text of a part: the same for equal ones, and for no others. `encodeValue` would do, and takes several times as long. */
function keyOf(value: unknown): string {
  if (value instanceof Uint8Array) return `<${textOf(value)}>${value.length}`;
  if (value instanceof Float64Array) return `(${value.join()})`;
  if (Array.isArray(value)) return `[${value.map(keyOf).join()}]`;
  if (typeof value === 'string') return `'${value}'${value.length}`;
  if (typeof value !== 'object' || value === null) return String(value);
  let text = '{';
  for (const name of Object.keys(value).sort()) {
    text += `${name}:${keyOf((value as Readonly<Record<string, unknown>>)[name])},`;
  }
  return `${text}}`;
}

type Core = DriverState['host']['core'];

/** What changes together is one part. */
type Parts = readonly [
  disk: DriverState['disk'],
  writes: DriverState['writes'],
  log: Core['log'],
  core: Omit<Core, 'log'>,
  deferred: DriverState['host']['deferred'],
  catchingUp: DriverState['host']['catchingUp'],
  modes: Omit<DriverState['host'], 'core' | 'deferred' | 'catchingUp'>,
  application: Pick<DriverState, 'submitted' | 'prefix' | 'given'>,
  rest: Pick<DriverState, 'flushing' | 'timers' | 'problem'>,
];

function partsOf({
  disk,
  writes,
  host,
  submitted,
  prefix,
  given,
  flushing,
  timers,
  problem,
}: DriverState): Parts {
  const { core, deferred, catchingUp, ...modes } = host;
  const { log, ...rest } = core;
  return [
    disk,
    writes,
    log,
    rest,
    deferred,
    catchingUp,
    modes,
    { submitted, prefix, given },
    { flushing, timers, problem },
  ];
}

function stateOf([
  disk,
  writes,
  log,
  core,
  deferred,
  catchingUp,
  modes,
  application,
  rest,
]: Parts): DriverState {
  return {
    disk,
    writes,
    host: { ...modes, core: { ...core, log }, deferred, catchingUp },
    ...application,
    ...rest,
  };
}
