import { afterAll, expect, test } from 'vitest';
import { makeBench } from '../run-exo.test.helper.js';

const bench = makeBench();
afterAll(bench.remove);

test('a trace that is given for a module is said to be none', () => {
  bench.write('hear.itf.json', '{}');
  const { code, stderr } = bench.exo('chart', 'hear.itf.json');
  expect(stderr).toContain("does not load: a file '.json' is no module; accepted: .js, .mjs or .ts. A trace");
  expect(code).toBe(150);
});
