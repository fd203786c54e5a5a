/** Runs that a model itself makes, as a recorder would have written them: each is explained by the model, or the search is wrong. */
import type { Model } from '../../checker/model/model.js';
import { expectObservation, type Happening } from '../../checker/model/observation.js';
import { initialStates, successors } from '../../checker/model/reference.js';
import { seededRandom } from '../../checker/search/random.js';
import { changes } from '../../record/fields.js';
import {
  flatFields,
  RUN_SCHEMA,
  runValue,
  type Fields,
  type FlatFields,
  type RunEvent,
  type RunMessage,
} from '../../traces/index.js';
import type { RecordedRun } from './events.js';

/** A walk of a number of steps through a model, drawn from a seed, as events of its actors. */
export function walkOf(model: Model, seed: number, steps: number): RecordedRun {
  const observation = expectObservation(model);
  const { actors } = observation;
  const random = seededRandom(seed);
  const known = new Map<string, FlatFields>();
  const events: Omit<RunEvent, 'n'>[] = [];
  const changed = (actor: string, states: readonly unknown[]): Pick<RunEvent, 'set'> => {
    const before = known.get(actor) ?? new Map();
    const after = flatFields(observation.fieldsOf(actor, states));
    known.set(actor, after);
    const set = changes(before, after);
    return set === undefined ? {} : { set };
  };
  let [states = []] = initialStates(model);
  for (const actor of actors) events.push({ actor, action: 'Start', ...changed(actor, states) });
  for (let step = 0; step < steps; step++) {
    const all = successors(model, states);
    const next = all[Math.floor(random() * all.length)];
    if (next === undefined) break;
    const happenings = observation.happenings(next, states);
    ({ states } = next);
    for (const [i, happening] of happenings.entries()) {
      const { actor } = happening;
      const isLast = !happenings.slice(i + 1).some((later) => later.actor === actor);
      events.push({ ...eventOf(happening), ...(isLast && changed(actor, states)) });
    }
  }
  return runOfEvents(actors, events);
}

/** What a recorder writes of what an actor does, without its fields. */
export function eventOf({ actor, action, args, received, sent }: Happening): Omit<RunEvent, 'n'> {
  const written = Object.entries(args).map(([name, value]) => [name, runValue(value)] as const);
  return {
    ...{ actor, action },
    ...(written.length > 0 && { args: Object.fromEntries(written) }),
    ...(received !== undefined && {
      received: { ...messageOf(received.event), ...(received.from !== null && { from: received.from }) },
    }),
    ...(sent.length > 0 && {
      sent: sent.map(({ to, event }) => ({ ...messageOf(event), ...(to !== null && { to: [to] }) })),
    }),
  };
}

function messageOf({ type, ...payload }: { readonly type: string }): RunMessage {
  return { kind: type, fields: runValue(payload) as Fields };
}

/** Events with their counters, in one order. */
export function runOfEvents(actors: readonly string[], events: readonly Omit<RunEvent, 'n'>[]): RecordedRun {
  const counters = new Map<string, number>();
  return {
    header: { schema: RUN_SCHEMA, model: 'x', parameters: {}, actors, ordering: 'total' },
    events: events.map((event, i) => {
      const n = (counters.get(event.actor) ?? 0) + 1;
      counters.set(event.actor, n);
      return { event: { ...event, n }, place: { file: 'run.ndjson', line: i + 2 } };
    }),
  };
}
