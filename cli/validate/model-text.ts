import type { RunJudgement, RunRejection } from '../../conformance/index.js';
import { counted } from '../terminal/numbers.js';
import type { Terminal } from '../terminal/terminal.js';
import { vacuousText } from './text.js';

const SHOWN_MAX = 12;

export function judgementText(
  files: readonly string[],
  judgement: RunJudgement,
  isQuiet: boolean,
  paint: Terminal['paint'],
): string {
  const { verdict, rejection } = judgement;
  if (verdict === 'accepted' && judgement.events === 0) return paint.yellow(vacuousText(files));
  const line = firstLine(judgement, paint);
  if (isQuiet) return line;
  if (verdict === 'accepted') return [line, ...acceptedText(files, judgement)].join('\n');
  return [
    line,
    ...boundsText(judgement),
    ...(rejection === null ? [] : rejectionText(judgement, rejection)),
  ].join('\n');
}

function firstLine(judgement: RunJudgement, paint: Terminal['paint']): string {
  const { verdict, events, filledIn, explained, limit, bounds, property, rejection } = judgement;
  switch (verdict) {
    case 'accepted':
      return paint.green(
        `accepted: ${counted(events, 'event')}, ${counted(filledIn.length, 'step')} filled in`,
      );
    case 'inconclusive': {
      const name =
        limit === 'nodesMax' ? `--states-max ${bounds.nodesMax}` : `--hidden-max ${bounds.hiddenMax}`;
      return paint.yellow(
        `inconclusive: ${name} was reached, and ${explained} of ${counted(events, 'event')} explained`,
      );
    }
    default:
      return paint.red(
        property === null
          ? `rejected: ${placeText(rejection)}`
          : `rejected: ${property.name} is violated, ${placeText(rejection)}`,
      );
  }
}

function placeText(rejection: RunRejection | null): string {
  if (rejection === null) return 'an event';
  const { event, place } = rejection;
  const what = event.received === undefined ? '' : ` ${event.received.kind}`;
  return `${event.action}${what} of ${event.actor} (its event ${event.n}, ${place.file}:${place.line})`;
}

function acceptedText(files: readonly string[], { model, nodes, filledIn }: RunJudgement): readonly string[] {
  const shown = filledIn.slice(0, SHOWN_MAX).map((words) => `  ${words}`);
  const more = filledIn.length - shown.length;
  return [
    `Model '${model}' explains ${files.join(', ')}, and its properties hold on it; ${counted(nodes, 'state')} visited.`,
    ...(shown.length === 0 ? [] : ['Filled in:', ...shown, ...(more > 0 ? [`  and ${more} more`] : [])]),
  ];
}

function boundsText({ verdict, bounds, nodes }: RunJudgement): readonly string[] {
  if (verdict !== 'inconclusive') return [];
  return [
    `${counted(nodes, 'state')} visited, at most ${counted(bounds.hiddenMax, 'step')} in a row filled in: with higher bounds the run may be explained.`,
  ];
}

function rejectionText(
  { verdict, events, explained }: RunJudgement,
  rejection: RunRejection,
): readonly string[] {
  const { text, differences, guards, enabled, others, last, shortened, mermaid, event, kind } = rejection;
  return [
    `${text}.`,
    ...differences.map(({ field, run, model }) => `  ${field}: ${run} in the run, ${model} in the model`),
    ...guards.map(({ place, guard }) =>
      guard === '' ? `  ${place} would be taken` : `  ${place}: guard ${guard} says no`,
    ),
    ...(kind === 'violated' ? [] : [`${explained} of ${counted(events, 'event')} explained.`]),
    ...(enabled.length === 0 ? [] : [`Instead there could be:`, ...enabled.map((words) => `  ${words}`)]),
    ...(others.length === 0 ? [] : ['Nor is explained:', ...others.map((words) => `  ${words}`)]),
    '',
    ...(last.length === 0
      ? []
      : ['The last steps that are explained:', ...last.map((words) => `  ${words}`)]),
    ...(kind === 'violated' ? [] : [nextHeading(verdict, last.length === 0), `  ${JSON.stringify(event)}`]),
    ...(shortened.length === 0
      ? []
      : [
          '',
          kind === 'violated' ? 'The run up to there:' : 'A shorter run that is rejected alike:',
          ...shortened.slice(-SHOWN_MAX).map((one) => `  ${JSON.stringify(one)}`),
        ]),
    ...(mermaid === '' ? [] : ['', 'The last steps as a diagram, for Mermaid:', mermaid]),
  ];
}

/** What stands above the event that is not explained. */
function nextHeading(verdict: RunJudgement['verdict'], isFirst: boolean): string {
  if (isFirst) return verdict === 'rejected' ? 'Not explained, and nothing before it:' : 'First comes:';
  return verdict === 'rejected' ? 'and not:' : 'and next comes:';
}

export function judgementJson(files: readonly string[], judgement: RunJudgement): string {
  return JSON.stringify({ files, ...judgement });
}
