/** A run without events, of which the specification says nothing. */
import { afterAll, expect, test } from 'vitest';
import { makeBench } from '../run-exo.test.helper.js';

const bench = makeBench();
afterAll(bench.remove);

test('a run without events is accepted as vacuous', async () => {
  const header = {
    schema: 'exo-run/1',
    model: 'exo',
    parameters: {},
    actors: ['a', 'b', 'c'],
    ordering: 'total',
  };
  bench.write('none.ndjson', `${JSON.stringify(header)}\n`);
  const { code, stdout } = await bench.exoHere('validate', 'none.ndjson');
  expect(stdout).toMatch(/^△ accepted, but vacuous: none\.ndjson has no events, and nothing /);
  expect(code).toBe(10);
  const json = await bench.exoHere('validate', 'none.ndjson', '--json');
  expect(JSON.parse(json.stdout)).toMatchObject({ verdict: 'accepted', events: 0, vacuous: true });
});
