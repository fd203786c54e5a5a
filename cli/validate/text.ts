import type { Rejection, Validation } from '../../conformance/index.js';
import type { RunEvent } from '../../traces/index.js';
import { count, counted } from '../terminal/numbers.js';
import type { Terminal } from '../terminal/terminal.js';

const PROPERTIES = 'Agreement, Stability, MinorityHalt, Integrity and Fifo';
const LAST_SHOWN = 8;

/** What is shown of a rejection besides: a shorter run that is rejected alike, and a diagram for Mermaid; null where there is none. */
export interface ShownRejection {
  readonly shortened: readonly RunEvent[] | null;
  readonly mermaid: string | null;
}

export function validationText(
  files: readonly string[],
  validation: Validation,
  seconds: number,
  isQuiet: boolean,
  paint: Terminal['paint'],
  shown: ShownRejection,
): string {
  const { verdict, events, agreed, rejection, reason, asked, filledIn } = validation;
  if (verdict === 'accepted' && events === 0) return paint.yellow(vacuousText(files));
  if (verdict === 'accepted') {
    const line = paint.green(
      `accepted: ${counted(events, 'event')}, ${counted(agreed, 'entry', 'entries')} agreed`,
    );
    if (isQuiet) return line;
    const rate = seconds > 0 ? Math.round(events / seconds) : 0;
    return [
      line,
      `The specified hosts explain ${files.join(', ')}; ${PROPERTIES} hold on it${validation.hasDrivers ? ', at the drivers, too, and Validity' : ''}.`,
      ...(filledIn === 0
        ? []
        : [
            `${counted(filledIn, 'last step')} of hosts that were killed ${filledIn === 1 ? 'was' : 'were'} filled in: sent, and not written down.`,
          ]),
      `${counted(asked, 'question')} to statecharts, ${rate.toLocaleString('en-US')} events a second.`,
    ].join('\n');
  }
  const line =
    verdict === 'rejected'
      ? paint.red(`rejected: ${placeText(rejection)}`)
      : paint.yellow(`inconclusive: ${reason ?? ''}${rejection === null ? soFar(validation) : ''}`);
  if (isQuiet || rejection === null) return line;
  return [line, ...rejectionText(validation, rejection), ...shownText(shown)].join('\n');
}

/** How much was held against the specification before it was interrupted. */
function soFar({ explained, events }: Validation): string {
  return ` after ${counted(events, 'event')}: ${count(explained)} explained, none rejected`;
}

/** What is said of a run that nothing could contradict. */
export function vacuousText(files: readonly string[]): string {
  return `△ accepted, but vacuous: ${files.join(', ')} has no events, and nothing was held against the model`;
}

function placeText(rejection: Rejection | null): string {
  if (rejection === null) return 'an event';
  const { event, place } = rejection;
  const who = event.layer === 'driver' ? `the driver of ${event.actor}` : event.actor;
  return `${event.action} of ${who} (its event ${event.n}, ${place.file}:${place.line})`;
}

function rejectionText({ explained }: Validation, rejection: Rejection): readonly string[] {
  const { problem, enabled, last, situation, driver, event } = rejection;
  const place =
    driver === null
      ? `${event.actor} is then ${situation.name}, has promised ${situation.promised}`
      : `The driver of ${event.actor} is then ${driver.name}, has ${driver.pointer} agreed entries and ${counted(driver.pending, 'payload')} that wait`;
  const differences =
    problem.kind === 'differs'
      ? problem.differences.map(({ field, run, spec }) => `  ${field}: ${run} in the run, ${spec} specified`)
      : [];
  return [
    `${problem.text}.`,
    ...differences,
    `${counted(explained, 'event')} before it ${explained === 1 ? 'is' : 'are'} explained. ${place}, and could: ${enabled.join(', ')}.`,
    '',
    'The last that is explained:',
    ...last.slice(-LAST_SHOWN).map((one) => `  ${JSON.stringify(one)}`),
    'and not:',
    `  ${JSON.stringify(event)}`,
  ];
}

function shownText({ shortened, mermaid }: ShownRejection): readonly string[] {
  const shorter = shortened ?? [];
  return [
    ...(shorter.length === 0
      ? []
      : ['', `Of these ${shorter.length} events alone it is rejected alike; the last of them:`]),
    ...shorter.slice(-LAST_SHOWN).map((one) => `  ${JSON.stringify(one)}`),
    ...(mermaid === null ? [] : ['', 'The last events as a diagram, for Mermaid:', mermaid]),
  ];
}

export function validationJson(
  files: readonly string[],
  validation: Validation,
  seconds: number,
  { shortened, mermaid }: ShownRejection,
): string {
  const shown = validation.rejection === null ? {} : { shortened, mermaid };
  return JSON.stringify({ files, ...validation, vacuous: validation.events === 0, ...shown, seconds });
}
