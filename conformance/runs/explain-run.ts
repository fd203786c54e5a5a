import { happensAt } from '../../checker/replay/happens-at.js';
import type { Model } from '../../checker/model/model.js';
import { expectObservation, type Observation } from '../../checker/model/observation.js';
import type { RunEvent, RunPlace } from '../../traces/index.js';
import { AskedModel } from './asked-model.js';
import { diagramOf, hiddenIn, lastSteps, pathTo } from './explained-path.js';
import { sortedRun, type PlacedEvent, type RecordedRun } from './events.js';
import { eventText, startDiffers, unexplainedAt, type Unexplained } from './rejection.js';
import {
  candidates,
  searchRun,
  type RunBounds,
  type RunNode,
  type RunSearch,
  type Subject,
} from './search.js';
import { explainedEvents, shortened } from './shorten.js';
import type { Property } from '../../checker/model/property.js';
import type { Transition } from '../../checker/model/transition.js';

/** How far the search goes, and how the model is seen. */
export interface ExplainOptions extends Partial<RunBounds> {
  /** How runs of the model are observed, if it is not made by `system`. */
  readonly observation?: Observation;
  /** The most runs that are tried to make a rejected one shorter; 100 when left out, 0 for none. */
  readonly attemptsMax?: number;
  /** Is given the explanation that was found, or the longest one, from an initial state on. */
  readonly told?: (explanation: readonly ExplainedStep[]) => void;
  /** Is told every few hundred states how many events the longest explanation explains so far, of how many, and how many states were visited. */
  readonly onProgress?: (explained: number, events: number, visited: number) => void;
}

/** A step of an explanation. */
export interface ExplainedStep {
  /** After it. */
  readonly states: readonly unknown[];
  /** Null at the beginning, and for an event that is ignored. */
  readonly transition: Transition | null;
  /** The events that it explains; none for what was filled in. */
  readonly events: readonly RunEvent[];
}

/** Whether a model explains a run. */
export interface RunJudgement {
  readonly verdict: 'accepted' | 'rejected' | 'inconclusive';
  readonly model: string;
  readonly events: number;
  /** The most events that an explanation explains. */
  readonly explained: number;
  /** The steps that the explanation has filled in, in words. */
  readonly filledIn: readonly string[];
  readonly bounds: RunBounds;
  /** The bound that was met before an explanation was found; where it is not null, the run may be accepted with more. */
  readonly limit: keyof RunBounds | null;
  /** A property that is violated in every explanation. */
  readonly property: { readonly name: string; readonly event: string | null } | null;
  readonly nodes: number;
  /** Why the run is rejected; of a run that is inconclusive, where the search ended. */
  readonly rejection: RunRejection | null;
}

/** Why a run is rejected, or where the search of one that is inconclusive ended. */
export interface RunRejection {
  readonly event: RunEvent;
  readonly place: RunPlace;
  /** `violated`: a property is; `undecided`: the search ended before it was known whether the model explains the event. */
  readonly kind: Unexplained['kind'] | 'violated' | 'undecided';
  readonly text: string;
  readonly differences: Unexplained['differences'];
  readonly guards: Unexplained['guards'];
  readonly enabled: readonly string[];
  /** Other events at which explanations end that are as long, in words with the reason. */
  readonly others: readonly string[];
  /** The last steps of the longest explanation, in words. */
  readonly last: readonly string[];
  /** A shorter run that is rejected for the same reason; none of a run that is inconclusive. */
  readonly shortened: readonly RunEvent[];
  /** The last steps, and the event that is not explained, as a Mermaid sequence diagram. */
  readonly mermaid: string;
}

const DEFAULTS = { hiddenMax: 12, nodesMax: 200_000, nodesAnEvent: 4, attemptsMax: 100 } as const;

/**
 * Decides whether some behaviour of a model explains a run of real actors, and judges the properties of the model on it. What was not observed is
 * filled in, within the bounds. Bounds of the model itself (`within`, `timersMax`, messages in flight) do not count.
 *
 * @throws ExoError EXO212 for a run that is malformed for this model, EXO215 for a model of which nothing says how it is observed,
 * EXO111 for one that does something else when it is asked again.
 *
 * @example
 * const door = setup({}).createMachine({ id: 'door', on: { KNOCK: {} } });
 * const header = { schema: 'exo-run/1', model: 'door', parameters: {}, actors: ['door'], ordering: 'total' } as const;
 * const start = { actor: 'door', n: 1, action: 'Start', fields: { status: 'active' } };
 * const events = [{ event: start, place: { file: 'run.ndjson', line: 2 } }];
 * console.log(explainRun(machineModel(door), { header, events }).verdict); // accepted
 */
export function explainRun(model: Model, recorded: RecordedRun, options: ExplainOptions = {}): RunJudgement {
  const observation = options.observation ?? expectObservation(model);
  const asked = new AskedModel(model, observation);
  const run = sortedRun(recorded, observation);
  const { onProgress } = options;
  const told = onProgress && {
    onProgress: (explained: number, nodes: number) => onProgress(explained, run.count, nodes),
  };
  const judgement = judged({ asked, run, ...told }, options);
  asked.askAgain();
  return judgement;
}

function judged(subject: Subject, options: ExplainOptions): RunJudgement {
  const usual = Math.max(DEFAULTS.nodesMax, DEFAULTS.nodesAnEvent * subject.run.count);
  const { hiddenMax = DEFAULTS.hiddenMax, nodesMax = usual } = options;
  const bounds: RunBounds = { hiddenMax, nodesMax };
  const { model, observation } = subject.asked;
  const properties = model.properties.filter(({ kind }) => kind === 'invariant' || kind === 'step');
  const isGood = (node: RunNode): boolean => violatedAt(model, properties, node) === null;
  const good = searchRun(subject, bounds, isGood);
  // Properties are judged on runs that are explained: only if none of those keeps them all is the run rejected for it.
  const search = good.accepted !== null || !good.hasRefused ? good : searchRun(subject, bounds);
  const last = search.accepted ?? search.longest[0];
  if (last !== undefined) options.told?.(pathTo(last).map(explainedStep));
  const common = { model: model.name, events: subject.run.count, bounds, nodes: good.nodes };
  if (search.accepted !== null) {
    const found = good.accepted === null ? firstViolation(model, properties, search.accepted) : null;
    return {
      ...common,
      verdict: found === null ? 'accepted' : 'rejected',
      explained: search.accepted.explained,
      filledIn: hiddenIn(subject, search.accepted),
      limit: null,
      property: found && { name: found.property.name, event: found.event },
      rejection: found && violation(subject, found),
    };
  }
  const limit = [...search.limits].sort()[0] ?? null;
  return {
    ...common,
    verdict: limit === null ? 'rejected' : 'inconclusive',
    explained: search.longest[0]?.explained ?? 0,
    filledIn: search.longest[0] === undefined ? [] : hiddenIn(subject, search.longest[0]),
    limit,
    property: null,
    rejection:
      limit === 'nodesMax'
        ? undecidedAt(subject, search)
        : rejectionOf(subject, search, { ...options, observation }, bounds, limit !== null),
  };
}

function explainedStep({ states, transition, events }: RunNode): ExplainedStep {
  return { states, transition, events: events.map(({ event }) => event) };
}

function violatedAt(model: Model, properties: readonly Property[], node: RunNode): Property | null {
  return properties.find((property) => happensAt(model, property, node)) ?? null;
}

interface Violation {
  readonly property: Property;
  readonly node: RunNode;
  readonly event: string | null;
}

function firstViolation(model: Model, properties: readonly Property[], last: RunNode): Violation | null {
  for (const node of pathTo(last)) {
    const property = violatedAt(model, properties, node);
    const [one] = node.events;
    if (property !== null) return { property, node, event: one === undefined ? null : eventText(one) };
  }
  return null;
}

/** A run that is explained, and in which the model itself breaks its word. */
function violation(subject: Subject, { property, node }: Violation): RunRejection | null {
  const at = pathTo(node).findLast(({ events }) => events.length > 0);
  const one = at?.events[0];
  if (one === undefined) return null;
  const text = `the model explains the run, and ${property.name} is violated in it`;
  return {
    ...{ event: one.event, place: one.place, kind: 'violated', text },
    ...{ differences: [], guards: [], enabled: [], others: [] },
    last: lastSteps(subject, node),
    shortened: explainedEvents(subject.run, node.cursors).map(({ event }) => event),
    mermaid: diagramOf(subject, node, null, 'violated'),
  };
}

/** Where a search ended that could have gone on: of the next event nothing is known, not even that it is not explained. */
function undecidedAt(subject: Subject, { longest: [node] }: RunSearch): RunRejection | null {
  const [actor] = node === undefined ? [] : candidates(subject.run, node);
  if (node === undefined || actor === undefined) return null;
  const one = subject.run.events[actor]?.[node.cursors[actor] ?? 0];
  if (one === undefined) return null;
  const text = 'the search ended before it was known whether the model explains the next event';
  return {
    ...{ event: one.event, place: one.place, kind: 'undecided', text },
    ...{ differences: [], guards: [], enabled: [], others: [], shortened: [] },
    last: lastSteps(subject, node),
    mermaid: diagramOf(subject, node, one, 'inconclusive'),
  };
}

function rejectionOf(
  subject: Subject,
  search: RunSearch,
  options: ExplainOptions,
  bounds: RunBounds,
  isInconclusive: boolean,
): RunRejection | null {
  const node = search.longest[0];
  const found =
    node === undefined
      ? [startDiffers(subject)].flatMap((one) => one ?? [])
      : search.longest.flatMap((one) => unexplainedAt(subject, one));
  const [first, ...others] = sortedByTelling(found);
  if (first === undefined) return null;
  const { one, kind, text, differences, guards, enabled } = first;
  const from = search.longest.find(({ cursors }) => isNextAt(subject, cursors, first)) ?? node;
  return {
    ...{ event: one.event, place: one.place, kind, text, differences, guards, enabled },
    others: [...new Set(others.map((other) => `${eventText(other.one)}: ${other.text}`))],
    last: from === undefined ? [] : lastSteps(subject, from),
    shortened: isInconclusive ? [] : shortenedFrom(subject, from, first, options, bounds),
    mermaid:
      from === undefined ? '' : diagramOf(subject, from, one, isInconclusive ? 'inconclusive' : 'rejected'),
  };
}

function shortenedFrom(
  subject: Subject,
  from: RunNode | undefined,
  first: Unexplained,
  options: ExplainOptions,
  bounds: RunBounds,
): readonly RunEvent[] {
  if (from === undefined) return [first.one.event];
  return shortenedRun(subject, from, first, options, bounds).map(({ event }) => event);
}

function sortedByTelling(found: readonly Unexplained[]): readonly Unexplained[] {
  const rank = ({ kind }: Unexplained): number => ['differs', 'refused', 'missing'].indexOf(kind);
  return [...found].sort((a, b) => rank(a) - rank(b));
}

function isNextAt({ run }: Subject, cursors: readonly number[], { one }: Unexplained): boolean {
  return cursors.some((cursor, actor) => run.events[actor]?.[cursor] === one);
}

/** The reason for which an event is not explained, without what depends on its place. */
function reasonOf({ one, kind, differences, guards }: Unexplained): string {
  const { actor, action, received } = one.event;
  return JSON.stringify([
    ...[kind, actor, action, received?.kind],
    ...[differences.map(({ field }) => field), guards.map(({ place, guard }) => [place, guard])],
  ]);
}

function shortenedRun(
  subject: Subject,
  node: RunNode,
  first: Unexplained,
  { attemptsMax = DEFAULTS.attemptsMax }: ExplainOptions,
  bounds: RunBounds,
): readonly PlacedEvent[] {
  const wanted = reasonOf(first);
  const nodesMax = Math.min(bounds.nodesMax, 20_000);
  const reason = (events: readonly PlacedEvent[]): string | null => {
    const run = sortedRun({ header: subject.run.header, events }, subject.asked.observation);
    const shorter = { asked: subject.asked, run };
    const { accepted, longest } = searchRun(shorter, { ...bounds, nodesMax });
    const [at] = longest;
    if (accepted !== null || at?.explained !== events.length - 1) return null;
    const found = unexplainedAt(shorter, at)[0];
    return found !== undefined && reasonOf(found) === wanted ? wanted : null;
  };
  return shortened(explainedEvents(subject.run, node.cursors), first.one, reason, attemptsMax);
}
