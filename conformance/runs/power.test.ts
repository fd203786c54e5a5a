import { describe, expect, test } from 'vitest';
import { leaderElectionModel } from '../../checker/examples/leader-election.js';
import { leaseLockModel } from '../../checker/examples/lease-lock.js';
import { model as retryingClient } from '../../checker/examples/retrying-client-mended.js';
import { twoPhaseCommitModel } from '../../checker/examples/two-phase-commit.js';
import { fifo, type Model } from '../../checker/index.js';
import { expectObservation } from '../../checker/model/observation.js';
import { initialStates, successors } from '../../checker/model/reference.js';
import { StateKeys } from '../../checker/model/state-keys.js';
import {
  flatFields,
  keyOfJson,
  writtenFields,
  type Fields,
  type Json,
  type RunEvent,
} from '../../traces/index.js';
import { AskedModel } from './asked-model.js';
import { sortedRun, type ActorEvent, type RecordedRun } from './events.js';
import { explainRun } from './explain-run.js';
import { searchRun, type RunNode } from './search.js';
import { eventOf, runOfEvents, walkOf } from './walk.test.helper.js';

type Event = Omit<RunEvent, 'n'>;
type Change = 'drop' | 'duplicate' | 'swap' | 'alter';

const MODELS: Readonly<Record<string, Model>> = {
  'a retrying client': retryingClient,
  'a lock with leases': leaseLockModel({ isFencing: true }),
  'an election': leaderElectionModel(),
  'a commit in two phases': twoPhaseCommitModel(2, fifo()),
};
const SEEDS = [1, 2, 3];
const STEPS = 30;

function changesOf(events: readonly Event[]): readonly (readonly [Change, readonly Event[]])[] {
  return events.flatMap((event, at): (readonly [Change, readonly Event[]])[] => {
    const next = events.findIndex((one, i) => i > at && one.actor === event.actor);
    const swapped = next < 0 ? null : events.with(at, events[next] as Event).with(next, event);
    return [
      ['drop', events.toSpliced(at, 1)],
      ['duplicate', events.toSpliced(at, 0, event)],
      ...(swapped === null ? [] : [['swap', swapped] as const]),
      ...altered(event).map((changed) => ['alter', events.with(at, changed)] as const),
    ];
  });
}

/** The event with each of its values another one, one at a time. */
function altered(event: Event): readonly Event[] {
  const { set, received, sent = [] } = event;
  return [
    ...others(set ?? {}).map((other) => ({ ...event, set: other as object })),
    ...(received === undefined
      ? []
      : others(received.fields).map((fields) => ({
          ...event,
          received: { ...received, fields: fields as Fields },
        }))),
    ...sent.flatMap((message, i) =>
      others(message.fields).map((fields) => ({
        ...event,
        sent: sent.with(i, { ...message, fields: fields as Fields }),
      })),
    ),
  ] as readonly Event[];
}

/** A value with each value in it another one, one at a time. */
function others(value: Json | object): readonly Json[] {
  if (typeof value === 'number') return [value + 1];
  if (typeof value === 'string') return [`${value}'`];
  if (typeof value === 'boolean') return [!value];
  if (value === null) return [0];
  if (Array.isArray(value)) {
    const list = value as readonly Json[];
    return list.flatMap((held, i) => others(held).map((other) => list.with(i, other)));
  }
  const entries = Object.entries(value) as [string, Json][];
  return entries.flatMap(([key, held]) => others(held).map((other) => ({ ...value, [key]: other }) as Json));
}

/** By model and change, how many were rejected, and how many accepted: a step left out or repeated may be one that a network allows. */
const TALLIES: Readonly<Record<string, unknown>> = {
  'a retrying client': { drop: [6, 20], duplicate: [12, 14], swap: [13, 7], alter: [41, 0] },
  'a lock with leases': { drop: [31, 22], duplicate: [53, 0], swap: [41, 0], alter: [141, 0] },
  'an election': { drop: [28, 12], duplicate: [40, 0], swap: [31, 0], alter: [135, 0] },
  'a commit in two phases': { drop: [9, 18], duplicate: [24, 3], swap: [18, 0], alter: [49, 0] },
};

/** The steps that explain a run; null if none do. */
function explanationOf(model: Model, run: RecordedRun): readonly RunNode[] | null {
  const observation = expectObservation(model);
  const subject = { asked: new AskedModel(model, observation), run: sortedRun(run, observation) };
  const { accepted } = searchRun(subject, { hiddenMax: 12, nodesMax: 200_000 });
  const path: RunNode[] = [];
  for (let node = accepted; node !== null; node = node.before) path.unshift(node);
  return accepted === null ? null : path;
}

/** What each actor does in an explanation, with the model asked anew for each step of it. */
function doneIn(
  model: Model,
  actors: readonly string[],
  starting: ReadonlySet<string>,
  path: readonly RunNode[],
): readonly Done[][] {
  const { happenings, fieldsOf } = expectObservation(model);
  const keys = new StateKeys(model);
  const first = path[0]?.states ?? [];
  expect(initialStates(model).map((states) => keys.of(states))).toContain(keys.of(first));
  const done = new Map(
    actors.map((actor): [string, Done[]] => {
      const start = { actor, action: 'Start', fields: fieldsOf(actor, first) };
      return [actor, starting.has(actor) ? [start] : []];
    }),
  );
  for (const { states, transition, before, events: own } of path.slice(1)) {
    if (transition === null) {
      // Ignored by the actor, whose state it leaves as it is.
      const { event } = own[0] as ActorEvent;
      done.get(event.actor)?.push({ ...event, fields: fieldsOf(event.actor, states) });
      continue;
    }
    const was = before?.states ?? [];
    const next = successors(model, was).find(
      (step) => step.rule === transition.rule && keys.of(step.states) === keys.of(states),
    );
    if (next === undefined) throw new Error(`the model has no ${transition.rule.name} there`);
    const all = happenings(next, was);
    for (const [i, happening] of all.entries()) {
      const isLast = !all.slice(i + 1).some(({ actor }) => actor === happening.actor);
      const fields = isLast ? fieldsOf(happening.actor, states) : null;
      done.get(happening.actor)?.push({ ...eventOf(happening), fields });
    }
  }
  return actors.map((actor) => done.get(actor) ?? []);
}

/** Holds an explanation against what was written, by the plainest comparison that there is. */
function expectDone(
  model: Model,
  actors: readonly string[],
  events: readonly Event[],
  path: readonly RunNode[],
): void {
  const byActor = actors.map((actor) => events.filter((event) => event.actor === actor));
  const starting = byActor.flatMap(([first]) => (first?.action === 'Start' ? [first.actor] : []));
  const done = doneIn(model, actors, new Set(starting), path);
  expect(done.map(({ length }) => length)).toEqual(byActor.map(({ length }) => length));
  for (const [i, written] of byActor.entries()) {
    const known = new Map<string, string>();
    for (const [k, event] of written.entries()) {
      const { fields, action, received, sent } = done[i]?.[k] as Done;
      for (const [field, value] of writtenFields(event.set ?? {})) known.set(field, keyOfJson(value));
      expect({ action, received, sent: sortedTexts(sent) }).toEqual({
        ...{ action: event.action, received: event.received, sent: sortedTexts(event.sent) },
      });
      if (fields === null) continue;
      const flat = flatFields(fields);
      for (const [field, text] of known)
        expect(keyOfJson(flat.has(field) ? (flat.get(field) as Json) : UNDEFINED), field).toBe(text);
    }
  }
}

interface Done extends Event {
  readonly fields: Readonly<Record<string, unknown>> | null;
}

const UNDEFINED: Json = { '#undefined': true };

function sortedTexts(sent: RunEvent['sent'] = []): readonly string[] {
  return sent.map((message) => JSON.stringify(message)).sort();
}

describe.each(Object.entries(MODELS))('runs of %s', (name, model) => {
  const walks = SEEDS.map((seed) => walkOf(model, seed, STEPS));

  test('are explained by it', () => {
    for (const walk of walks) {
      expect(explainRun(model, walk)).toMatchObject({ verdict: 'accepted', explained: walk.events.length });
    }
  });

  test(
    'are rejected with any value changed, and with steps left out, repeated or moved unless the model can have done that',
    { tags: ['long'] },
    () => {
      const tally: Record<string, [rejected: number, accepted: number]> = {};
      for (const { header, events } of walks) {
        for (const [change, changed] of changesOf(events.map(({ event }) => event))) {
          const counts = (tally[change] ??= [0, 0]);
          const found = explanationOf(model, runOfEvents(header.actors, changed));
          counts[found === null ? 0 : 1] += 1;
          if (found !== null) expectDone(model, header.actors, changed, found);
        }
      }
      expect(tally).toEqual(TALLIES[name]);
    },
  );
});
