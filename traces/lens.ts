import type { Json } from './trace.js';

/**
 * What the states of a trace mean to whoever draws or judges them, as data: which variables are actors, and where in the
 * state of one stands its log, its epoch and so on. A viewer that has a lens needs to know no protocol. It stands in the
 * metadata of a trace, and in the header of a run.
 */
export interface Lens {
  /** The actors in the order in which they are drawn, each a lane: hosts in ring order. At least one. */
  readonly lanes: readonly LensLane[];
  /** By kind of actor, where things stand in its state. */
  readonly kinds: Readonly<Record<string, LensPaths>>;
  /** The pick or argument of an action that names the actor whose step it is: `host`. */
  readonly actor?: string;
  /** What actions are drawn as, by their names; any other is drawn as a step. */
  readonly actions?: Readonly<Record<string, MarkKind>>;
  /**
   * Behind which sign the text of an entry has the number of its payload at its source: `.` in `A0.1`; behind the name of the source where
   * it is empty. Entries without it have no payload.
   */
  readonly payloadBehind?: string;
  /** The actions that are those of the other half of the actor that they name: of the driver of an engine. */
  readonly otherHalf?: readonly string[];
  /** Variables that say how often something may still happen: shown as what is left. */
  readonly budgets?: readonly string[];
  /** What the texts of entries and messages mean, a sentence each. */
  readonly notations?: readonly string[];
  /** How the model reads its rules where it does otherwise than by default, each to follow on "In this reading". */
  readonly readings?: readonly string[];
  /** Where, from the whole state, stand the actors on one side of a partition: a list of names or `null` if there is none. */
  readonly side?: LensPath;
}

/** An actor that is drawn. */
export interface LensLane {
  /** The variable that holds its state. */
  readonly name: string;
  /** One of the `kinds` of the lens. */
  readonly kind: string;
  /** What it is called where that is not its name. */
  readonly label?: string;
  /** The actor beside which it belongs, where it is the other half of one: the driver of an engine. */
  readonly beside?: string;
}

/** The names of fields, from the outermost to the innermost, with dots between them: `disk.log`. */
export type LensPath = string;

/** Where things stand in the state of an actor. What is left out, the actor does not have. */
export interface LensPaths {
  /** A list of entries: texts that begin with the name of the actor that made them, or any other values. */
  readonly log?: LensPath;
  /** A number: how many entries of the log are no longer held, from its first on. The list begins behind them. */
  readonly base?: LensPath;
  /** A number: how many entries of the log there are, where the entries themselves are not told. */
  readonly length?: LensPath;
  /** A number: how many entries, from the first on, are agreed. */
  readonly agreed?: LensPath;
  /** A number: how many entries, from the first on, the application has. */
  readonly delivered?: LensPath;
  /** A list of what contradicts the log, each with `slot` and `entry`. */
  readonly disputed?: LensPath;
  /** A number: the epoch of which the actor is. */
  readonly epoch?: LensPath;
  /** A list of names: the members of that epoch. */
  readonly members?: LensPath;
  /** Payloads that its application has submitted to it: how many, or a list of the numbers of those that are not agreed yet. */
  readonly submitted?: LensPath;
  /** What the actor is doing, in a word. */
  readonly state?: LensPath;
  /** Whether it takes itself for the holder of the token. */
  readonly token?: LensFlag;
  /** Whether it knows that something is wrong. */
  readonly error?: LensFlag;
  /** Whether it has crashed, and not started again. */
  readonly down?: LensFlag;
}

/** True where what stands at the path is one of these values. */
export interface LensFlag {
  readonly path: LensPath;
  readonly is: readonly (string | number | boolean)[];
}

/**
 * What an action is drawn as. `local` is a step that nobody else sees, such as writing to a disk, and may be folded away.
 */
export type MarkKind =
  | 'broadcast'
  | 'receive'
  | 'lose'
  | 'crash'
  | 'reset'
  | 'restart'
  | 'timeout'
  | 'takeover'
  | 'promise'
  | 'start'
  | 'install'
  | 'recover'
  | 'partition'
  | 'heal'
  | 'local'
  | 'step';

export const MARK_KINDS: readonly MarkKind[] = [
  ...([
    'broadcast',
    'receive',
    'lose',
    'crash',
    'reset',
    'restart',
    'timeout',
    'takeover',
    'promise',
  ] as const),
  ...(['start', 'install', 'recover', 'partition', 'heal', 'local', 'step'] as const),
];

/** The names of the paths that a lens may give for a kind of actor; the others are flags. */
const PATHS = [
  'log',
  'base',
  'length',
  'agreed',
  'delivered',
  'disputed',
  'epoch',
  'members',
  'submitted',
  'state',
];
const FLAGS = ['token', 'error', 'down'];
/** The lists of texts that a lens may give. */
const LISTS = ['otherHalf', 'budgets', 'notations', 'readings'] as const;

/**
 * A lens as a file has it, or in a few words what is wrong with it. Fields that are not known are left out: a newer version
 * may have more.
 *
 * @example
 * console.log(readLens({ lanes: [] })); // its lanes are not a list of at least one
 */
export function readLens(json: unknown): Lens | string {
  if (!isFields(json)) return 'it is no object';
  const { lanes, kinds = {}, actor, actions = {}, side, payloadBehind } = json;
  if (!Array.isArray(lanes) || lanes.length === 0) return 'its lanes are not a list of at least one';
  if (!isFields(kinds)) return 'its kinds are no object';
  const strange = lanes.findIndex((lane) => !isLane(lane, kinds));
  if (strange >= 0) return `lane ${strange} has no name, or a kind that is not there`;
  if (!isFields(actions)) return 'its actions are no object';
  return {
    lanes: lanes.map(laneOf),
    kinds: Object.fromEntries(Object.entries(kinds).map(([name, paths]) => [name, pathsOf(paths)])),
    ...(typeof actor === 'string' && { actor }),
    actions: Object.fromEntries(Object.entries(actions).filter(isAction)),
    ...(typeof payloadBehind === 'string' && { payloadBehind }),
    ...Object.fromEntries(
      LISTS.filter((name) => isTexts(json[name])).map((name) => [name, json[name] as readonly string[]]),
    ),
    ...(typeof side === 'string' && { side }),
  };
}

/**
 * A lens as the metadata of a trace keep it.
 *
 * @example
 * console.log(JSON.stringify(lensAsJson({ lanes: [], kinds: {} }))); // {"lanes":[],"kinds":{}}
 */
export function lensAsJson(lens: Lens): Json {
  return JSON.parse(JSON.stringify(lens)) as Json;
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(json: unknown): json is Fields {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

function isTexts(json: unknown): json is readonly string[] {
  return Array.isArray(json) && json.every((text) => typeof text === 'string');
}

function isLane(lane: unknown, kinds: Fields): lane is LensLane {
  if (!isFields(lane)) return false;
  const { name, kind } = lane;
  return typeof name === 'string' && typeof kind === 'string' && Object.hasOwn(kinds, kind);
}

function laneOf({ name, kind, label, beside }: LensLane): LensLane {
  return {
    ...{ name, kind },
    ...(typeof label === 'string' && { label }),
    ...(typeof beside === 'string' && { beside }),
  };
}

function isAction(entry: [string, unknown]): entry is [string, MarkKind] {
  return MARK_KINDS.some((kind) => kind === entry[1]);
}

function pathsOf(paths: unknown): LensPaths {
  if (!isFields(paths)) return {};
  const texts = PATHS.filter((name) => typeof paths[name] === 'string');
  const flags = FLAGS.filter((name) => isFlag(paths[name]));
  return Object.fromEntries([...texts, ...flags].map((name) => [name, paths[name]]));
}

function isFlag(flag: unknown): flag is LensFlag {
  return isFields(flag) && typeof flag['path'] === 'string' && Array.isArray(flag['is']);
}
