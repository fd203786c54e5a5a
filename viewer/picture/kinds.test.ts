/**
 * Pictures of runs of other kinds than counterexamples of Exo: a run of simulated hosts under losses and crashes, one of hosts that are
 * split, one of real hosts, and those of systems of XState machines. Each is held against a reading of its file by JSON alone.
 */
import { describe, expect, test } from 'vitest';
import { filmOfTrace, textOfTrace } from '../testing/pages.js';
import { pictureOf } from './picture-of.js';
import { lastUpTo } from './scale.js';
import { StateReader, valueAt } from './state-reader.js';

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

describe.each(['simulated-crashes.ndjson', 'offload.ndjson', 'real-run.ndjson.gz'])('the run %s', (name) => {
  const [header, ...events] = textOfTrace(name)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RawEvent & { readonly actors: readonly string[] });
  const actors = header?.actors ?? [];
  const picture = pictureOf(filmOfTrace(name));
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

  test('has an actor down from its crash until it starts again, and at no other step', () => {
    const down = new Set<string>();
    const reader = new StateReader(picture.film);
    for (const [i, { actor, action }] of events.entries()) {
      if (action === 'Crash') down.add(actor);
      else down.delete(actor);
      for (const [lane, { name: of }] of picture.lanes.entries()) {
        const isDown = picture.tracks[lane]?.down.some(({ from, to }) => from <= i + 1 && i + 1 < to);
        expect([i, of, isDown]).toEqual([i, of, down.has(of)]);
        expect([i, of, valueAt(reader.stateAt(i + 1)[of], 'status') === 'down']).toEqual([i, of, isDown]);
      }
    }
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

describe.each(['system.itf.json', 'lasso.itf.json', 'split-vote.itf.json'])(
  'the run of machines %s',
  (name) => {
    const raw = JSON.parse(textOfTrace(name)) as {
      readonly states: readonly Readonly<Record<string, unknown>>[];
      readonly vars: readonly string[];
      readonly loop?: number;
    };
    const actors = raw.vars.filter((one) => !/^(_|mbt::)/.test(one));
    const picture = pictureOf(filmOfTrace(name));

    test('has a lane for each of them, with its state at every step', () => {
      expect(picture.lanes.map((lane) => lane.name)).toEqual(actors);
      for (const [step, state] of raw.states.entries()) {
        for (const [lane, actor] of actors.entries()) {
          const { state: at } = state[actor] as { readonly state: unknown };
          const shown = picture.tracks[lane]?.states.find(({ from, to }) => from <= step && step < to)?.text;
          expect([step, actor, shown]).toEqual([step, actor, typeof at === 'string' ? at : undefined]);
        }
      }
    });

    test('has a line for each message that is met or lost, and a mark wherever an actor does something', () => {
      const said = raw.states.map((state) => {
        const { messages = '[]' } = state['#meta'] as { readonly messages?: string };
        return JSON.parse(messages) as readonly Readonly<Record<'from' | 'to' | 'text' | 'fate', string>>[];
      });
      expect(picture.lines.map(({ step, from, to, text, fate }) => [step, from, to, text, fate])).toEqual(
        said.flatMap((messages, step) =>
          messages.flatMap(({ from, to, text, fate }) =>
            fate === 'sent' ? [] : [[step, actors.indexOf(from), actors.indexOf(to), text, fate]],
          ),
        ),
      );
      const doing = raw.states.flatMap((state, step) => {
        const picks = Object.values(state['mbt::nondetPicks'] as Readonly<Record<string, string>>);
        const own = actors.findIndex((actor) =>
          picks.some((one) => one === actor || one.startsWith(`${actor}, `)),
        );
        const met = said[step]?.[0];
        const lane = own >= 0 ? own : met === undefined ? -1 : actors.indexOf(met.to);
        return lane < 0 ? [] : [`${step} ${lane}`];
      });
      expect(picture.marks.map(({ step, lane }) => `${step} ${lane}`)).toEqual(doing);
      expect(picture.film.loop).toBe(raw.loop);
    });
  },
);
