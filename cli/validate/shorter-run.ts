import { shortenedRejection, type PlacedEvent, type Rejection } from '../../conformance/index.js';
import { runLine, type RunEvent, type RunHeader } from '../../traces/index.js';
import { isReadOnce } from '../replay/input.js';
import { writeTextFile } from '../replay/trace-file.js';
import { driversOf, headerOf } from './one-run.js';
import { RunSource } from './run-source.js';

/** Runs with more events before the rejected one are not made shorter: each attempt validates what is left. */
const EVENTS_MAX = 5_000;
/** The most events that are validated to make a run shorter, and the most attempts. */
const TRIED_MAX = 200_000;
const ATTEMPTS_MAX = 300;

/** A shorter run that is rejected alike, or why there is none. */
export type ShorterRun =
  | {
      readonly header: RunHeader;
      readonly events: readonly RunEvent[];
      /** How many events it was made from. */
      readonly from: number;
      readonly whyNone: null;
    }
  | {
      /** Null where the files are not read again. */
      readonly header: RunHeader | null;
      readonly events: null;
      readonly whyNone: string;
    };

/** Makes a rejected run shorter, as far as a few seconds allow. */
export async function shorterRun(files: readonly string[], rejection: Rejection): Promise<ShorterRun> {
  if (files.some(isReadOnce)) return { header: null, events: null, whyNone: 'a pipe is not read again' };
  const sources = files.map((file) => new RunSource(file));
  const before: PlacedEvent[] = [];
  for (const source of sources) {
    if (!(await takeBefore(source, rejection, before))) {
      const whyNone = `it has more than ${EVENTS_MAX.toLocaleString('en-US')} events up to there`;
      return { header: source.header, events: null, whyNone };
    }
  }
  const attempts = Math.min(ATTEMPTS_MAX, Math.ceil(TRIED_MAX / (before.length + 1)));
  const header = headerOf(sources);
  const events = shortenedRejection(header, before, rejection, attempts, driversOf(sources));
  if (events === null)
    return { header, events, whyNone: 'its events are not rejected alike in the order of the files' };
  return { header, events, from: before.length + 1, whyNone: null };
}

/** Writes a shorter run, as it is read again. */
export function writeShorter(file: string, header: RunHeader, events: readonly RunEvent[]): void {
  writeTextFile(file, `${[header, ...events].map(runLine).join('\n')}\n`, '--shortened-out');
}

/** Takes the events of a file, in its own file up to the rejected one. False once they are too many. */
async function takeBefore(source: RunSource, { place }: Rejection, before: PlacedEvent[]): Promise<boolean> {
  for (let batch = await source.next(); batch !== null; batch = await source.next()) {
    for (const one of batch) {
      if (one.place.file === place.file && one.place.line >= place.line) return true;
      if (before.length === EVENTS_MAX) return false;
      before.push(one);
    }
  }
  return true;
}
