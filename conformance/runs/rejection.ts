/** Why no behaviour of a model explains a run: where the longest explanations end, and what is in the way there. */
import { askSummary } from '../../checker/model/asked.js';
import { initialStates } from '../../checker/model/reference.js';
import { showAction, type Json, type RunMessage } from '../../traces/index.js';
import { picksOf } from '../../checker/replay/trace-of.js';
import type { ActorEvent } from './events.js';
import { differencesOf, isAlike, type Difference } from './match.js';
import { asStart, candidates, type RunNode, type Subject } from './search.js';
import type { Transition } from '../../checker/model/transition.js';

/** Why one event is not explained. */
export interface Unexplained {
  readonly one: ActorEvent;
  /**
   * `differs`: the model does something of that name, and something else of it; `refused`: the actor does not take what it might be
   * given; `missing`: nobody can have given it that, or it has nothing to do of that name.
   */
  readonly kind: 'differs' | 'refused' | 'missing';
  readonly text: string;
  readonly differences: readonly Difference[];
  /** The transitions of the chart for what the actor should have taken, with the first guard of each that says no. */
  readonly guards: readonly { readonly place: string; readonly guard: string }[];
  /** What the actor could do instead, in words. */
  readonly enabled: readonly string[];
}

/** The next events of a node, those first that tell the most. */
export function unexplainedAt(subject: Subject, node: RunNode): readonly Unexplained[] {
  const { run } = subject;
  const all = candidates(run, node).flatMap((actor) => {
    const one = run.events[actor]?.[node.cursors[actor] ?? 0];
    return one === undefined ? [] : [unexplained(subject, node, one)];
  });
  const rank = ({ kind }: Unexplained): number => ['differs', 'refused', 'missing'].indexOf(kind);
  return all.sort((a, b) => rank(a) - rank(b) || a.one.order - b.one.order);
}

function unexplained(subject: Subject, node: RunNode, one: ActorEvent): Unexplained {
  const { asked, run } = subject;
  const { actor } = one.event;
  const steps = asked.stepsOf(actor, node.states);
  const enabled = [...new Set(steps.map(({ transition }) => wordsOf(subject, transition)))];
  const nearest = steps
    .flatMap(({ transition, happenings }) =>
      happenings
        .filter((happening) => happening.actor === actor && isAlike(one, happening))
        .map((happening) => {
          const fields = asked.fieldsOf(actor, transition.states);
          return { transition, differences: differencesOf(one, happening, fields, run.partial) };
        }),
    )
    .sort((a, b) => distance(a.differences) - distance(b.differences))[0];
  if (nearest !== undefined && nearest.differences.length > 0) {
    const text = `in the model ${wordsOf(subject, nearest.transition)}, and it differs`;
    const guards = guardsOf(subject, node, one).filter(({ guard }) => guard !== '');
    return { one, kind: 'differs', text, differences: nearest.differences, guards, enabled };
  }
  const changes = ignoredChanges(subject, node, one);
  if (changes.length > 0) {
    const text = `in the model ${actor} ignores it there`;
    return {
      one,
      kind: 'differs',
      text,
      differences: changes,
      guards: guardsOf(subject, node, one),
      enabled,
    };
  }
  const { text, guards } = whyNotOf(subject, node, one);
  return { one, kind: guards.length > 0 ? 'refused' : 'missing', text, differences: [], guards, enabled };
}

/** One of another message is farther away than one of other fields. */
function distance(differences: readonly Difference[]): number {
  return differences.reduce((sum, { field }) => sum + (field.startsWith('received') ? 100 : 1), 0);
}

/** In what an event differs that the model ignores. */
function ignoredChanges({ asked, run }: Subject, node: RunNode, one: ActorEvent): readonly Difference[] {
  const { actor } = one.event;
  const fields = asked.fieldsOf(actor, node.states);
  const [ignored] = asked
    .ignoredBy(actor, node.states)
    .filter((happening) => isAlike(one, happening))
    .map((happening) => differencesOf(one, happening, fields, run.partial))
    .filter((differences) => !differences.some(({ field }) => field.startsWith('received')));
  return ignored ?? [];
}

/** Of the transitions for what an actor took, those that are not taken, with the guards that say no. */
function guardsOf(subject: Subject, node: RunNode, one: ActorEvent): Unexplained['guards'] {
  if (one.event.received === undefined) return [];
  return whyNotOf(subject, node, one).guards;
}

function whyNotOf(
  { asked: { observation } }: Subject,
  node: RunNode,
  { event }: ActorEvent,
): { readonly text: string; readonly guards: Unexplained['guards'] } {
  const { action, actor, received, args = {} } = event;
  if (observation.whyNot === undefined)
    return { text: `the model has no ${action} of ${actor} there`, guards: [] };
  const timer = args['timer'];
  const { text, guards } = observation.whyNot(
    actor,
    {
      action,
      ...(received !== undefined && { received: wantedOf(received) }),
      ...(typeof timer === 'string' && { timer }),
    },
    node.states,
  );
  return { text, guards };
}

function wantedOf({ kind, from, fields }: RunMessage) {
  return { ...(from !== undefined && { from }), event: { type: kind, ...fields } };
}

/** A transition in words: as its model tells it, or by its name and what it chose. */
export function wordsOf({ asked }: Subject, transition: Transition): string {
  return askSummary(asked.model, transition) ?? showAction(transition.rule.name, picksOf(transition));
}

/** In what actors differ from every initial state of the model. */
export function startDiffers({ asked, run }: Subject): Unexplained | null {
  const [states] = initialStates(asked.model);
  if (states === undefined) return null;
  for (const [i, [first]] of run.events.entries()) {
    if (first?.event.action !== 'Start') continue;
    const fields = asked.fieldsOf(run.actors[i] ?? '', states);
    const differences = differencesOf(first, asStart(first), fields, run.partial);
    if (differences.length === 0) continue;
    const text = `${first.event.actor} does not start as in the model`;
    return { one: first, kind: 'differs', text, differences, guards: [], enabled: [] };
  }
  return null;
}

/** An event in a few words: `server Receive REQUEST(id: 1) from client`. */
export function eventText({ event }: ActorEvent): string {
  const { actor, action, received, args = {} } = event;
  const list = (fields: Readonly<Record<string, Json>>): string => {
    const parts = Object.entries(fields).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
    return parts.length === 0 ? '' : `(${parts.join(', ')})`;
  };
  const what = received === undefined ? list(args) : ` ${received.kind}${list(received.fields)}`;
  const from = received?.from === undefined ? '' : ` from ${received.from}`;
  return `${actor} ${action}${what}${from}`;
}
