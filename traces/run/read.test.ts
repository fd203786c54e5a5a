import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { RunReader, runLine, type RunHeader } from '../index.js';

const HEADER: RunHeader = {
  schema: 'exo-run/1',
  model: 'exo',
  parameters: { hosts: 2 },
  actors: ['A', 'B'],
  ordering: 'actors',
};

/** The error of the last of some lines. */
function errorOf(...lines: readonly string[]): string {
  const reader = new RunReader('run.ndjson');
  try {
    for (const line of lines) reader.read(line);
  } catch (error) {
    return `${(error as { code: string }).code} ${(error as Error).message}`;
  }
  return 'none';
}

const header = runLine(HEADER);
const event = (n: number, more: object = {}): string =>
  JSON.stringify({ actor: 'A', n, action: 'Step', ...more });

describe('a run', () => {
  test('is read line by line, with a life behind each header', () => {
    const reader = new RunReader('run.ndjson');
    const kinds = [header, event(1), '', event(2), header, event(1)].map((line) => reader.read(line)?.kind);
    expect(kinds).toEqual(['header', 'event', undefined, 'event', 'header', 'event']);
    expect(reader.header).toEqual(HEADER);
  });

  test.each<[string, readonly string[], string]>([
    ['a line that is cut off', [header, '{"actor":"A"'], 'EXO201 run.ndjson: line 2: found'],
    ['no header', [event(1)], 'line 1: actor: found an unknown field; accepted: one of schema'],
    ['another version', [runLine({ ...HEADER, schema: 'exo-run/3' as never })], 'schema: found "exo-run/3"'],
    ['an unknown field', [header, event(1, { when: 3 })], 'line 2: when: found an unknown field'],
    ['a field of another type', [header, event(1, { atUs: 'now' })], 'atUs: found "now"; accepted: a number'],
    ['a field that is missing', [header, '{"actor":"A","n":1}'], 'action: found nothing'],
    ['an unknown actor', [header, event(1, { actor: 'C' })], 'actor: found "C"; accepted: one of A, B'],
    ['a part that is none', [runLine({ ...HEADER, partial: ['times' as never] })], 'partial: found'],
    ['a gap in a counter', [header, event(1), event(3)], 'line 3: n: found number 3; accepted: 2'],
    ['an event that stands twice', [header, event(1), event(1)], 'n: found number 1; accepted: 2'],
    [
      'an unknown field of a message',
      [header, event(1, { sent: [{ kind: 'x', fields: {}, colour: 1 }] })],
      'sent[0].colour: found an unknown field',
    ],
    [
      'a message without fields',
      [header, event(1, { received: { kind: 'x' } })],
      'received.fields: found nothing',
    ],
    [
      '__proto__',
      [header, '{"actor":"A","n":1,"action":"Step","__proto__":{}}'],
      '__proto__: found an unknown',
    ],
  ])('with %s is malformed, and told with its line', (_, lines, text) => {
    expect(errorOf(...lines)).toContain(text);
  });

  test('has the fields that its JSON Schema has', () => {
    const schema = JSON.parse(
      readFileSync(new URL('../../docs/run.schema.json', import.meta.url), 'utf8'),
    ) as {
      readonly $defs: Readonly<
        Record<string, { readonly properties?: object; readonly required?: readonly string[] }>
      >;
    };
    const acceptedFor = (line: string): string => errorOf(header, line).split('one of ')[1] ?? '';
    const { event: ofEvent, header: ofHeader, message } = schema.$defs;
    expect(acceptedFor(event(1, { x: 1 }))).toBe(Object.keys(ofEvent?.properties ?? {}).join(', '));
    expect(acceptedFor(JSON.stringify({ ...HEADER, x: 1 }))).toBe(
      Object.keys(ofHeader?.properties ?? {}).join(', '),
    );
    const withMessage = event(1, { received: { kind: 'x', fields: {}, x: 1 } });
    expect(acceptedFor(withMessage)).toBe(Object.keys(message?.properties ?? {}).join(', '));
    for (const name of ofEvent?.required ?? []) {
      const rest = Object.entries(JSON.parse(event(1)) as object).filter(([field]) => field !== name);
      expect(errorOf(header, JSON.stringify(Object.fromEntries(rest)))).toContain(`${name}: found nothing`);
    }
  });
});
