import { describe, expect, test } from 'vitest';
import type { Film, FilmStep } from '../film/film.js';
import { filmOfTrace } from '../testing/pages.js';
import { axisOf, hasTimes } from './axis-of.js';
import { pictureOf } from './picture-of.js';
import { sceneOf } from './scene.js';
import { overlap } from './shapes.js';
import { svgText } from './svg.js';
import { timeText } from './time-axis.js';

const TITLE = { model: 'm', property: null, verdict: 'a run', command: '', evidence: null };
const VIEW = {
  width: 1400,
  height: 400,
  first: 0,
  step: 0,
  past: null,
  foldLocal: false,
  hidden: new Set<number>(),
};

function filmAt(times: readonly number[]): Film {
  const first: FilmStep = { action: 'init', changes: [] };
  const steps = times.map((atUs, i): FilmStep => {
    const message = {
      from: 'A',
      to: 'B',
      text: 'm',
      id: String(i - (i % 2)),
      fate: i % 2 === 0 ? 'sent' : 'taken',
    } as const;
    return { action: 'Step', actor: i % 2 === 0 ? 'A' : 'B', changes: [], atUs, messages: [message] };
  });
  const lanes = ['A', 'B'].map((name) => ({ name, kind: 'host' }));
  return {
    title: TITLE,
    lens: { lanes, kinds: { host: {} } },
    notices: [],
    vars: ['A', 'B'],
    steps: [first, ...steps],
  };
}

describe.each(['simulated-crashes.ndjson', 'offload.ndjson', 'real-run.ndjson.gz'])(
  'by their times, the steps of %s',
  (name) => {
    const film = filmOfTrace(name);
    const axis = axisOf(film, true);
    const { steps } = film;
    const times = steps.map(
      ({ atUs }, step) => atUs ?? steps.slice(0, step).findLast((one) => one.atUs !== undefined)?.atUs ?? 0,
    );

    test('stand in the order of their clocks, and apart where these are', () => {
      const sorted = [...steps.keys()].sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0));
      for (const [i, step] of sorted.entries()) {
        const next = sorted[i + 1];
        if (next === undefined) continue;
        const [gap, way] = [(times[next] ?? 0) - (times[step] ?? 0), axis.at(next) - axis.at(step)];
        expect([step, gap > 0, way >= 0]).toEqual([step, way > 0, true]);
      }
      expect([Math.min(...steps.map((_, step) => axis.at(step))), hasTimes(film)]).toEqual([0, true]);
      expect(Math.max(...steps.map((_, step) => axis.at(step)))).toBeCloseTo(steps.length - 1, 6);
    });

    test('are found by halving as they are by looking at each', () => {
      for (let column = -1; column <= steps.length + 1; column += steps.length / 37.3) {
        const at = [...steps.keys()].map((step) => axis.at(step));
        expect(axis.before(column)).toBe(at.filter((one) => one < column).length);
        const [behind, upTo] = [
          at.findIndex((one) => one >= column),
          at.findLastIndex((one) => one <= column),
        ];
        expect(axis.from(column)).toBe(behind < 0 ? steps.length : behind);
        expect(axis.to(column)).toBe(upTo);
        const nearest = Math.min(...at.map((one) => Math.abs(one - column)));
        expect(Math.abs((at[axis.stepAt(column)] ?? Infinity) - column)).toBeCloseTo(nearest, 9);
      }
      expect([...steps.keys()].map(axis.rank).sort((a, b) => a - b)).toEqual([...steps.keys()]);
    });

    test('are drawn without a label over another', () => {
      for (const count of [steps.length, steps.length / 4, 12, 0.5]) {
        for (const step of [1, Math.floor(steps.length / 2), steps.length - 1]) {
          const first = Math.max(0, axis.at(step) - count / 2);
          const { labels } = sceneOf(pictureOf(film), { ...VIEW, first, count, step, isTimed: true });
          expect(labels.find((one, i) => labels.slice(i + 1).some((other) => overlap(one, other)))).toBe(
            undefined,
          );
        }
      }
    });
  },
);

test('idle time is folded, and says how long it was', () => {
  const busy = Array.from({ length: 20 }, (_, i) => i * 10);
  const film = filmAt([...busy, ...busy.map((us) => us + 2_000_000)]);
  const { time } = axisOf(film, true);
  expect(time?.stretches.map(({ fromUs, toUs, isFolded }) => [fromUs, toUs, isFolded])).toEqual([
    [0, 190, false],
    [190, 2_000_000, true],
    [2_000_000, 2_000_190, false],
  ]);
  const text = svgText(sceneOf(pictureOf(film), { ...VIEW, count: film.steps.length, isTimed: true }).shapes);
  expect(text).toContain('2.0 s idle');
});

test('a message that was met before it was sent, by the clocks, is drawn so and marked, and stays where it was among the steps', () => {
  const film = filmAt([100, 150, 200, 120, 300, 310]);
  const drawn = (isTimed: boolean): string =>
    svgText(sceneOf(pictureOf(film), { ...VIEW, count: 7, isTimed }).shapes);
  expect(drawn(true).match(/data-backward="true"/g)).toHaveLength(1);
  expect(drawn(true)).toMatch(/data-step="4" data-to="1" data-fate="taken" data-backward="true"/);
  expect(drawn(true).match(/class="backward-mark"/g)).toHaveLength(1);
  expect(drawn(false)).not.toContain('backward');
});

test('a run without times, or of one moment, stands step by step', () => {
  for (const film of [filmAt([]), filmAt([7, 7, 7])]) {
    expect([hasTimes(film), axisOf(film, true).time, axisOf(film, true).at(2)]).toEqual([false, null, 2]);
  }
});

test('times are told as finely as they are apart', () => {
  expect([timeText(1250, 50), timeText(1_250_000, 100_000), timeText(12, 1), timeText(1250, 200)]).toEqual([
    '1250 µs',
    '1.3 s',
    '12 µs',
    '1.3 ms',
  ]);
});
