import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { BINARY, makeBench, type Outcome } from '../run-exo.test.helper.js';

const bench = makeBench();
afterAll(bench.remove);

const at = (name: string): string =>
  fileURLToPath(new URL(`../../conformance/examples/${name}`, import.meta.url));
const node = (file: string): string => `"${process.execPath}" "${file}"`;
const HAS_PYTHON = spawnSync('python3', ['--version']).status === 0;

function conform(command: string, ...words: readonly string[]): Promise<Outcome> {
  return bench.exoHere('conform', '--cmd', command, ...words);
}

describe('the examples', () => {
  test('a sequencer holds for its users, and the report says what was done to it', async () => {
    const { code, stdout } = await conform(
      node(at('sequencer.mjs')),
      '--out',
      'report',
      '--junit',
      'junit.xml',
    );
    expect(stdout).toMatch(/^holds: \d+ payloads, in one order at 3 hosts, seed 1\n/);
    expect(stdout).toMatch(
      / +3 {2}killed and started again\n +1 {2}partition\n +[1-9]\d* {2}messages lost\n/,
    );
    expect(stdout).toContain('again: exo conform --cmd ');
    expect(code).toBe(0);
    expect(bench.read('report/report.txt')).toBe(stdout);
    expect(bench.read('report/report.html')).toMatch(/<h1 class="holds">holds: [^]*<svg [^]*class="down"/);
    expect(bench.read('report/messages.ndjson')).toContain('"type":"init"');
    expect(bench.read('junit.xml')).toContain('<testsuite name="exo conform" ');
    expect(bench.read('junit.xml')).toContain('failures="0"');
  });

  test('of a seed, a run is the same again', async () => {
    const run = async (): Promise<object> => {
      const { stdout } = await conform(node(at('sequencer.mjs')), '--seed', '9', '--json');
      return JSON.parse(stdout) as object;
    };
    const [one, other] = [await run(), await run()];
    expect(one).toMatchObject({ verdict: 'holds', runs: 1 });
    expect(other).toEqual(one);
  });

  test.runIf(HAS_PYTHON)('Paxos in Python holds, in real time too', { tags: 'long' }, async () => {
    const command = `python3 "${at('paxos.py')}"`;
    expect(await conform(command, '--hosts', '5', '--quiet')).toMatchObject({ code: 0 });
    const real = ['--time', 'real', '--duration', '500ms', '--payloads', '5', '--crashes', '1'];
    expect(await conform(command, ...real, '--partition-time', '100ms', '--quiet')).toMatchObject({
      code: 0,
    });
  });

  test('a host of Exo holds for its users, and its steps are those of the specification', async () => {
    const { code, stdout } = await conform(node(at('exo-host.mjs')), '--level', 'protocol', '--out', 'exo');
    expect(stdout).toMatch(/^holds: [^]*The specified hosts explain all [\d,]+ steps that were told\.\n/);
    expect(code).toBe(0);
    expect((await bench.exoHere('validate', 'exo/run.ndjson', '--quiet')).code).toBe(0);
  });

  test('a sequencer that forgets is caught, and no further run is begun', async () => {
    const { code, stdout } = await conform(node(at('broken-sequencer.mjs')), '--seed', '4', '--runs', '2');
    expect(stdout).toMatch(
      /^violated: Integrity: a delivers "b-14" twice: as its number 33, and as number 37 \(seed 4\)\n/,
    );
    expect(stdout).toMatch(
      /the last that happened:\n[^]*ms {2}a delivers "b-14"\n\nagain: exo conform .* --seed 4\n$/,
    );
    expect(code).toBe(12);
  });
});

describe('a signal', () => {
  test.each([
    ['SIGINT', 3],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s ends the hosts, removes their folder, and is told of', async (signal, code) => {
    const temporary = path.join(bench.folder, signal);
    fs.mkdirSync(temporary);
    const pids = path.join(bench.folder, `${signal}.pids`);
    const words = ['conform', '--cmd', `echo $$ >> "${pids}"; exec sleep 300`, '--quiet'];
    const child = spawn(process.execPath, [BINARY, ...words], { env: { ...process.env, TMPDIR: temporary } });
    const text: string[] = [];
    child.stdout.setEncoding('utf8').on('data', (part: string) => text.push(part));
    const hosts = (): readonly string[] =>
      fs.existsSync(pids) ? (fs.readFileSync(pids, 'utf8').match(/\d+\n/g) ?? []) : [];
    while (hosts().length < 3) await sleep(20);
    expect(fs.readdirSync(temporary)).not.toEqual([]);
    child.kill(signal);
    expect((await once(child, 'close'))[0]).toBe(code);
    expect(text.join('')).toBe('inconclusive: it was interrupted (seed 1)\n');
    expect(fs.readdirSync(temporary)).toEqual([]);
    for (const pid of hosts()) expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH');
  });
});

describe('an option that cannot be', () => {
  test('is a folder for reports in one that is not there', async () => {
    const { code, stderr } = await conform('true', '--out', 'away/report');
    expect(stderr).toContain("EXO331: --out takes a folder in one that is there, not 'away/report'");
    expect(code).toBe(151);
    expect(fs.existsSync(path.join(bench.folder, 'away'))).toBe(false);
  });

  test.each(['', '  '])('--cmd %j is refused', async (command) => {
    const { code, stderr } = await conform(command);
    expect(stderr).toBe(`exo: EXO321: --cmd takes a command line that runs one host, not '${command}'\n`);
    expect(code).toBe(151);
  });
});

describe('steps that are told', () => {
  test('are rejected where one is none of Exo', async () => {
    const text = fs
      .readFileSync(at('exo-host.mjs'), 'utf8')
      .replace('log.length - majority + 1 : 0', 'log.length - majority + 2 : 0');
    const file = bench.write('hasty.mjs', text);
    const { code, stdout } = await conform(node(file), '--level', 'protocol', '--quiet');
    expect(stdout).toMatch(/^violated: \w+: Persist of \w, its step \d+: .*\(seed 1\)\n$/);
    expect(code).toBe(12);
  });

  test('are missed where there are none', async () => {
    const { code, stdout } = await conform(node(at('sequencer.mjs')), '--level', 'protocol', '--quiet');
    expect(stdout).toContain('broken: no host tells its steps');
    expect(code).toBe(150);
  });
});
