import path from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { makeBench } from '../run-exo.test.helper.js';
import { keepVerdicts } from './kept-verdicts.js';

const { folder, read, remove } = makeBench();
afterAll(remove);

test('verdicts of a long run stand in the file one after the other, before the run is over', () => {
  const tell = keepVerdicts('npm run faults', path.join(folder, 'faults.xml'));
  tell({ name: 'tcp, seed 1', outcome: 'passed' });
  expect(read('faults.xml')).toContain('<testsuites tests="1" failures="0"');
  tell({ name: 'offload, seed 1', outcome: 'failed', text: 'lost: A3' });
  expect(read('faults.xml')).toContain('<testsuites tests="2" failures="1"');
  expect(read('faults.xml')).toContain('<failure message="lost: A3">lost: A3</failure>');
});

test('a file that cannot be written is refused before the run', () => {
  const file = path.join(folder, 'none', 'faults.xml');
  expect(() => keepVerdicts('npm run faults', file)).toThrow('--junit takes a file that can be written');
});

test("what has not passed is annotated in GitHub's actions, with what would end the line or its title escaped", () => {
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  vi.stubEnv('GITHUB_ACTIONS', 'true');
  try {
    const tell = keepVerdicts('npm run faults', null);
    tell({ name: 'tcp, seed 1', outcome: 'passed' });
    tell({ name: 'tcp: 5%, seed 2', outcome: 'failed', text: '30% lost:\r\nA3, B1' });
    tell({ name: 'run', outcome: 'failed', text: 'A', place: { file: 'runs, all/a.ndjson', line: 7 } });
    tell({ name: 'run', outcome: 'skipped', text: 'B', place: { file: '-', line: 7 } });
    tell({ name: 'run', outcome: 'failed', text: 'C', place: { file: path.join(folder, 'a'), line: 7 } });
    vi.stubEnv('GITHUB_WORKSPACE', folder);
    tell({ name: 'run', outcome: 'failed', text: 'D', place: { file: path.join(folder, 'a'), line: 7 } });
    expect(written.mock.calls).toEqual([
      ['::error title=npm run faults%3A tcp%3A 5%25%2C seed 2::30%25 lost:%0D%0AA3, B1\n'],
      ['::error file=runs%2C all/a.ndjson,line=7,title=npm run faults%3A run::A\n'],
      ['::warning title=npm run faults%3A run::B\n'],
      ['::error title=npm run faults%3A run::C\n'],
      ['::error file=a,line=7,title=npm run faults%3A run::D\n'],
    ]);
  } finally {
    vi.unstubAllEnvs();
    written.mockRestore();
  }
});
