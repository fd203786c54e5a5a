/** An explanation of a run, from the start to its last node: in words, and as a diagram. */
import { traceOf } from '../../checker/replay/trace-of.js';
import { mermaidText } from '../../checker/replay/views.js';
import type { Transition } from '../../checker/model/transition.js';
import type { Trace } from '../../traces/index.js';
import type { ActorEvent } from './events.js';
import { eventText, wordsOf } from './rejection.js';
import type { RunNode, Subject } from './search.js';

const LAST_SHOWN = 8;

export function pathTo(last: RunNode): readonly RunNode[] {
  const path: RunNode[] = [];
  for (let at: RunNode | null = last; at !== null; at = at.before) path.push(at);
  return path.reverse();
}

/** The steps of which no event tells. */
export function hiddenIn(subject: Subject, last: RunNode): readonly string[] {
  return pathTo(last).flatMap(({ transition, events }) =>
    transition === null || events.length > 0 ? [] : [wordsOf(subject, transition)],
  );
}

export function lastSteps(subject: Subject, node: RunNode): readonly string[] {
  return pathTo(node)
    .slice(1)
    .slice(-LAST_SHOWN)
    .map(({ transition, events }) => {
      const words = transition === null ? 'ignored' : wordsOf(subject, transition);
      return events.length === 0 ? `(${words})` : words;
    });
}

/** The last steps as a diagram, with a note of the event that comes next, and is not explained as far as is known. */
export function diagramOf(
  { asked: { model } }: Subject,
  node: RunNode,
  next: ActorEvent | null,
  verdict: 'rejected' | 'violated' | 'inconclusive',
): string {
  const path = pathTo(node).slice(-LAST_SHOWN - 1);
  const steps = path
    .slice(1)
    .flatMap(({ transition }): Transition[] => (transition === null ? [] : [transition]));
  const meta = {
    ...{ model: model.name, bounds: {}, knobs: {}, property: null },
    ...{ verdict, version: '', command: '' },
  };
  const trace = traceOf(model, { initial: path[0]?.states ?? [], steps }, meta);
  const lastState = trace.states.at(-1);
  if (lastState === undefined) return '';
  const states: Trace['states'] =
    next === null
      ? trace.states
      : [
          ...trace.states,
          {
            action: verdict === 'inconclusive' ? 'Next' : 'Unexplained',
            ...{ picks: { event: eventText(next) }, vars: lastState.vars },
          },
        ];
  return mermaidText({ ...trace, meta, states }, model);
}
