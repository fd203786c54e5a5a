/** A client and a server as live actors, each in a system of its own, over a network that loses and doubles messages. */
import { seededRandom } from '../../checker/search/random.js';
import {
  createActor,
  createMachine,
  fromCallback,
  type AnyActorRef,
  type AnyEventObject,
  type AnyStateMachine,
} from 'xstate';
import { recordActors, type RecordOptions } from '../../record/index.js';
import { RunReader, type RunHeader } from '../../traces/index.js';
import type { PlacedEvent, RecordedRun } from './events.js';

export interface LiveOptions {
  readonly seed: number;
  /** Of a message, the probability that it is lost, and that it comes twice. */
  readonly losses: number;
  readonly doubles: number;
  /** Whether each actor writes a file of its own. */
  readonly isApart?: boolean;
  readonly record?: RecordOptions;
}

const NAMES = ['client', 'server'];
/** A second of the machines in milliseconds of the test. */
const SECOND_MS = 4;

/** Runs the two until the client is done, and returns what was recorded: one run, or one for each actor. */
export async function runLive(
  machines: Readonly<Record<'client' | 'server', AnyStateMachine>>,
  { seed, losses, doubles, isApart = false, record = {} }: LiveOptions,
): Promise<readonly string[]> {
  const random = seededRandom(seed);
  const senders = new WeakMap<object, string>();
  const roots = new Map<string, AnyActorRef>();
  const files: string[] = isApart ? ['', ''] : [''];
  const carry = (from: string, to: string, event: AnyEventObject): void => {
    const copies = random() < losses ? 0 : random() < doubles ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      const carried = structuredClone(event);
      senders.set(carried, from);
      setTimeout(() => actorIn(roots, to)?.send(carried), random() * SECOND_MS);
    }
  };
  for (const name of NAMES) {
    const other = name === 'client' ? 'server' : 'client';
    const wire = fromCallback<AnyEventObject>(({ receive }) => {
      receive((event) => carry(name, other, event));
    });
    const root = createMachine({
      invoke: [
        { src: wire, id: 'wire', systemId: other },
        { src: machines[name as 'client'], id: name, systemId: name },
      ],
    });
    const clock = {
      setTimeout: (act: () => void, ms: number) => setTimeout(act, (ms * SECOND_MS) / 1000),
      clearTimeout: (timer: NodeJS.Timeout) => clearTimeout(timer),
    };
    roots.set(name, createActor(root, { clock }));
  }
  const options: RecordOptions = { actors: NAMES, senderOf: (event) => senders.get(event), ...record };
  const recordings = isApart
    ? NAMES.map((name, i) =>
        recordActors(roots.get(name) as AnyActorRef, (line) => void (files[i] += `${line}\n`), options),
      )
    : [recordActors([...roots.values()], (line) => void (files[0] += `${line}\n`), options)];
  for (const root of roots.values()) root.start();
  const client = actorIn(roots, 'client') as AnyActorRef;
  client.send({ type: 'START' });
  await new Promise<void>((resolve) => client.subscribe({ complete: resolve }));
  for (const recording of recordings) recording.stop();
  for (const root of roots.values()) root.stop();
  return files;
}

function actorIn(roots: ReadonlyMap<string, AnyActorRef>, name: string): AnyActorRef | undefined {
  return roots.get(name)?.system.get(name) as AnyActorRef | undefined;
}

/** Files as a run to be explained. */
export function runOfFiles(...files: readonly string[]): RecordedRun {
  const events: PlacedEvent[] = [];
  const headers: RunHeader[] = [];
  files.forEach((text, i) => {
    const file = `run-${i}.ndjson`;
    const reader = new RunReader(file);
    for (const line of text.split('\n')) {
      const read = reader.read(line);
      if (read?.kind === 'event') events.push({ event: read.event, place: { file, line: reader.lines } });
    }
    if (reader.header !== null) headers.push(reader.header);
  });
  const [header] = headers as [RunHeader];
  if (headers.length === 1) return { header, events };
  const observed = headers.flatMap((one) => one.observed ?? one.actors);
  return { header: { ...header, observed, ordering: 'actors' }, events };
}
