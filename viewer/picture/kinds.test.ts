/**
 * Pictures of runs of other kinds than counterexamples of Exo: a run of simulated hosts under losses and crashes, one of hosts that are
 * split, and one of a system of XState machines. Each is held against a reading of its file by JSON alone.
 */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readItf, RunReader, type RunEvent } from '../../traces/index.js';
import { filmOf } from '../film/film-of.js';
import { filmOfRun } from '../film/film-of-run.js';
import { pictureOf } from './picture-of.js';
import type { Picture } from './picture.js';
import { lastUpTo } from './scale.js';

const FOLDER = path.join(import.meta.dirname, '../testing/traces');
const textOf = (name: string): string => fs.readFileSync(path.join(FOLDER, name), 'utf8');

interface RawMessage {
  readonly id?: string;
  readonly kind: string;
  readonly fields: object;
  readonly lost?: readonly string[];
}

interface RawEvent {
  readonly actor: string;
  readonly action: string;
  readonly set?: Readonly<Record<string, unknown>>;
  readonly sent?: readonly RawMessage[];
  readonly received?: RawMessage;
  readonly fate?: string;
}

describe.each(['simulated-crashes.ndjson', 'offload.ndjson'])('the run %s', (name) => {
  const [header, ...events] = textOf(name)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RawEvent & { readonly actors: readonly string[] });
  const actors = header?.actors ?? [];
  const picture = pictureOfRun(name);
  const nameOf = (lane: number): string => picture.lanes[lane]?.name ?? '';

  test('has a mark for each of its events, on the lane of whom it is of', () => {
    expect(picture.marks.map(({ step, lane }) => `${step} ${nameOf(lane)}`)).toEqual(
      events.map(({ actor }, i) => `${i + 1} ${actor}`),
    );
    expect(new Set(picture.lanes.map((lane) => lane.name))).toEqual(new Set(actors));
  });

  test('has a line for each message that is met or lost, from where it was sent', () => {
    const senders = new Map<string, { readonly actor: string; readonly step: number }>();
    const keyOf = ({ id, kind, fields }: RawMessage): string => id ?? `${kind} ${JSON.stringify(fields)}`;
    const expected = events.flatMap(({ actor, sent = [], received, fate }, i): readonly string[] => {
      const step = i + 1;
      for (const message of sent) senders.set(keyOf(message), { actor, step });
      const lost = sent.flatMap((message) =>
        (message.lost ?? []).map((to) => `${actor} ${step} ${to} ${step} lost`),
      );
      const from = received === undefined ? undefined : senders.get(keyOf(received));
      const isKnown = ['appended', 'disputed', 'installed', 'ignored', 'taken', 'lost', 'down'].includes(
        fate ?? '',
      );
      const met =
        from === undefined
          ? []
          : [`${from.actor} ${from.step} ${actor} ${step} ${isKnown ? (fate ?? '') : 'unknown'}`];
      return [...lost, ...met];
    });
    const drawn = picture.lines.map(
      ({ from, sent, to, step, fate }) => `${nameOf(from)} ${sent} ${nameOf(to)} ${step} ${fate}`,
    );
    expect(drawn).toEqual(expected);
    expect(drawn.length).toBeGreaterThan(10);
  });

  test('has at every step as long logs as its hosts', () => {
    const lengths = new Map<string, unknown>();
    for (const [i, { actor, set = {} }] of events.entries()) {
      if ('length' in set) lengths.set(actor, set['length']);
      for (const [lane, { name: of }] of picture.lanes.entries()) {
        const change = lastUpTo(picture.tracks[lane]?.logs ?? [], ({ step }) => step, i + 1);
        const length = lengths.get(of);
        if (typeof length === 'number') expect([i, of, change?.log.length ?? 0]).toEqual([i, of, length]);
      }
    }
    expect(lengths.size).toBeGreaterThan(1);
  });
});

test('the run of a system of machines has their states, and a line for each message that is met', () => {
  const raw = JSON.parse(textOf('system.itf.json')) as {
    readonly states: readonly Readonly<Record<string, unknown>>[];
  };
  const picture = pictureOf(filmOf(readItf(textOf('system.itf.json'))));
  expect(picture.lanes.map(({ name }) => name)).toEqual(['client', 'server']);
  const client = picture.tracks[0]?.states ?? [];
  for (const [step, state] of raw.states.entries()) {
    const { state: at } = state['client'] as { readonly state: string };
    expect(client.find(({ from, to }) => from <= step && step < to)?.text).toBe(at);
  }
  const said = raw.states.map((state) => {
    const { messages = '[]' } = state['#meta'] as { readonly messages?: string };
    return JSON.parse(messages) as readonly {
      readonly from: string;
      readonly to: string;
      readonly text: string;
    }[];
  });
  expect(picture.lines.map(({ step, from, to, text }) => [step, from, to, text])).toEqual(
    said.flatMap((messages, step) =>
      messages.map(({ from, to, text }) => [
        step,
        ['client', 'server'].indexOf(from),
        ['client', 'server'].indexOf(to),
        text,
      ]),
    ),
  );
  expect(picture.evidence).toBe(null);
});

function pictureOfRun(name: string): Picture {
  const reader = new RunReader(name);
  const events: RunEvent[] = [];
  for (const line of textOf(name).split('\n')) {
    const read = reader.read(line);
    if (read?.kind === 'event') events.push(read.event);
  }
  if (reader.header === null) throw new Error('a run begins with a header');
  return pictureOf(filmOfRun(reader.header, events));
}
