import { RunValidator, type Validation } from '../../conformance/index.js';
import { renderRunMermaid } from '../../traces/index.js';
import { EXIT } from '../exit-codes.js';
import { expectOnce } from '../replay/input.js';
import { expectWritable } from '../replay/trace-file.js';
import { ABORTED, interruptible, unlessAborted } from '../terminal/interruptible.js';
import { paintOf, print, terminal } from '../terminal/terminal.js';
import { showValidation, type ValidationShow } from './progress.js';
import { driversOf, headerOf, layersIn, observedIn } from './one-run.js';
import { RunSource, type RunBatch } from './run-source.js';
import { shorterRun, writeShorter } from './shorter-run.js';
import { tellRun } from './told.js';
import { validationJson, validationText, type ShownRejection } from './text.js';

export interface ValidateFlags {
  readonly json: boolean;
  readonly quiet: boolean;
  /** A file for a shorter run that is rejected alike. */
  readonly shortenedOut?: string;
}

/** `exo validate`: whether the specification explains a run. Returns the exit code: 10 for a run without events, of which that says nothing. */
export async function validateRun(files: readonly string[], flags: ValidateFlags): Promise<number> {
  const { json, quiet, shortenedOut } = flags;
  if (shortenedOut !== undefined) expectWritable(shortenedOut, '--shortened-out');
  const began = performance.now();
  const progress = showValidation(quiet);
  const validation = await interruptible((signal) => validated(files, progress.show, signal)).finally(
    progress.end,
  );
  const shown = await shownOf(files, validation);
  const { shorter } = shown;
  if (shortenedOut !== undefined && shorter !== null && shorter.events !== null) {
    writeShorter(shortenedOut, shorter.header, shorter.events);
  }
  const seconds = (performance.now() - began) / 1000;
  const isVacuous = validation.verdict === 'accepted' && validation.events === 0;
  const words = validationText(files, validation, seconds, false, paintOf(false), shown);
  tellRun(files, isVacuous ? 'vacuous' : validation.verdict, words, validation.rejection?.place);
  if (json) print(validationJson(files, validation, seconds, shown));
  else print(validationText(files, validation, seconds, quiet, terminal().paint, shown));
  return isVacuous ? EXIT.vacuous : CODES[validation.verdict];
}

const CODES = { accepted: EXIT.ok, rejected: EXIT.violated, inconclusive: EXIT.bounded } as const;

/** What is shown of a rejection besides: a shorter run, and a diagram of the last events. */
async function shownOf(files: readonly string[], { rejection }: Validation): Promise<ShownRejection> {
  if (rejection === null) return { shorter: null, mermaid: null };
  const shorter = await shorterRun(files, rejection);
  const last = [...rejection.last, rejection.event];
  const actors = shorter.header?.actors ?? [...new Set(last.map(({ actor }) => actor))];
  return { shorter, mermaid: renderRunMermaid('exo', actors, last) };
}

/** Takes what files have, in turns. A file whose actors all wait for others is read no further until it must be. */
async function validated(
  files: readonly string[],
  show: ValidationShow['show'],
  signal: AbortSignal,
): Promise<Validation> {
  expectOnce(files);
  const sources = files.map((file) => new RunSource(file));
  const first = await unlessAborted(Promise.all(sources.map((source) => source.begin())), signal);
  if (first === ABORTED) return NOTHING_READ;
  const validator = new RunValidator(headerOf(sources), { drivers: driversOf(sources) });
  const open = new Set(sources);
  let events = 0;
  for (const [i, batch] of first.entries()) events += feed(validator, sources[i] as RunSource, batch, open);
  while (open.size > 0 && !validator.isDecided) {
    const ready = [...open].filter((source) => !validator.waits(observedIn(source), layersIn(source)));
    for (const source of ready.length > 0 ? ready : open) {
      const batch = await unlessAborted(source.next(), signal);
      if (batch === ABORTED) return validator.interrupted();
      events += feed(validator, source, batch, open);
      show(events, sources);
      if (validator.isDecided) break;
    }
  }
  return validator.finish({ isCut: sources.some(({ isCut }) => isCut) });
}

/** What came of a run of which not even a header was there before it was interrupted. */
const NOTHING_READ: Validation = {
  ...{ verdict: 'inconclusive', reason: 'interrupted', rejection: null, hasDrivers: false },
  ...{ events: 0, explained: 0, entries: 0, agreed: 0, filledIn: 0, asked: 0, known: 0 },
};

/** Has the validator take events; a source that has no more is open no longer. Returns how many they were. */
function feed(
  validator: RunValidator,
  source: RunSource,
  batch: RunBatch | null,
  open: Set<RunSource>,
): number {
  let events = 0;
  if (batch === null) open.delete(source);
  else
    for (const { event, place } of batch) {
      validator.push(event, place);
      events += 1;
    }
  return events;
}
