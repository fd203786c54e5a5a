import {
  driversIn,
  expectRing,
  RunValidator,
  shortenedRejection,
  type PlacedEvent,
  type Validation,
} from '../../conformance/index.js';
import { ExoError } from '../../checker/index.js';
import { renderRunMermaid, type RunHeader } from '../../traces/index.js';
import { EXIT } from '../exit-codes.js';
import { expectReadOnce, isReadOnce } from '../replay/input.js';
import { ABORTED, interruptible, unlessAborted } from '../terminal/interruptible.js';
import { paintOf, print, terminal } from '../terminal/terminal.js';
import { showValidation, type ValidationShow } from './progress.js';
import { expectSameRun, RunSource, type RunBatch } from './run-source.js';
import { tellRun } from './told.js';
import { validationJson, validationText, type ShownRejection } from './text.js';

export interface ValidateFlags {
  readonly json: boolean;
  readonly quiet: boolean;
}

/** `exo validate`: whether the specification explains a run. Returns the exit code: 10 for a run without events, of which that says nothing. */
export async function validateRun(files: readonly string[], { json, quiet }: ValidateFlags): Promise<number> {
  const began = performance.now();
  const progress = showValidation(quiet);
  const validation = await interruptible((signal) => validated(files, progress.show, signal)).finally(
    progress.end,
  );
  const shown = await shownOf(files, validation);
  const seconds = (performance.now() - began) / 1000;
  const isVacuous = validation.verdict === 'accepted' && validation.events === 0;
  const words = validationText(files, validation, seconds, false, paintOf(false), shown);
  tellRun(files, isVacuous ? 'vacuous' : validation.verdict, words, validation.rejection?.place);
  if (json) print(validationJson(files, validation, seconds, shown));
  else print(validationText(files, validation, seconds, quiet, terminal().paint, shown));
  return isVacuous ? EXIT.vacuous : CODES[validation.verdict];
}

const CODES = { accepted: EXIT.ok, rejected: EXIT.violated, inconclusive: EXIT.bounded } as const;

/** The most events that are validated to make a rejected run shorter, and the most runs. */
const TRIED_MAX = 200_000;
const ATTEMPTS_MAX = 300;

/** What is shown of a rejection besides: a shorter run, where one file has all of it, and a diagram of the last events. */
async function shownOf(files: readonly string[], { rejection }: Validation): Promise<ShownRejection> {
  const [file] = files;
  if (rejection === null || file === undefined) return { shortened: null, mermaid: null };
  const { header, before } = await eventsBefore(file, rejection.place.line);
  const attempts = Math.min(ATTEMPTS_MAX, Math.ceil(TRIED_MAX / (before.length + 1)));
  const shortened =
    files.length > 1 || header === null ? null : shortenedRejection(header, before, rejection, attempts);
  const last = [...rejection.last, rejection.event];
  const actors = header?.actors ?? [...new Set(last.map(({ actor }) => actor))];
  return { shortened, mermaid: renderRunMermaid('exo', actors, last) };
}

/** The events of a file before a line; none where it cannot be read again. */
async function eventsBefore(
  file: string,
  line: number,
): Promise<{ readonly header: RunHeader | null; readonly before: readonly PlacedEvent[] }> {
  const before: PlacedEvent[] = [];
  // What a pipe had is gone.
  if (isReadOnce(file)) return { header: null, before };
  const source = new RunSource(file);
  for (let batch = await source.next(); batch !== null; batch = await source.next()) {
    for (const one of batch) {
      if (one.place.line >= line) return { header: source.header, before };
      before.push(one);
    }
  }
  return { header: source.header, before };
}

/** Takes what files have, in turns. A file whose actors all wait for others is read no further until it must be. */
async function validated(
  files: readonly string[],
  show: ValidationShow['show'],
  signal: AbortSignal,
): Promise<Validation> {
  expectReadOnce(files);
  const sources = files.map((file) => new RunSource(file));
  const first = await unlessAborted(Promise.all(sources.map((source) => source.begin())), signal);
  if (first === ABORTED) return NOTHING_READ;
  const drivers = sources.flatMap(({ header }) => (header === null ? [] : driversIn(header)));
  const validator = new RunValidator(headerOf(sources), { drivers });
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
  return validator.finish();
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

/** What all files together are a run of. */
function headerOf(sources: readonly RunSource[]): RunHeader {
  const headers = sources.map(({ header, file }) => {
    if (header !== null) return header;
    throw new ExoError('EXO212', `${file}: found nothing; accepted: a run, which begins with its header`);
  });
  const [header] = headers as [RunHeader];
  for (const [i, one] of headers.entries()) {
    const file = sources[i]?.file ?? '';
    expectOfExo(file, one);
    expectSameRun(file, header, one);
  }
  if (headers.length === 1) return header;
  // Of a host of which only the driver was observed, nobody knows what its engine did.
  const observed = headers.flatMap((one) =>
    one.layers?.join() === 'driver' ? [] : (one.observed ?? one.actors),
  );
  // What the oldest version of the format does not show, not all of them show.
  const [schema = header.schema] = headers.map((one) => one.schema).sort();
  return { ...header, schema, observed: [...new Set(observed)], ordering: 'actors' };
}

/** @throws ExoError EXO212 or EXO213 for a header of something else than a ring of hosts of Exo that write all that they do. */
function expectOfExo(file: string, header: RunHeader): void {
  const { model, partial = [] } = header;
  if (model !== 'exo')
    throw new ExoError('EXO213', `a run of '${model}' is not of a model that is known here; accepted: exo`);
  if (partial.length > 0) {
    const found = partial.join(', ');
    throw new ExoError(
      'EXO212',
      `partial: found ${found}; accepted: nothing, hosts of Exo write all that they do`,
    );
  }
  expectRing(header, file);
}

function layersIn({ header }: RunSource): readonly string[] {
  return header?.layers ?? ['host'];
}

function observedIn({ header }: RunSource): readonly string[] {
  return header?.observed ?? header?.actors ?? [];
}
