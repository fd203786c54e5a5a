import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, test } from 'vitest';
import { BINARY, makeBench } from '../run-exo.test.helper.js';

const bench = makeBench();
afterAll(bench.remove);

const SIMULATE = [
  'simulate',
  '--seed',
  '5',
  '--duration',
  '50ms',
  '--crashes',
  '1',
  '--losses',
  '2%',
  '--quiet',
];

describe('exo validate', () => {
  test('accepts what exo simulate writes, compressed or not', async () => {
    for (const file of ['run.ndjson', 'run.ndjson.gz']) {
      expect((await bench.exoHere(...SIMULATE, '--run-out', file)).code).toBe(0);
      const { code, stdout } = await bench.exoHere('validate', file);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^accepted: [\d,]+ events, [\d,]+ entries agreed\n/);
      expect(stdout).toContain(`The specified hosts explain ${file}; Agreement, Stability,`);
    }
  });

  test('rejects a run with an event changed, and says where and why', { tags: 'long' }, async () => {
    await bench.exoHere(...SIMULATE, '--run-out', 'good.ndjson');
    const lines = bench.read('good.ndjson').split('\n');
    const at = lines.findIndex((line, i) => i > 60 && line.includes('"action":"Deliver"'));
    lines[at] = (lines[at] ?? '').replace(/"crc":-?\d+/, '"crc":7');
    bench.write('bad.ndjson', lines.join('\n'));
    const { code, stdout } = await bench.exoHere('validate', 'bad.ndjson');
    expect(code).toBe(12);
    expect(stdout).toContain(`bad.ndjson:${at + 1})\nanother entry is delivered.\n  crc: 7 in the run, `);
    expect(stdout).toContain('and could: ');
    const json = JSON.parse((await bench.exoHere('validate', 'bad.ndjson', '--json')).stdout) as object;
    expect(json).toMatchObject({ verdict: 'rejected', rejection: { place: { line: at + 1 } } });
    expect(stdout).toContain('The last events as a diagram, for Mermaid:\nsequenceDiagram\n');
    const { shortened } = json as { readonly shortened: readonly object[] };
    expect(shortened.length).toBeLessThan(at);
    const [header = ''] = bench.read('good.ndjson').split('\n');
    bench.write('short.ndjson', [header, ...shortened.map((one) => JSON.stringify(one))].join('\n'));
    const again = (await bench.exoHere('validate', 'short.ndjson')).stdout;
    expect(again).toContain(`short.ndjson:${shortened.length + 1})\nanother entry is delivered.\n`);
  });

  test('says that a long run is not made shorter, and draws its hosts in ring order', async () => {
    await bench.exoHere('simulate', '--duration', '25ms', '--quiet', '--run-out', 'long.ndjson');
    const lines = bench.read('long.ndjson').trimEnd().split('\n');
    const at = lines.findIndex((line, i) => i > 5_010 && /"actor":"A".*"action":"Deliver"/.test(line));
    lines[at] = (lines[at] ?? '').replace(/"crc":-?\d+/, '"crc":7');
    bench.write('long.ndjson', [...lines.slice(0, at + 1), ''].join('\n'));
    const { code, stdout } = await bench.exoHere('validate', 'long.ndjson');
    expect(code).toBe(12);
    expect(stdout).toContain('\n\nIt is not made shorter: it has more than 5,000 events up to there.\n\n');
    expect(stdout.match(/participant \w+/g)).toEqual(['A', 'B', 'C'].map((host) => `participant ${host}`));
  });

  describe('writes a shorter run that is rejected alike', () => {
    const REJECTED = 'another entry is delivered.\n  source: "C" in the run, "B" specified\n';

    /** A run of split hosts up to a delivery that is forged: its header, and its other lines. */
    const forgedRun = async (): Promise<{ readonly header: string; readonly lines: readonly string[] }> => {
      await bench.exoHere(...SIMULATE, '--offload', '--duration', '20ms', '--run-out', 'split.ndjson');
      const [header = '', ...lines] = bench.read('split.ndjson').trim().split('\n');
      const at = lines.findIndex((line) => /"layer":"driver".*"action":"Deliver".*"source":"B"/.test(line));
      const forged = (lines[at] ?? '').replace('"source":"B"', '"source":"C"');
      return { header, lines: [...lines.slice(0, at), forged] };
    };

    const expectShorter = async (files: readonly string[], before: number): Promise<void> => {
      const { code, stdout } = await bench.exoHere('validate', ...files, '--shortened-out', 'short.ndjson');
      expect(code).toBe(12);
      expect(stdout).toContain(REJECTED);
      expect(stdout).toContain('(--shortened-out)');
      const short = bench.read('short.ndjson').trim().split('\n');
      expect(short.length).toBeLessThan(before + 1);
      const again = (await bench.exoHere('validate', 'short.ndjson')).stdout;
      expect(again).toContain(`short.ndjson:${short.length})\n${REJECTED}`);
    };

    test('of split hosts', async () => {
      const { header, lines } = await forgedRun();
      bench.write('whole.ndjson', [header, ...lines, ''].join('\n'));
      await expectShorter(['whole.ndjson'], lines.length);
    });

    test('of several files', { tags: 'long' }, async () => {
      const { header, lines } = await forgedRun();
      const files = ['A', 'B', 'C'].map((actor) => {
        const own = { ...(JSON.parse(header) as object), ordering: 'actors', observed: [actor] };
        const its = lines.filter((line) => line.startsWith(`{"actor":"${actor}"`));
        bench.write(`${actor}.ndjson`, [JSON.stringify(own), ...its, ''].join('\n'));
        return `${actor}.ndjson`;
      });
      await expectShorter(files, lines.length);
    });
  });

  test.each(['--hidden-max', '--states-max'])(
    'refuses %s without a model, which would do nothing',
    async (option) => {
      bench.write('run.ndjson', '');
      const { code, stderr } = await bench.exoHere('validate', 'run.ndjson', option, '3');
      expect(code).toBe(151);
      expect(stderr).toBe(
        `exo: EXO321: ${option} goes with --model alone: hosts of Exo write all that they do\n`,
      );
    },
  );

  test('refuses a file that is given twice, whose events would be those of a second life', async () => {
    await bench.exoHere('simulate', '--duration', '2ms', '--quiet', '--run-out', 'twice.ndjson');
    for (const more of [[], ['--model', 'missing.js']]) {
      const { code, stdout, stderr } = await bench.exoHere(
        'validate',
        'twice.ndjson',
        './twice.ndjson',
        ...more,
      );
      expect([code, stdout]).toEqual([151, '']);
      expect(stderr).toBe("exo: EXO321: './twice.ndjson' is given twice; accepted: each file once\n");
    }
  });

  test('does not blame hosts for what another did after its trace was cut off', async () => {
    await bench.exoHere('simulate', '--duration', '2ms', '--quiet', '--run-out', 'all.ndjson');
    const [header = '', ...lines] = bench.read('all.ndjson').trimEnd().split('\n');
    const texts = ['A', 'B', 'C'].map((actor) => {
      const own = lines.filter((line) => line.startsWith(`{"actor":"${actor}"`));
      const head = { ...(JSON.parse(header) as object), observed: [actor], ordering: 'actors' };
      return [JSON.stringify(head), ...own].join('\n');
    });
    const validate = async (cut: (text: string) => string) => {
      texts.forEach((text, i) => bench.write(`${i}.ndjson`, i === 2 ? cut(text) : text));
      return bench.exoHere('validate', '0.ndjson', '1.ndjson', '2.ndjson', '--quiet');
    };
    const half = (text: string) => text.slice(0, text.indexOf('\n', text.length / 2) + 1);
    expect(await validate((text) => text)).toMatchObject({ code: 0 });
    expect(await validate((text) => `${half(text)}{"actor":"C","n":`)).toMatchObject({
      code: 3,
      stdout:
        'inconclusive: an event takes a message that a host may have sent after its trace was cut off\n',
    });
    // Nothing tells of this one that it is not whole.
    expect(await validate(half)).toMatchObject({ code: 12 });
    // Here all that came before stands before it.
    const forged = lines.map((line) =>
      line.replace('"received":{"kind":"entry","fields":{"epoch":0,"slot":1,', (of) =>
        of.replace('"slot":1', '"slot":9'),
      ),
    );
    bench.write('forged.ndjson', [header, ...forged, '{"actor":"C","n":'].join('\n'));
    expect(await bench.exoHere('validate', 'forged.ndjson', '--quiet')).toMatchObject({ code: 12 });
  });

  test('accepts a run of hosts without disks, and rejects one of whose lives knows too little of the others', async () => {
    const diskless = ['--storage', 'diskless', '--application', 'forgets'];
    const crashes = ['--crashes', '3', '--down', '1ms..3ms'];
    await bench.exoHere(...SIMULATE, ...diskless, ...crashes, '--run-out', 'diskless.ndjson');
    expect((await bench.exoHere('validate', 'diskless.ndjson')).code).toBe(0);
    const told = bench
      .read('diskless.ndjson')
      .replace(/("kind":"answer".*?"known":)\[[0-9,]+\]/, '$1[0,0,0]');
    bench.write('told.ndjson', told);
    const { code, stdout } = await bench.exoHere('validate', 'told.ndjson');
    expect(code).toBe(12);
    expect(stdout).toMatch(/known: \[0,0,0\] in the run, \[/);
  });

  test('finds a run malformed, with its place', async () => {
    const cases: readonly [string, string, string][] = [
      ['{"schema":"exo-run/1"}', 'EXO212', 'line 1: model: found nothing'],
      ['not JSON', 'EXO201', 'line 1: found "not JSON"'],
      ['', 'EXO212', 'found nothing; accepted: a run'],
    ];
    for (const [text, error, place] of cases) {
      bench.write('odd.ndjson', text);
      const { code, stderr } = await bench.exoHere('validate', 'odd.ndjson');
      expect(code).toBe(150);
      expect(stderr).toContain(error);
      expect(stderr).toContain(place);
    }
    expect(await bench.exoHere('validate', 'nosuch.ndjson')).toMatchObject({ code: 150 });
  });

  test('finds an action that Exo does not have malformed', async () => {
    await bench.exoHere(...SIMULATE, '--run-out', 'strange.ndjson');
    bench.write(
      'strange.ndjson',
      bench.read('strange.ndjson').replace('"action":"Append"', '"action":"Leap"'),
    );
    const { code, stderr } = await bench.exoHere('validate', 'strange.ndjson');
    expect(code).toBe(150);
    expect(stderr).toContain('action: found "Leap"; accepted: one of Restart, Crash, Say, Submit');
  });

  test.each([
    ['SIGINT', 3],
    ['SIGTERM', 143],
  ] as const)(
    'says at %s how far it has come, in a pipe that does not end, too',
    async (signal, expected) => {
      const pipe = path.join(bench.folder, `${signal}.ndjson`);
      expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
      const child = spawn(process.execPath, [BINARY, 'validate', pipe]);
      const said = text(child.stdout);
      const ended = new Promise((resolve) => child.once('close', resolve));
      // It is opened once somebody reads it.
      const writer = await fs.promises.open(pipe, 'w');
      child.kill(signal);
      expect(await ended).toBe(expected);
      await writer.close();
      expect(await said).toBe('inconclusive: interrupted after 0 events: 0 explained, none rejected\n');
    },
  );

  test('takes files of two runs for none', async () => {
    const header = (more: object): string =>
      `${JSON.stringify({ schema: 'exo-run/2', model: 'exo', parameters: { hosts: 2 }, actors: ['A', 'B'], ordering: 'actors', ...more })}\n`;
    const cases: readonly [object, string][] = [
      [{ seed: 2 }, 'two.ndjson: line 1: seed: found 2; accepted: 1, as in the header before'],
      [
        { parameters: { hosts: 2, storage: 'diskless' } },
        'two.ndjson: line 1: parameters: found {"hosts":2,"storage":"diskless"}',
      ],
      [{ model: 'lamp' }, "a run of 'lamp'"],
      [{ partial: ['sent'] }, 'partial: found sent'],
      [{ parameters: { hosts: 5 } }, 'two.ndjson: line 1: parameters.hosts: found 5; accepted: 2'],
    ];
    bench.write('one.ndjson', header({ seed: 1 }));
    for (const [more, text] of cases) {
      bench.write('two.ndjson', header(more));
      const { code, stderr } = await bench.exoHere('validate', 'one.ndjson', 'two.ndjson');
      expect({ code, stderr }).toEqual({ code: 150, stderr: expect.stringContaining(text) });
    }
  });
});
