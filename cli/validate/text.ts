import type { Rejection, Validation } from '../../conformance/index.js';
import { repeatedEvents, type RunEvent } from '../../traces/index.js';
import { count, counted } from '../terminal/numbers.js';
import type { Terminal } from '../terminal/terminal.js';
import type { ShorterRun } from './shorter-run.js';

const PROPERTIES = 'Agreement, Stability, MinorityHalt, Integrity and Fifo';
const LAST_SHOWN = 8;
/** What part of a run is short enough to be shown besides. */
const SHORTER = 3 / 4;

/** What is shown of a rejection besides: a shorter run that is rejected alike, and a diagram for Mermaid; null where nothing is rejected. */
export interface ShownRejection {
  readonly shorter: ShorterRun | null;
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
    ...(last.length === 0
      ? ['Not explained, and nothing before it:']
      : ['The last that is explained:', ...lastText(last), 'and not:']),
    `  ${JSON.stringify(event)}`,
  ];
}

/** The last of some events; those that say nothing of their own are counted together. */
function lastText(events: readonly RunEvent[]): readonly string[] {
  return repeatedEvents(events)
    .slice(-LAST_SHOWN)
    .flatMap(({ first, last, times }) => {
      const text = `  ${JSON.stringify(first)}`;
      return times === 1
        ? [text]
        : [text, `    and ${times - 1} more ${first.action}, to its event ${last.n}`];
    });
}

function shownText({ shorter, mermaid }: ShownRejection): readonly string[] {
  return [
    ...(shorter === null ? [] : shorterText(shorter)),
    ...(mermaid === null ? [] : ['', 'The last events as a diagram, for Mermaid:', mermaid]),
  ];
}

/** A run that is hardly shorter would only be read twice. */
function shorterText(shorter: ShorterRun): readonly string[] {
  if (shorter.events === null) return ['', `It is not made shorter: ${shorter.whyNone}.`];
  const { events, from } = shorter;
  if (from === 1) return [];
  return events.length > SHORTER * from
    ? [
        '',
        `A shorter run that is rejected alike has ${count(events.length)} of ${count(from)} events (--shortened-out).`,
      ]
    : [
        '',
        `Of these ${count(events.length)} events alone it is rejected alike (--shortened-out); the last of them:`,
        ...lastText(events),
      ];
}

export function validationJson(
  files: readonly string[],
  validation: Validation,
  seconds: number,
  { shorter, mermaid }: ShownRejection,
): string {
  const shown = validation.rejection === null ? {} : { shortened: shorter?.events ?? null, mermaid };
  return JSON.stringify({ files, ...validation, vacuous: validation.events === 0, ...shown, seconds });
}
