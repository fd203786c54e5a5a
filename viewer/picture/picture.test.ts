import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { evidenceText, readItf, type Trace } from '../../traces/index.js';
import { filmOf } from '../film/film-of.js';
import { decisiveStep } from './decisive-step.js';
import { evidenceWords, headlineOf } from './headline.js';
import { pictureOf } from './picture-of.js';
import { pastOf } from './past.js';
import { sceneOf } from './scene.js';
import { overlap } from './shapes.js';
import type { View } from './scale.js';
import { textOfTrace } from '../testing/pages.js';

const FOLDER = path.join(import.meta.dirname, '../../traces/counterexamples');

function traceNamed(name: string): Trace {
  return readItf(fs.readFileSync(path.join(FOLDER, `${name}.itf.json`), 'utf8'), name);
}

function viewOf(steps: number, change: Partial<View> = {}): View {
  return {
    ...{ width: 1600, height: 510, first: 0, count: steps, step: steps - 1 },
    ...{ hidden: new Set<number>(), past: null, foldLocal: false },
    ...change,
  };
}

describe('the picture of three misreadings', () => {
  const film = filmOf(traceNamed('recovery-longest-n5-Agreement'));
  const picture = pictureOf(film);

  test('has a lane for each host, in ring order', () => {
    expect(picture.lanes.map(({ label }) => label)).toEqual(['A', 'B', 'C', 'D', 'E']);
  });

  test('has the token where it was thought to be', () => {
    expect(picture.tracks.map(({ token }) => token.map(({ from, to }) => [from, to]))).toEqual([
      [
        [0, 1],
        [7, 8],
      ],
      [[1, 5]],
      [[5, 10]],
      [[2, 3]],
      [[3, 6]],
    ]);
  });

  test('tells the fates of a broadcast apart', () => {
    const fates = (step: number): readonly string[] =>
      picture.lines.filter((line) => line.step === step).map(({ to, fate }) => `${to} ${fate}`);
    expect(fates(1)).toEqual(['1 appended', '2 appended', '3 lost', '4 lost']);
    expect(fates(3)).toEqual(['0 disputed', '1 disputed', '2 disputed', '4 appended']);
    expect(fates(6)).toEqual(['0 ignored', '1 disputed', '2 ignored', '3 ignored']);
  });

  test('says what is wrong in words made from the evidence', () => {
    expect(headlineOf(film)).toEqual({
      isBroken: true,
      sign: '✗ ',
      what: 'Agreement',
      rest: 'is violated in 10 steps',
    });
    const words = evidenceWords(film.title.evidence);
    expect(words.map(({ text }) => text).join('')).toBe('Slot 0 is agreed as D0 at A, E and as A0 at C.');
    expect(words.filter(({ isValue }) => isValue).map(({ text }) => text)).toEqual(['D0', 'A0']);
  });

  test('says of a run in its title that its model accepts it', () => {
    const title = { model: 'exo', property: null, verdict: 'accepted', command: '', evidence: null };
    const steps = Array.from({ length: 271 }, () => ({ action: 'Deliver', actor: 'b', changes: [] }));
    const run = { ...film, title, steps };
    const { sign, what, rest } = headlineOf(run);
    expect(`${sign}${what} ${rest}`).toBe('✓ A run of exo in 270 steps: accepted');
    expect(headlineOf({ ...run, title: { ...title, verdict: 'a run' } })).toMatchObject({
      sign: '',
      rest: 'in 270 steps',
    });
  });

  test('says of a run in its title which step its model rejects, or breaks a property', () => {
    const evidence = { values: [], hosts: [], because: 'agreed is 900' };
    const title = { model: 'exo', property: null, verdict: 'rejected', command: '', evidence };
    const steps = Array.from({ length: 271 }, (_, i) => {
      const judged = { broken: i >= 61 ? ['Explained'] : [], reached: [] };
      return { action: 'Deliver', actor: 'b', changes: [], judged };
    });
    const run = { ...film, title, steps, properties: [{ name: 'Explained', isWitness: false }] };
    const told = ({ sign, what, rest }: ReturnType<typeof headlineOf>): string => `${sign}${what} ${rest}`;
    expect(told(headlineOf(run))).toBe('✗ Step 61 of 270 is not explained by exo: b Deliver');
    expect(decisiveStep(run)).toBe(61);
    const broken = { ...run, title: { ...title, verdict: 'violated', property: 'Explained' } };
    expect(told(headlineOf(broken))).toBe('✗ Explained is violated in step 61 of 270');
  });

  test('knows what had no part in the violation', () => {
    const past = pastOf(picture, 10);
    const faded = picture.marks.filter(({ step, lane }) => !past.has(`${step} ${lane}`));
    expect(faded).toEqual([]);
    // The broadcast of E in step 6 changes nothing at C; at A nothing but the recovery of step 7 asks for it.
    expect(past.has('6 2')).toBe(true);
    expect(past.has('9 3')).toBe(true);
    expect(past.has('10 4')).toBe(false);
  });
});

describe('every committed counterexample', () => {
  const names = fs.readdirSync(FOLDER).map((file) => file.replace('.itf.json', ''));

  test.each(names)('%s is drawn without a label over another, at every step', (name) => {
    const picture = pictureOf(filmOf(traceNamed(name)));
    const steps = picture.film.steps.length;
    for (let step = 0; step < steps; step++) {
      for (const width of [1600, 1280, 700]) {
        const { labels } = sceneOf(picture, viewOf(steps, { step, width }));
        expect(labels.length).toBeGreaterThan(0);
        const clash = labels.find((one, i) => labels.slice(i + 1).some((other) => overlap(one, other)));
        expect(clash).toBeUndefined();
      }
    }
  });

  test('says the same of its evidence in the terminal and on the page', () => {
    const evidences = names.map((name) => filmOf(traceNamed(name)).title.evidence);
    const given = evidences.flatMap((evidence) => evidence ?? []);
    const said = names.filter((name) => textOfTrace(`${name}.itf.json`).includes('"evidence"'));
    expect([given.length, given.length > 15]).toEqual([said.length, true]);
    for (const evidence of given) {
      expect(
        evidenceWords(evidence)
          .map(({ text }) => text)
          .join(''),
      ).toBe(evidenceText(evidence));
    }
  });
});
