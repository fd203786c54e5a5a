/** Several files as one run: each has the events of some of the hosts. */
import { driversIn, expectRing } from '../../conformance/index.js';
import { ExoError } from '../../checker/index.js';
import type { RunHeader } from '../../traces/index.js';
import { expectSameRun, type RunSource } from './run-source.js';

/**
 * What all files together are a run of.
 *
 * @throws ExoError EXO212 or EXO213 where one has no header, or one of something else than the same ring of hosts of Exo
 */
export function headerOf(sources: readonly RunSource[]): RunHeader {
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

export function layersIn({ header }: RunSource): readonly string[] {
  return header?.layers ?? ['host'];
}

export function observedIn({ header }: RunSource): readonly string[] {
  return header?.observed ?? header?.actors ?? [];
}

/** The names of the hosts of whose drivers the files have events. */
export function driversOf(sources: readonly RunSource[]): readonly string[] {
  return sources.flatMap(({ header }) => (header === null ? [] : driversIn(header)));
}
