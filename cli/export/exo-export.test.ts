import fs from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import type { TraceEvent } from '../../traces/index.js';
import { makeBench } from '../run-exo.test.helper.js';
import { EXPORT_FORMATS } from './formats.js';

const { exoHere, write, read, remove } = makeBench();
afterAll(remove);

const TRACE = path.resolve('traces/counterexamples/match-off-n3-Agreement.itf.json');

describe('exo export', () => {
  test.each(EXPORT_FORMATS)(
    'writes a counterexample as %s, to a file as to standard output',
    async (format) => {
      const printed = await exoHere('export', TRACE, '--to', format);
      expect([printed.code, printed.stderr]).toEqual([0, '']);
      expect(printed.stdout.endsWith('\n')).toBe(true);
      const kept = await exoHere('export', TRACE, '--to', format, '--out', 'ExoTrace.txt');
      expect(kept.stdout).toMatch(/^written to ExoTrace\.txt; /);
      expect(read('ExoTrace.txt')).toBe(printed.stdout);
    },
  );

  test('writes a run as a picture, whole or in part, and as one file', async () => {
    const run = path.resolve('viewer/testing/traces/real-run.ndjson.gz');
    const whole = await exoHere('export', run, '--to', 'svg');
    expect([whole.code, whole.stderr]).toEqual([0, '']);
    const part = await exoHere('export', run, '--to', 'svg', '--steps', '10-40', '--dark');
    expect(part.stdout).toMatch(/^<svg [^]*>10<\/text>[^]*<\/svg>\n$/);
    expect(part.stdout).not.toContain('>9</text>');
    const plain = await exoHere('export', run, '--to', 'ndjson');
    expect(plain.stdout).toBe(gunzipSync(fs.readFileSync(run)).toString());
  });

  test.each(['simulated-crashes.ndjson', 'offload.ndjson', 'real-run.ndjson.gz'])(
    'writes the run %s for ShiViz, and for Perfetto with its times',
    async (name) => {
      const run = path.resolve('viewer/testing/traces', name);
      const shiviz = await exoHere('export', run, '--to', 'shiviz');
      expect([shiviz.code, shiviz.stderr]).toEqual([0, '']);
      const clocks = shiviz.stdout
        .trimEnd()
        .split('\n')
        .slice(2)
        .filter((_, i) => i % 2 === 1)
        .map((line) => /^(\S+) (\{.*\})$/.exec(line) ?? []);
      const counted = new Map<string, number>();
      for (const [, host = '', json = '{}'] of clocks) {
        const clock = JSON.parse(json) as Readonly<Record<string, number>>;
        expect(clock[host]).toBe((counted.get(host) ?? 0) + 1);
        counted.set(host, clock[host] ?? 0);
        // Nobody knows more of another than that has done by then.
        for (const [other, time] of Object.entries(clock))
          expect(time).toBeLessThanOrEqual(counted.get(other) ?? 0);
      }
      const lines = await exoHere('export', run, '--to', 'ndjson');
      const events = lines.stdout.trimEnd().split('\n').slice(1);
      expect(clocks.length).toBe(events.length);
      const perfetto = await exoHere('export', run, '--to', 'perfetto');
      const { traceEvents } = JSON.parse(perfetto.stdout) as { traceEvents: TraceEvent[] };
      const flows = traceEvents.filter(({ ph }) => ph === 's' || ph === 'f');
      const received = events.filter((line) => line.includes('"received"'));
      expect(flows.length).toBeGreaterThan(received.length);
      const slices = new Set(
        traceEvents.filter(({ ph }) => ph === 'X').map(({ pid, tid, ts }) => `${pid} ${tid} ${ts}`),
      );
      for (const { pid, tid, ts } of flows) expect(slices).toContain(`${pid} ${tid} ${ts}`);
      const [first, last] = [events[0], events.at(-1)].map(
        (line) => JSON.parse(line ?? '') as { atUs: number },
      );
      const ends = traceEvents.flatMap(({ ts }) => ts ?? []);
      expect(Math.max(...ends)).toBeGreaterThanOrEqual((last?.atUs ?? 0) - (first?.atUs ?? 0));
    },
  );

  test('writes a trace as a run that exo view draws', async () => {
    await exoHere('export', TRACE, '--to', 'ndjson', '--out', 'run.ndjson');
    expect(await exoHere('view', 'run.ndjson')).toMatchObject({ code: 0, stderr: '' });
  });

  test('says in one line what it cannot take', async () => {
    const run = path.resolve('viewer/testing/traces/simulated-crashes.ndjson');
    const bare = write('bare.itf.json', '{"vars":["x"],"states":[{"x":1},{"x":2}]}');
    const refused = [
      await exoHere('export', run, '--to', 'tla'),
      await exoHere('export', bare, '--to', 'svg'),
      await exoHere('export', bare, '--to', 'ndjson'),
    ];
    for (const { code, stdout, stderr } of refused)
      expect([code, stdout, stderr]).toEqual([
        150,
        '',
        expect.stringMatching(/^exo: EXO219: [^\n]*; accepted: [^\n]*\n$/),
      ]);
    const outcomes = [
      await exoHere('export', TRACE, '--to', 'svg', '--steps', '3-99'),
      await exoHere('export', TRACE, '--to', 'svg', '--steps', 'all'),
      await exoHere('export', TRACE, '--to', 'dot', '--dark'),
      await exoHere('export', TRACE, '--to', 'png'),
      await exoHere('export', TRACE),
      await exoHere('export', 'none.itf.json', '--to', 'dot'),
      await exoHere('export', write('bad.itf.json', '{}'), '--to', 'dot'),
      await exoHere('export', TRACE, '--to', 'dot', '--out', 'none/x.dot'),
    ];
    expect(outcomes.map(({ code }) => code)).toEqual([151, 151, 151, 151, 151, 150, 150, 151]);
    for (const { stderr } of outcomes) expect(stderr).toMatch(/^exo: EXO\d+: [^\n]*\n$/);
  });

  test.runIf(fs.existsSync('/dev/full'))('says so where the disk is full', async () => {
    const { code, stderr } = await exoHere('export', TRACE, '--to', 'dot', '--out', '/dev/full');
    expect([code, stderr]).toEqual([151, expect.stringMatching(/^exo: EXO331: [^\n]*the disk is full\n$/)]);
  });
});
