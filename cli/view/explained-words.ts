/** What is said of a run that was held against the specification: above its picture. */
import type { Rejection, Validation } from '../../conformance/index.js';
import type { Evidence, RunEvent } from '../../traces/index.js';
import type { FilmTitle } from '../../viewer/index.js';

/** Where events of a run are among the steps of its film. */
interface Steps {
  readonly stepOf: (event: RunEvent) => number;
}

/** What a run shows: that it is one of the specification, or none, and why; no more than before where neither is known. */
export function titleOf(title: FilmTitle, { verdict, rejection }: Validation, { stepOf }: Steps): FilmTitle {
  if (verdict === 'accepted') return { ...title, verdict };
  if (verdict !== 'rejected' || rejection === null) return title;
  const { problem, event } = rejection;
  const step = stepOf(event);
  if (problem.kind === 'violated') {
    const { property, evidence } = problem.violation;
    return {
      ...title,
      property,
      verdict: 'violated',
      evidence: evidenceOf(evidence, `seen at step ${step}`),
    };
  }
  return { ...title, verdict: 'rejected', evidence: { values: [], hosts: [], because: whyNot(rejection) } };
}

function evidenceOf(
  {
    slot,
    values,
    hosts,
  }: { readonly slot: number; readonly values: readonly string[]; readonly hosts: readonly string[] },
  because: string,
): Evidence {
  const at = hosts.length === values.length ? hosts.map((host) => [host]) : values.map(() => hosts);
  return { slot, values, hosts: at, how: 'agreed as', because };
}

function whyNot({ problem }: Rejection): string {
  if (problem.kind !== 'differs') return problem.text;
  const differences = problem.differences.map(
    ({ field, run, spec }) => `${field} is ${run} in the run, and ${spec} specified`,
  );
  return [problem.text, ...differences].join('; ');
}

/** The properties that are judged of a run of Exo; users submit and take payloads at drivers, where there are events of them. */
export function propertyNames({ hasDrivers }: Validation): readonly string[] {
  return ['Agreement', 'Stability', 'MinorityHalt', 'Integrity', ...(hasDrivers ? ['Validity'] : []), 'Fifo'];
}

/** What the specification says of the whole run, in a sentence or two. */
export function noticeOf(validation: Validation, { stepOf }: Steps): string {
  const { verdict, rejection, reason, explained, events } = validation;
  const held = `${propertyNames(validation)
    .join(', ')
    .replace(/, (\w+)$/, ' and $1')} hold`;
  if (rejection === null) return `The specification explains all ${events} events; ${held} at each of them.`;
  const { event } = rejection;
  const where = `step ${stepOf(event)} (${event.actor} ${event.action})`;
  const upTo = `${explained} events are explained, and have charts and properties`;
  if (verdict === 'inconclusive')
    return `The specification explains the run up to ${where}: ${reason ?? ''}. ${upTo}.`;
  // Above it stands which step that is, and why.
  if (rejection.problem.kind !== 'violated') return `${upTo}; of what follows nothing is known.`;
  return `The specification does not explain ${where}: ${whyNot(rejection)}. ${upTo}.`;
}
