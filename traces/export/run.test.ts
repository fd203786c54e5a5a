/** Every trace that is kept here as a run, read again by the reader of runs. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readItf } from '../itf.js';
import { messageKey } from '../run/merge.js';
import { runValue } from '../run/plain.js';
import { RunReader } from '../run/read.js';
import type { RunEvent, RunHeader } from '../run/format.js';
import type { Json, Trace } from '../trace.js';
import { renderRun } from './run.js';

const FOLDER = path.join(import.meta.dirname, '..', 'counterexamples');
const KEPT: readonly (readonly [string, Trace])[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.itf.json'))
  .map((name) => [name, readItf(readFileSync(path.join(FOLDER, name), 'utf8'), name)]);

function readAgain(trace: Trace): { readonly header: RunHeader; readonly events: readonly RunEvent[] } {
  const reader = new RunReader('run');
  const events = renderRun(trace)
    .split('\n')
    .flatMap((line) => {
      const read = reader.read(line);
      return read?.kind === 'event' ? [read.event] : [];
    });
  if (reader.header === null) throw new Error('a run has a header');
  return { header: reader.header, events };
}

describe.each(KEPT)('%s as a run', (_, trace) => {
  const { header, events } = readAgain(trace);

  test('leads every actor to the state in which the trace leaves it', () => {
    const fields = new Map<string, Record<string, Json>>(header.actors.map((actor) => [actor, {}]));
    for (const { actor, set = {} } of events) Object.assign(fields.get(actor) ?? {}, set);
    for (const actor of header.actors) {
      const found = Object.entries(fields.get(actor) ?? {}).filter(
        ([, value]) => JSON.stringify(value) !== '{"#undefined":true}',
      );
      expect(Object.fromEntries(found)).toEqual(runValue(trace.states.at(-1)?.vars[actor]));
    }
  });

  test('has each message once for everybody who meets it, as it was met, and sent before', () => {
    const told = trace.states.flatMap(({ messages = [] }) =>
      messages.flatMap(({ to, fate = 'unknown' }) =>
        fate === 'sent' || fate === 'lost' ? [] : [`${to} ${fate}`],
      ),
    );
    const met = events.flatMap(({ actor, fate }) => (fate === undefined ? [] : [`${actor} ${fate}`]));
    expect(met.sort()).toEqual(told.sort());
    const sent = new Set<string>();
    for (const { received, sent: out = [] } of events) {
      if (received !== undefined) expect(sent).toContain(messageKey(received));
      for (const message of out) sent.add(messageKey(message));
    }
  });

  test('has every copy that was lost', () => {
    const lost = trace.states.flatMap(({ messages = [] }) =>
      messages.flatMap(({ to, fate, lost: isLost }) => (fate === 'lost' || isLost === true ? [to] : [])),
    );
    const told = events.flatMap(({ sent = [] }) => sent.flatMap((message) => message.lost ?? []));
    expect(told.sort()).toEqual(lost.sort());
  });
});

test('a trace without actors is none, and that is said in one line', () => {
  const [, trace] = KEPT[0] ?? ['', null];
  if (trace === null) throw new Error('there are traces');
  const bare: Trace = {
    ...trace,
    meta: { ...trace.meta, lens: {} },
    states: trace.states.map(({ action, picks, vars }) => ({ action, picks, vars })),
  };
  expect(() => renderRun(bare)).toThrow(
    expect.objectContaining({ code: 'EXO219', message: expect.not.stringContaining('\n') }),
  );
});
