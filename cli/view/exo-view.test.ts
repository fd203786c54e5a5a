import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { filmInPage, type Film } from '../../viewer/index.js';
import { makeBench } from '../run-exo.test.helper.js';
import { filmOfFiles } from './film-file.js';

const ROOT = path.join(import.meta.dirname, '../..');
const TRACE = path.join(ROOT, 'traces/counterexamples/recovery-longest-n5-Agreement.itf.json');
const bench = makeBench();

afterAll(() => bench.remove());

describe('exo view', () => {
  test('writes one page that holds the run, and asks for nothing', async () => {
    expect(await bench.exoHere('view', TRACE, '--out', 'run.html')).toEqual({
      code: 0,
      stdout: 'written to run.html\n',
      stderr: '',
    });
    const page = bench.read('run.html');
    expect(page.length).toBeLessThan(200_000);
    expect(page).toContain(`content="default-src 'none'; script-src 'sha256-`);
    expect(page).not.toMatch(/<[a-z]+ [^>]*\b(?:src|href)=/);
    expect(filmInPage(page)?.steps.length).toBe(11);
  });

  test('shows a run of hosts, compressed or not', async () => {
    const simulate = ['simulate', '--hosts', '3', '--duration', '20ms', '--quiet', '--run-out'];
    for (const file of ['run.ndjson', 'run.ndjson.gz']) {
      expect((await bench.exoHere(...simulate, file)).code).toBe(0);
      expect(await bench.exoHere('view', file)).toEqual({
        code: 0,
        stdout: 'written to run.html\n',
        stderr: '',
      });
      expect(bench.read('run.html')).toContain('<title>exo</title>');
    }
  });

  test('shows a run that stands in a file for each host as one', async () => {
    await bench.exoHere('simulate', '--duration', '5ms', '--quiet', '--run-out', 'whole.ndjson');
    const [first = '', ...lines] = bench.read('whole.ndjson').trimEnd().split('\n');
    const header = JSON.parse(first) as { actors: string[] };
    const files = header.actors.map((actor) => {
      const own = lines.filter((line) => (JSON.parse(line) as { actor: string }).actor === actor);
      const begin = JSON.stringify({ ...header, ordering: 'actors', observed: [actor] });
      bench.write(`${actor}.ndjson`, [begin, ...own, ''].join('\n'));
      return `${actor}.ndjson`;
    });
    const film = await filmOfFiles(files.reverse().map((file) => path.join(bench.folder, file)));
    expect(film.steps.length).toBe(1 + lines.length);
    expect(film.notices).toEqual([
      'Only the events of one actor stand in the order in which they happened.',
      expect.stringContaining(`explains all ${lines.length} events`),
    ]);
    // Every message that is met has its sender: none was met before it was sent.
    const whole = await filmOfFiles([path.join(bench.folder, 'whole.ndjson')]);
    const met = ({ steps }: Film): number => steps.flatMap(({ messages = [] }) => messages).length;
    expect(met(film)).toBe(met(whole));
    bench.write('other.ndjson', `${JSON.stringify({ ...header, actors: ['X'] })}\n`);
    expect(await bench.exoHere('view', 'A.ndjson', 'other.ndjson')).toEqual({
      ...{ code: 150, stdout: '' },
      stderr:
        'exo: EXO212: other.ndjson: line 1: actors: found ["X"]; accepted: ["A","B","C"], as in the header before\n',
    });
  });

  test.each([
    [['a.ndjson', 'b.ndjson', '--live'], 151, /^exo: EXO321: --live follows one file/],
    [['a.ndjson', 'b.ndjson'], 150, /^exo: EXO207: cannot read 'a.ndjson'/],
    [[TRACE, '--live'], 150, /^exo: EXO2\d\d: [^\n]*\n$/],
    [['run.ndjson', '--port', '8080'], 151, /^exo: EXO321: --port goes with --serve or --live alone/],
    [['run.ndjson', '--host', '0.0.0.0'], 151, /^exo: EXO321: --host goes with --serve or --live alone/],
    [['run.ndjson', '--serve', '--out', 'x.html'], 151, /^exo: EXO321: --out does not go with --serve/],
    [['run.ndjson', '--live', '--out', 'x.html'], 151, /^exo: EXO321: --out does not go with --live/],
    [['run.ndjson', '--serve', '--port', '99999'], 151, /^exo: EXO321: --port takes .* from 0 to 65535/],
  ] as const)('refuses %j at once', async (words, code, message) => {
    const told = await bench.exoHere('view', ...words);
    expect(told).toEqual({ code, stdout: '', stderr: expect.stringMatching(message) as string });
  });

  test('refuses what is no trace, and what cannot be written', async () => {
    expect((await bench.exoHere('view', path.join(ROOT, 'package.json'), '--out', 'run.html')).code).toBe(
      150,
    );
    expect((await bench.exoHere('view', TRACE, '--out', 'none/run.html')).code).toBe(151);
  });
});
