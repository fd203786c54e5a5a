import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeBench } from '../run-exo.test.helper.js';

const EXAMPLE = fileURLToPath(new URL('../../docs/examples/live/', import.meta.url));
const MODEL = path.join(EXAMPLE, 'counter.js');

const bench = makeBench();
beforeAll(() => {
  for (const words of [['good.ndjson'], ['bad.ndjson', 'faulty']]) {
    spawnSync(process.execPath, [path.join(EXAMPLE, 'run.js'), ...words], { cwd: bench.folder });
  }
});
afterAll(bench.remove);

describe('exo validate --model', () => {
  test('accepts what live actors did over a network that loses and doubles', async () => {
    const { code, stdout } = await bench.exoHere('validate', 'good.ndjson', '--model', MODEL);
    expect(stdout).toMatch(
      /^accepted: \d+ events, 0 steps filled in\nModel 'a counter over a lossy channel' explains/,
    );
    expect(code).toBe(0);
  });

  test('rejects a faulty server: field, guard, what there could be instead, a shorter run, a diagram', async () => {
    const { code, stdout } = await bench.exoHere(
      ...['validate', 'bad.ndjson', '--model', MODEL, '--shortened-out', 'short.ndjson'],
    );
    expect(code).toBe(12);
    expect(stdout).toMatch(/^rejected: Receive REQUEST of server \(its event 3, bad\.ndjson:\d+\)\n/);
    expect(stdout).toContain('  context.counted: [1,1] in the run, [1] in the model\n');
    expect(stdout).toContain('  on.REQUEST[0]: guard isNew says no\n');
    expect(stdout).toContain('Instead there could be:\n  server gets REQUEST(id: 1) from client');
    expect(stdout).toContain('sequenceDiagram\n');
    const again = await bench.exoHere('validate', 'short.ndjson', '--model', MODEL, '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({
      ...{ verdict: 'rejected', explained: 4, events: 5 },
      rejection: { differences: [{ field: 'context.counted' }], guards: [{ guard: 'isNew' }] },
    });
  });

  test('heads nothing as explained where the first event is not', async () => {
    bench.write('start.ndjson', bench.read('good.ndjson').replace('"value":"idle"', '"value":"waiting"'));
    const { code, stdout } = await bench.exoHere('validate', 'start.ndjson', '--model', MODEL);
    expect(code).toBe(12);
    expect(stdout).toContain(
      '\nNot explained, and nothing before it:\n  {"actor":"client","n":1,"action":"Start"',
    );
    expect(stdout).not.toContain('The last steps that are explained');
  });

  test('says which bound was reached, and what is malformed', async () => {
    const bounded = await bench.exoHere(
      'validate',
      'good.ndjson',
      '--model',
      MODEL,
      '--states-max',
      '2',
      '--quiet',
    );
    expect(bounded).toMatchObject({ code: 3 });
    expect(bounded.stdout).toContain('inconclusive: --states-max 2 was reached');
    const whole = await bench.exoHere(
      ...['validate', 'good.ndjson', '--model', MODEL, '--states-max', '2', '--shortened-out', 'none.ndjson'],
    );
    expect(whole.stdout).toContain(
      'the search ended before it was known whether the model explains the next event.',
    );
    expect(whole.stdout).toContain('title inconclusive');
    expect(whole.stdout).not.toContain('rejected');
    expect(() => bench.read('none.ndjson')).toThrow('ENOENT');
    bench.write('odd.ndjson', bench.read('good.ndjson').replaceAll('"server"', '"printer"'));
    const odd = await bench.exoHere('validate', 'odd.ndjson', '--model', MODEL);
    expect(odd).toMatchObject({ code: 150 });
    expect(odd.stderr).toContain(`actors: found 'printer'; accepted: those of the model, client, server`);
    expect((await bench.exoHere('validate', 'good.ndjson', '--model', 'exo')).stderr).toContain('EXO215');
  });

  test('takes files of two runs for none', async () => {
    const good = bench.read('good.ndjson');
    const [first = '', ...rest] = good.split('\n');
    const header = JSON.parse(first) as Readonly<Record<string, unknown>>;
    const cases: readonly [object, string][] = [
      [{ model: 'another' }, 'model'],
      [{ parameters: { copies: 2 } }, 'parameters'],
      [{ actors: ['client', 'server', 'printer'] }, 'actors'],
      [{ seed: 2 }, 'seed'],
    ];
    bench.write('one.ndjson', [JSON.stringify({ ...header, seed: 1 }), ...rest].join('\n'));
    for (const [more, name] of cases) {
      bench.write('two.ndjson', `${JSON.stringify({ ...header, ...more })}\n`);
      const { code, stderr } = await bench.exoHere(
        ...['validate', 'one.ndjson', 'two.ndjson', '--model', MODEL],
      );
      expect({ code, stderr }).toEqual({
        code: 150,
        stderr: expect.stringContaining(`two.ndjson: line 1: ${name}: found`) as string,
      });
    }
  });

  test('tells --junit why a run is rejected, that one was not judged to its end, and of one without events that it is none', async () => {
    const told = async (file: string, ...more: readonly string[]): Promise<string> => {
      await bench.exoHere('validate', file, '--model', MODEL, '--quiet', '--junit', 'junit.xml', ...more);
      return bench.read('junit.xml');
    };
    const rejected = await told('bad.ndjson');
    expect(rejected).toMatch(/<failure message="rejected: Receive REQUEST of server \(its event 3, [^"]*">/);
    expect(rejected).toContain('\n  context.counted: [1,1] in the run, [1] in the model\n');
    expect(await told('good.ndjson', '--states-max', '2')).toContain(
      '<skipped message="inconclusive: --states-max 2 was reached',
    );
    const [header = ''] = bench.read('good.ndjson').split('\n');
    bench.write('none.ndjson', `${header}\n`);
    expect(await told('none.ndjson')).toContain('<failure message="');
  });

  test('takes files of one actor each for one run', async () => {
    const [first = '', ...rest] = bench.read('good.ndjson').trim().split('\n');
    const files = ['client', 'server'].map((actor) => {
      const header = { ...(JSON.parse(first) as object), observed: [actor], ordering: 'actors' };
      const own = rest.filter((line) => line.startsWith(`{"actor":"${actor}"`));
      bench.write(`${actor}.ndjson`, `${[JSON.stringify(header), ...own].join('\n')}\n`);
      return `${actor}.ndjson`;
    });
    const { code, stdout } = await bench.exoHere('validate', ...files, '--model', MODEL);
    expect([code, stdout]).toEqual([0, expect.stringContaining(`accepted: ${rest.length} events`)]);
  });
});
