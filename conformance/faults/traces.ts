/** The traces of a cluster as one run, and what the specified hosts say of it. */
import fs from 'node:fs';
import { RunReader, TraceError, type RunEvent, type RunHeader } from '../../traces/index.js';
import type { Validation } from '../validate/validation.js';
import { driversIn, RunValidator } from '../validate/validator.js';

interface HostLines {
  readonly header: RunHeader;
  readonly events: readonly { readonly event: RunEvent; readonly line: number }[];
}

/** Reads traces of all hosts, and of drivers if there are any, and validates them together. A line that a killed host has not finished is none. */
export function validateTraces(files: readonly string[]): Validation {
  const all = files.map((file) => linesOf(file));
  const [{ header }] = all as [HostLines];
  const drivers = all.flatMap((one) => driversIn(one.header));
  const validator = new RunValidator({ ...header, observed: header.actors, ordering: 'actors' }, { drivers });
  const longest = Math.max(...all.map(({ events }) => events.length));
  for (let i = 0; i < longest && !validator.isDecided; i++) {
    for (const [place, { events }] of all.entries()) {
      const one = events[i];
      if (one !== undefined) validator.push(one.event, { file: files[place] as string, line: one.line });
    }
  }
  return validator.finish();
}

function linesOf(file: string): HostLines {
  const reader = new RunReader(file);
  const events: { event: RunEvent; line: number }[] = [];
  const texts = fs.readFileSync(file, 'utf8').split('\n');
  const last = texts.pop();
  for (const text of texts) {
    const line = reader.read(text);
    if (line?.kind === 'event') events.push({ event: line.event, line: reader.lines });
  }
  if (reader.header === null)
    throw new TraceError('EXO212', { file, path: '', found: last ?? 'nothing', accepted: 'a run' });
  return { header: reader.header, events };
}
