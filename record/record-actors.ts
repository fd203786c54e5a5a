import type { AnyActorRef, AnyEventObject, InspectionEvent } from 'xstate';
import { ExoError } from '../errors/index.js';
import { RUN_SCHEMA, type Fields, type RunHeader, type RunPart } from '../traces/index.js';
import {
  namesOfActors,
  namesOfSystems,
  observedIn,
  registeredIn,
  type AnyActorSystem,
  type Names,
} from './names.js';
import { expectOptions } from './given.js';
import { Recorder } from './recorder.js';
import { RunLines, type RunSink } from './run-lines.js';

/**
 * What is recorded: actors by the names that they have in the model; or an actor with all that it spawns, a system, or several of them, whose
 * actors are registered under the names of the model (`systemId`).
 */
export type Recorded =
  AnyActorRef | AnyActorSystem | readonly AnyActorRef[] | Readonly<Record<string, AnyActorRef>>;

/** What is written, and how. */
export interface RecordOptions {
  /** The name of the model, for the header; `xstate` when left out. */
  readonly model?: string;
  /**
   * The names of all actors of the model, those that run elsewhere among them. When left out: the names that are given; of a system, those
   * that are registered now; of an actor by itself, the id of its machine.
   */
  readonly actors?: readonly string[];
  /**
   * Which fields are written: `value`, `context`, `context.count`, `status`, `output`, `error`, `children`. All when left out, and then what
   * an actor never sets is undefined; otherwise what is not written is not observed, and a validator fills it in.
   */
  readonly fields?: (field: string, actor: string) => boolean;
  /** Who has sent an event that comes from outside the system, where whoever brought it knows: the name of an actor. */
  readonly senderOf?: (event: AnyEventObject, actor: string) => string | undefined;
  /** What of the run goes unobserved besides; see docs/run-format.md. */
  readonly partial?: readonly RunPart[];
  readonly parameters?: Fields;
  readonly seed?: number;
  /** Microseconds since some beginning, written to each event; left out when left out. */
  readonly nowUs?: () => number;
}

/** A run that is being recorded. */
export interface Recording {
  /** Ends it. What the actors do from now on is not written. */
  readonly stop: () => void;
}

/**
 * Writes what live XState actors do as a run, an event a line: what each received, from whom, what it sent, and what of its state
 * has changed. `exo validate --model` holds the run against the model that was checked.
 *
 * It listens by XState's inspection API, changes nothing, and has to be called before the actors are started.
 *
 * @throws ExoError EXO214 for an actor that runs already, where nothing says which actors are recorded, or where to, and for
 * options that it does not take.
 *
 * @example
 * const lamp = createActor(createMachine({ id: 'lamp', on: { PRESS: {} } }));
 * const lines: string[] = [];
 * recordActors(lamp, (line) => lines.push(line));
 * lamp.start();
 * lamp.send({ type: 'PRESS' });
 * console.log(lines.length); // 3
 */
export function recordActors(subject: Recorded, sink: RunSink, options: RecordOptions = {}): Recording {
  expectRecordable(subject, sink);
  expectOptions(options);
  const { names, systems, observed } = readSubject(subject, options);
  for (const name of observed) {
    for (const actor of systems.flatMap((system) => (system.get(name) as AnyActorRef | undefined) ?? [])) {
      if (names.nameOf(actor) === name) expectNotStarted(name, actor);
    }
  }
  const lines = new RunLines(sink);
  lines.begin(headerOf(names, observed, options));
  const recorder = new Recorder(names, lines, options);
  const subscriptions = systems.map((system) =>
    system.inspect((event: InspectionEvent) => recorder.take(event)),
  );
  return {
    stop: () => {
      for (const subscription of subscriptions) subscription.unsubscribe();
      recorder.finish();
    },
  };
}

interface Subject {
  readonly names: Names;
  readonly systems: readonly AnyActorSystem[];
  readonly observed: readonly string[];
}

function readSubject(subject: Recorded, { actors }: RecordOptions): Subject {
  if (isSystem(subject)) return ofSystems([subject], actors ?? registeredIn(subject));
  if (isActor(subject)) {
    if (actors !== undefined) return ofSystems([subject.system], actors);
    expectNotStarted(subject.id, subject);
    return ofActors({ [nameOfMachine(subject)]: subject });
  }
  if (Array.isArray(subject)) {
    const systems = [...new Set((subject as readonly AnyActorRef[]).map(({ system }) => system))];
    return ofSystems(systems, actors ?? systems.flatMap(registeredIn));
  }
  const given = subject as Readonly<Record<string, AnyActorRef>>;
  for (const [name, actor] of Object.entries(given)) expectNotStarted(name, actor);
  return ofActors(given, actors);
}

function ofActors(given: Readonly<Record<string, AnyActorRef>>, all?: readonly string[]): Subject {
  const strange = Object.keys(given).find((name) => all !== undefined && !all.includes(name));
  if (strange !== undefined) {
    const text = `'${strange}' is recorded, and 'actors' of recordActors has no such name; accepted: ${all?.join(', ')}`;
    throw new ExoError('EXO214', text);
  }
  const systems = [...new Set(Object.values(given).map(({ system }) => system))];
  return { names: namesOfActors(given, all), systems, observed: Object.keys(given) };
}

function ofSystems(systems: readonly AnyActorSystem[], given: readonly string[]): Subject {
  const all = [...new Set(given)];
  if (all.length === 0) {
    throw new ExoError(
      'EXO214',
      `no actor is registered in the system; give actors a systemId, or name those to come: { actors: ['client', 'server'] }`,
    );
  }
  const names = namesOfSystems(all);
  return { names, systems, observed: observedIn(systems, names) };
}

function headerOf(
  { all }: Names,
  observed: readonly string[],
  { model = 'xstate', parameters = {}, partial, seed, fields }: RecordOptions,
): RunHeader {
  return {
    schema: RUN_SCHEMA,
    model,
    parameters,
    actors: all,
    ...(observed.length < all.length && { observed }),
    ordering: 'total',
    ...(partial !== undefined && { partial }),
    ...(fields === undefined && { allFields: true }),
    ...(seed !== undefined && { seed }),
    lens: {
      lanes: all.map((name) => ({ name, kind: 'machine' })),
      kinds: { machine: { state: 'value' } },
    },
  };
}

function expectNotStarted(name: string, actor: AnyActorRef): void {
  if (!hasStarted(actor)) return;
  throw new ExoError('EXO214', `actor '${name}' runs already; call recordActors before it is started`);
}

function expectRecordable(subject: unknown, sink: unknown): void {
  if (!isRecordable(subject)) {
    throw new ExoError(
      'EXO214',
      'recordActors is not given actors; accepted: an actor, a system, or several actors, in a list or by name: { client, server }',
    );
  }
  const isSink = typeof sink === 'function' || (isObject(sink) && typeof sink['write'] === 'function');
  if (!isSink) {
    throw new ExoError('EXO214', 'a run cannot be written; accepted: a function of a line, or a stream');
  }
}

function isRecordable(subject: unknown): subject is Recorded {
  if (!isObject(subject)) return false;
  if (isSystem(subject) || isActor(subject)) return true;
  const all: readonly unknown[] = Object.values(subject);
  return all.length > 0 && all.every((one) => isObject(one) && isActor(one));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** XState has no public word for it. */
function hasStarted(actor: AnyActorRef): boolean {
  return ((actor as unknown as { readonly _processingStatus?: number })._processingStatus ?? 0) !== 0;
}

/** As `machineModel` of the checker calls the only actor of a machine. */
function nameOfMachine(actor: AnyActorRef): string {
  const { machine } = actor.getSnapshot() as { readonly machine?: { readonly id: string } };
  const id = machine?.id ?? actor.id;
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(id) ? id : 'machine';
}

function isSystem(subject: object): subject is AnyActorSystem {
  return 'inspect' in subject && typeof subject.inspect === 'function';
}

function isActor(subject: object): subject is AnyActorRef {
  return 'getSnapshot' in subject && typeof subject.getSnapshot === 'function';
}
