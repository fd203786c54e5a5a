/**
 * The search for a behaviour of a model that explains a run: depth first, with a cursor for each observed actor. Visited pairs of cursors and
 * state are remembered. What no event tells of, losses and steps of actors that nobody observed, is tried only where the
 * run does not go on without.
 */
import type { Happening } from '../../checker/model/observation.js';
import { initialStates } from '../../checker/model/reference.js';
import type { AskedModel, AskedStep } from './asked-model.js';
import type { ActorEvent, SortedRun } from './events.js';
import { differencesOf, isAlike } from './match.js';
import type { Transition } from '../../checker/model/transition.js';

/** How much the search may fill in, and how far it goes. */
export interface RunBounds {
  /** The most steps in a row of which no event tells. Too few reject what is only told in parts; more cost time. */
  readonly hiddenMax: number;
  /** The most pairs of cursors and state that are visited. */
  readonly nodesMax: number;
}

/** How far an explanation has come. */
export interface RunNode {
  readonly states: readonly unknown[];
  /** By observed actor, the number of its events that are explained. */
  readonly cursors: readonly number[];
  /** Null at the beginning, and for an event that is ignored. */
  readonly transition: Transition | null;
  readonly before: RunNode | null;
  /** The events that the last step explains. */
  readonly events: readonly ActorEvent[];
  /** The number of steps at the end of which no event tells. */
  readonly hidden: number;
  /** The number of events explained. */
  readonly explained: number;
}

export interface RunSearch {
  readonly accepted: RunNode | null;
  /** Of the nodes that explain the most events, one for each pair of cursors; a few. */
  readonly longest: readonly RunNode[];
  readonly nodes: number;
  /** The bounds that were met. */
  readonly limits: ReadonlySet<keyof RunBounds>;
  /** Whether nodes were left out because of what `isAllowed` says. */
  readonly hasRefused: boolean;
}

export interface Subject {
  readonly asked: AskedModel;
  readonly run: SortedRun;
  /** Is told now and then how many events the longest explanation explains, and how many nodes were visited. */
  readonly onProgress?: (explained: number, nodes: number) => void;
}

/** Nodes between two times at which progress is told. */
const NODES_BETWEEN = 256;

const LONGEST_MAX = 4;

/** Searches for an explanation whose nodes are all allowed. */
export function searchRun(
  subject: Subject,
  bounds: RunBounds,
  isAllowed: (node: RunNode) => boolean = () => true,
): RunSearch {
  const keyOf = ({ cursors, states }: RunNode): string => `${cursors.join()}|${subject.asked.keyOf(states)}`;
  const visited = new Map<string, number>();
  const limits = new Set<keyof RunBounds>();
  let longest: RunNode[] = [];
  let hasRefused = false;
  const stack: Frame[] = [];
  const atBound: RunNode[] = [];
  const push = (nodes: readonly RunNode[]): void => {
    for (const node of nodes.toReversed()) stack.push({ node, isHidden: false });
  };
  push(firstNodes(subject));
  let frame = stack.pop();
  for (; frame !== undefined; frame = stack.pop()) {
    const { node } = frame;
    if (frame.isHidden) {
      push(hiddenSteps(subject, node));
      continue;
    }
    const key = keyOf(node);
    if ((visited.get(key) ?? Infinity) <= node.hidden) continue;
    if (!isAllowed(node)) {
      hasRefused = true;
      continue;
    }
    if (visited.size >= bounds.nodesMax) {
      limits.add('nodesMax');
      break;
    }
    visited.set(key, node.hidden);
    longest = withLongest(longest, node);
    if (visited.size % NODES_BETWEEN === 0) subject.onProgress?.(longest[0]?.explained ?? 0, visited.size);
    if (node.explained === subject.run.count) {
      return { accepted: node, longest: [node], nodes: visited.size, limits, hasRefused };
    }
    const { nodes, isAll } = observedSteps(subject, node);
    if (!isAll && node.hidden < bounds.hiddenMax) stack.push({ node, isHidden: true });
    if (!isAll && node.hidden >= bounds.hiddenMax) atBound.push(node);
    push(nodes);
  }
  // The bound has kept nothing back if all that is behind it was visited in another way.
  if (atBound.some((node) => !hiddenSteps(subject, node).every((next) => visited.has(keyOf(next)))))
    limits.add('hiddenMax');
  return { accepted: null, longest, nodes: visited.size, limits, hasRefused };
}

/** A node to be visited, or whose steps of which no event tells are to be tried. */
interface Frame {
  readonly node: RunNode;
  readonly isHidden: boolean;
}

function withLongest(longest: RunNode[], node: RunNode): RunNode[] {
  const most = longest[0]?.explained ?? -1;
  if (node.explained > most) return [node];
  if (node.explained < most || longest.length >= LONGEST_MAX) return longest;
  const key = node.cursors.join();
  return longest.some(({ cursors }) => cursors.join() === key) ? longest : [...longest, node];
}

/** The initial states in which every observed actor is as it says that it has started. */
export function firstNodes({ asked, run }: Subject): readonly RunNode[] {
  const starts = run.events.map(([first]) => (first?.event.action === 'Start' ? first : undefined));
  const cursors = starts.map((start) => (start === undefined ? 0 : 1));
  const events = starts.flatMap((start) => start ?? []);
  return initialStates(asked.model).flatMap((states): RunNode[] => {
    const isStart = starts.every((start, i) => {
      if (start === undefined) return true;
      const fields = asked.fieldsOf(run.actors[i] ?? '', states);
      return differencesOf(start, asStart(start), fields, run.partial).length === 0;
    });
    if (!isStart) return [];
    return [{ states, cursors, transition: null, before: null, events, hidden: 0, explained: events.length }];
  });
}

/** A start as the model has it: of what is sent at a start, only what is received of it is compared. */
export function asStart({ event: { actor } }: ActorEvent): Happening {
  return { actor, action: 'Start', args: {}, sent: [] };
}

/** The steps that explain the next event of an actor. `isAll`: nothing else needs to be tried. */
function observedSteps(
  subject: Subject,
  node: RunNode,
): { readonly nodes: readonly RunNode[]; readonly isAll: boolean } {
  const nodes: RunNode[] = [];
  for (const actor of candidates(subject.run, node)) {
    const steps = stepsOf(subject, node, actor);
    if (steps.length > 0 && isDecided(subject, node, actor, steps)) return { nodes: steps, isAll: true };
    nodes.push(...steps);
  }
  return { nodes, isAll: false };
}

/** The actors whose next event may be the next one: of a totally ordered run a single one. */
export function candidates({ events, isTotal }: SortedRun, { cursors }: RunNode): readonly number[] {
  const open = cursors.flatMap((cursor, actor) => (events[actor]?.[cursor] === undefined ? [] : [actor]));
  if (!isTotal || open.length < 2) return open;
  const orderOf = (actor: number): number => events[actor]?.[cursors[actor] ?? 0]?.order ?? Infinity;
  return [open.reduce((first, actor) => (orderOf(actor) < orderOf(first) ? actor : first))];
}

/**
 * Whether what explains an event could be done later or earlier just as well, whatever others do, and nothing that others do could explain it in
 * another way: then no other order has to be tried.
 */
function isDecided(
  { asked: { observation }, run }: Subject,
  { cursors }: RunNode,
  actor: number,
  steps: readonly RunNode[],
): boolean {
  if (run.partial.has('steps') || observation.isLocal === undefined) return false;
  const { event } = run.events[actor]?.[cursors[actor] ?? 0] ?? {};
  if (event === undefined || event.action === 'Step' || event.action === 'Start') return false;
  const isOpen = event.received?.from === undefined || run.partial.has('payloads');
  if (event.action === 'Receive' && isOpen) return false;
  return steps.every(({ transition }) => transition === null || observation.isLocal?.(transition) === true);
}

/** The steps that explain the next event of one actor. */
function stepsOf(subject: Subject, node: RunNode, actor: number): readonly RunNode[] {
  const { asked, run } = subject;
  const steps = asked.stepsOf(run.actors[actor] ?? '', node.states).flatMap((one) => {
    const step = taken(subject, node, one);
    return step !== null && (step.cursors[actor] ?? 0) > (node.cursors[actor] ?? 0) ? [step] : [];
  });
  return [...ignoredSteps(subject, node, actor), ...steps];
}

/** The node after a transition, where every observed actor's next event says what it does in it; null otherwise. */
function taken(
  { asked, run }: Subject,
  node: RunNode,
  { transition, happenings }: AskedStep,
): RunNode | null {
  const cursors = [...node.cursors];
  const events: ActorEvent[] = [];
  for (const [i, happening] of happenings.entries()) {
    const actor = run.actors.indexOf(happening.actor);
    if (actor < 0) continue;
    const event = run.events[actor]?.[cursors[actor] ?? 0];
    if (event === undefined || !isAlike(event, happening)) return null;
    const isLast = !happenings.slice(i + 1).some((later) => later.actor === happening.actor);
    const fields = isLast ? asked.fieldsOf(happening.actor, transition.states) : null;
    if (differencesOf(event, happening, fields, run.partial).length > 0) return null;
    cursors[actor] = (cursors[actor] ?? 0) + 1;
    events.push(event);
  }
  const hidden = events.length > 0 ? 0 : node.hidden + 1;
  const explained = node.explained + events.length;
  return { states: transition.states, cursors, transition, before: node, events, hidden, explained };
}

/** An event that its actor ignores, so that nothing happens. */
function ignoredSteps({ asked, run }: Subject, node: RunNode, actor: number): readonly RunNode[] {
  const event = run.events[actor]?.[node.cursors[actor] ?? 0];
  const name = run.actors[actor] ?? '';
  if (event?.event.received === undefined) return [];
  const isThat = asked
    .ignoredBy(name, node.states)
    .some(
      (one) =>
        isAlike(event, one) &&
        differencesOf(event, one, asked.fieldsOf(name, node.states), run.partial).length === 0,
    );
  if (!isThat) return [];
  const cursors = node.cursors.with(actor, (node.cursors[actor] ?? 0) + 1);
  const explained = node.explained + 1;
  return [
    { states: node.states, cursors, transition: null, before: node, events: [event], hidden: 0, explained },
  ];
}

/** The steps of which no event tells: of the environment, of actors that nobody observed, or of which events were left out. */
function hiddenSteps(subject: Subject, node: RunNode): readonly RunNode[] {
  const { asked, run } = subject;
  return asked.stepsOf(null, node.states).flatMap((step): RunNode[] => {
    const { transition, happenings } = step;
    const seen = happenings.filter(({ actor }) => run.actors.includes(actor));
    if (seen.length === 0 || run.partial.has('steps'))
      return [taken(subject, node, { transition, happenings: [] })].flatMap(present);
    // What an actor that nobody observed begins may reach others in the same step.
    const isOfOthers = !run.actors.includes(happenings[0]?.actor ?? '');
    return isOfOthers ? [taken(subject, node, step)].flatMap(present) : [];
  });
}

function present<T>(value: T | null): readonly T[] {
  return value === null ? [] : [value];
}
