import { expect, test } from 'vitest';
import { simulate, Simulation } from '../../impl/index.js';
import { manyJson, manyText, type Tally } from './many-text.js';
import { paintOf } from '../terminal/terminal.js';
import { interruptedJson, interruptedText, onwardLines } from './text.js';

test('a run that was written to a file is told of, and how it is checked', () => {
  const result = simulate({ seed: 1, durationMs: 5 });
  expect(onwardLines(result, 't.itf.json', paintOf(false), 'run.ndjson')).toEqual([
    '',
    'written to  t.itf.json: 0 steps',
    'written to  run.ndjson',
    expect.stringMatching(/^replay it {3}.*exo.* replay t\.itf\.json$/),
    expect.stringMatching(/^check it {4}.*exo.* validate run\.ndjson$/),
  ]);
});

test('a simulation that is interrupted says its seed, and how far it came', () => {
  const simulation = new Simulation({ seed: 7 });
  simulation.advance(500);
  const { virtualMs, payloads } = simulation.progress;
  expect(JSON.parse(interruptedJson(simulation))).toMatchObject({
    verdict: 'interrupted',
    seed: 7,
    virtualMs,
    payloads,
  });
  expect(interruptedText(simulation)).toMatch(
    /^… not finished: interrupted at .* of virtual time, .*\(seed 7\)$/,
  );
});

test('seeds that are interrupted say which have agreed, and how far the next one came', () => {
  const simulation = new Simulation({ seed: 8 });
  simulation.advance(500);
  const { progress } = simulation;
  const interrupted = { seed: 8, ...progress };
  const results = [simulate({ seed: 7, durationMs: 5 })];
  const tally: Tally = { from: 7, seeds: 9, results, interrupted, seconds: 1 };
  const screen = { columns: 100, colour: false, paint: paintOf(false) };
  expect(manyText(tally, true, screen)).toMatch(
    /^… not finished: seed 7 agreed, then interrupted in seed 8, at .* of virtual time, [\d,]+ messages agreed$/,
  );
  expect(manyText({ ...tally, results: [], from: 8 }, false, screen)).toMatch(
    /^… not finished: interrupted in seed 8, at /,
  );
  expect(JSON.parse(manyJson(tally))).toMatchObject({ verdict: 'interrupted', done: 1, interrupted });
});
