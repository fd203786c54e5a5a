import fs from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeBench, type Outcome } from '../run-exo.test.helper.js';

const { exoHere, write, read, remove } = makeBench();
afterAll(remove);

const SMALL = ['--duration', '200ms', '--waiting', '2', '--delay', '200us..300us'];
const FAULTY = [...SMALL, '--hosts', '5', '--seed', '7', '--losses', '5%', '--crashes', '3'];
/** Nobody can agree so soon. */
const STALLED = [...SMALL, '--crashes', '2', '--settle', '1us'];

type Json = Record<string, unknown>;

describe('exo simulate', () => {
  it.skipIf(process.platform === 'win32')(
    'writes a run through a link into the file that it leads to',
    async () => {
      const file = write('kept.ndjson', 'another run\n');
      fs.symlinkSync(file, `${file}.link`);
      expect((await exoHere('simulate', ...SMALL, '--run-out', `${file}.link`)).code).toBe(0);
      expect(fs.lstatSync(`${file}.link`).isSymbolicLink()).toBe(true);
      expect(read('kept.ndjson')).toMatch(/^\{"schema":/);
    },
  );

  it('says in a summary what was agreed, what went wrong, and how soon the hosts agreed again', async () => {
    const { code, stdout, stderr } = await exoHere('simulate', ...FAULTY);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.slice(0, 3)).toEqual([
      expect.stringMatching(/^✔ agreed: [\d,]+ messages in one order, nothing violated \(seed 7\)$/),
      '5 hosts · in memory · 5% losses',
      '',
    ]);
    expect(lines.slice(3)).toEqual([
      expect.stringMatching(/^ {2}messages {8}[\d,]+ agreed · [\d,]+ submitted · [\d,]+ broadcasts$/),
      expect.stringMatching(/^ {2}latency {9}median \d+(\.\d+)? (µs|ms) · p99 \d+(\.\d+)? ms$/),
      expect.stringMatching(/^ {2}takeovers {7}\d+ · highest epoch \d+ · \d+ repeats?$/),
      expect.stringMatching(/^ {2}faults {10}3 crashes · 3 restarts · \d+ copies lost$/),
      expect.stringMatching(
        /^ {2}agreed again {4}[\d.]+ ms after the last fault · all hosts send again after/,
      ),
      expect.stringMatching(/^ {2}time {12}[\d.]+ m?s virtual in .* messages\/s · .* broadcasts\/s$/),
    ]);
    expect([code, stderr]).toEqual([0, '']);
  });

  it('says that there were no faults, and nothing of agreeing again, where none were asked for', async () => {
    const { code, stdout } = await exoHere('simulate', ...SMALL);
    expect(stdout).toMatch(/\n {2}faults +none\n/);
    expect(stdout).not.toContain('agreed again');
    expect(code).toBe(0);
  });

  it('prints the verdict alone if it is to be quiet', async () => {
    const { code, stdout, stderr } = await exoHere('simulate', ...FAULTY, '--quiet');
    expect(stdout).toMatch(/^✔ agreed: .*\n$/);
    expect([code, stderr]).toEqual([0, '']);
  });

  it('prints one object as JSON, with all options and figures', async () => {
    const { code, stdout } = await exoHere('simulate', ...FAULTY, '--json');
    const report = JSON.parse(stdout) as Json;
    expect(report).toMatchObject({
      verdict: 'agreed',
      property: null,
      reason: null,
      seed: 7,
      options: {
        hosts: 5,
        losses: 0.05,
        crashes: 3,
        delayMs: [0.2, 0.3],
        application: 'remembers',
        host: {},
      },
      faults: { crashes: 3, restarts: 3, partitions: 0 },
      steps: 0,
      trace: null,
    });
    expect(report['digest']).toMatch(/^[0-9a-f]{16}$/);
    for (const name of ['virtualMs', 'events', 'entries', 'payloads', 'agreedAgainAfterMs', 'seconds'])
      expect(report[name]).toBeGreaterThan(0);
    expect(code).toBe(0);
  });

  it('does the same each time', async () => {
    const report = async () => JSON.parse((await exoHere('simulate', ...FAULTY, '--json')).stdout) as Json;
    const [one, other] = [await report(), await report()];
    expect({ ...one, seconds: 0 }).toEqual({ ...other, seconds: 0 });
  });

  it('says of a run that stalls how to run it again and how to keep it', async () => {
    const { code, stdout } = await exoHere('simulate', ...STALLED);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(
      /^✘ stalled at [\d.]+ ms of virtual time \(seed 1\): 0\.001 ms after the last fault, nothing new is delivered at [ABC, ]+$/,
    );
    expect(lines.slice(-4)).toEqual([
      '',
      'run again   exo simulate --hosts 3 --seed 1 --duration 200ms --settle 1us --delay 200us..300us --crashes 2 --waiting 2',
      'keep it     with --trace-out trace.itf.json',
      'replay it   exo replay trace.itf.json',
    ]);
    expect(code).toBe(13);
  });

  it('runs again as it says', async () => {
    const { stdout } = await exoHere('simulate', ...STALLED);
    const [, command = ''] = /\nrun again +exo (.*)\n/.exec(stdout) ?? [];
    const figures = (text: string): string =>
      text
        .replace(/ in .*/, '')
        .split('\n')
        .slice(0, 8)
        .join('\n');
    expect(figures((await exoHere(...command.split(' '))).stdout)).toBe(figures(stdout));
  });
});

describe('exo simulate --seeds', () => {
  it('runs one seed after the other, and says what all came to', async () => {
    const { code, stdout } = await exoHere('simulate', ...FAULTY, '--seeds', '4');
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toEqual([
      '✔ agreed: seeds 7 to 10, nothing violated',
      '5 hosts · in memory · 5% losses',
      '',
      expect.stringMatching(/^ {2}messages {8}[\d,]+ agreed · [\d,]+ broadcasts$/),
      expect.stringMatching(/^ {2}takeovers {7}\d+$/),
      expect.stringMatching(/^ {2}faults {10}12 crashes · 12 restarts · \d+ copies lost$/),
      expect.stringMatching(
        /^ {2}agreed again {4}median [\d.]+ ms after the last fault · at most [\d.]+ ms$/,
      ),
      expect.stringMatching(/^ {2}time {12}.* s · .* a seed · .* messages\/s$/),
    ]);
    expect(code).toBe(0);
    const quiet = (await exoHere('simulate', ...SMALL, '--seeds', '2', '--quiet')).stdout;
    expect(quiet).toBe('✔ agreed: seeds 1 to 2, nothing violated\n');
  });

  it('stops at the first that fails, and says how to run that one again', async () => {
    const { code, stdout } = await exoHere('simulate', ...STALLED, '--seeds', '50');
    expect(stdout).toMatch(/^✘ stalled at .* \(seed 1\): /);
    expect(stdout).toMatch(/\n\nrun again +exo simulate --hosts 3 --seed 1 .*\nkeep it .*\nreplay it .*\n$/);
    expect(code).toBe(13);
  });

  it('prints one object as JSON', async () => {
    const agreed = await exoHere('simulate', ...SMALL, '--seeds', '2', '--seed', '5', '--json');
    expect(JSON.parse(agreed.stdout)).toMatchObject({
      verdict: 'agreed',
      from: 5,
      seeds: 2,
      done: 2,
      failed: null,
      command: null,
    });
    const stalled = await exoHere('simulate', ...STALLED, '--seeds', '50', '--json');
    expect(JSON.parse(stalled.stdout)).toMatchObject({
      verdict: 'stalled',
      seeds: 50,
      done: 1,
      failed: { seed: 1, verdict: 'stalled' },
      command: expect.stringMatching(/^exo simulate --hosts 3 --seed 1 /) as string,
    });
    expect([agreed.code, stalled.code]).toEqual([0, 13]);
  });
});

describe('exo simulate says in one line what is wrong, and what is accepted:', () => {
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['--hosts', '1'], /EXO431: --hosts takes a whole number from 2 to 256, not 1$/],
    [['--hosts', 'five'], /EXO321: --hosts takes a whole number of at least 0, not 'five'$/],
    [['--seed', '-1'], /EXO321: --seed takes a whole number/],
    [['--duration', '0'], /EXO431: --duration takes a number from 0\.000001 to 86400000 \(ms\), not 0$/],
    [['--duration', 'long'], /EXO321: --duration takes a time such as 30s/],
    [['--losses', '5'], /EXO321: --losses takes a share such as 5%/],
    [['--losses', '101%'], /EXO321: --losses takes a share .* up to 100%, not '101%'$/],
    [['--skew', '60%'], /EXO431: --skew takes a number from 0 to 0\.5, not 0\.6$/],
    [
      ['--delay', '0..1ms'],
      /EXO431: --delay takes two numbers from 0\.000001 to 86400000 \(ms\), ascending, not/,
    ],
    [['--delay', '2ms..1ms'], /EXO321: --delay takes one value, or the least and the most/],
    [['--payload', '0..33K'], /EXO431: --payload takes two whole numbers from 0 to 32768, ascending, not/],
    [['--storage', 'tape'], /EXO321: --storage takes memory, disk or diskless, not 'tape'$/],
    [['--rate', '0'], /EXO321: --rate takes a number above 0/],
    [['--set', 'tempo=1'], /EXO321: --set takes name=value, where the name is one of logEntriesMax/],
    [['--set', 'takeoverMs=1'], /EXO431: --set: takeoverMs has to be above holdMs/],
    [['--seeds', '0'], /EXO321: --seeds takes a whole number of at least 1, not '0'$/],
    [['--seeds', '2', '--trace-out', 'x.json'], /EXO321: --trace-out does not go with --seeds/],
    [['--trace-steps', '9'], /EXO321: --trace-steps goes with --trace-out alone: it says what a trace has$/],
    [['--trace-around', '9'], /EXO321: --trace-around goes with --trace-out alone/],
    [['--trace-steps', '0'], /EXO321: --trace-steps takes a whole number from 1 to 50000, not '0'$/],
    [['--trace-out', 'no/such/folder.json'], /EXO331: --trace-out takes a file that can be written/],
    [['--trace-out', '.'], /EXO331: --trace-out takes a file that can be written, not '\.': it is a folder$/],
    [['--lossses', '5%'], /unknown option '--lossses'/],
    [['everything'], /too many arguments/],
  ];
  it.each(cases)('exo simulate %j', async (words, text) => {
    const { code, stdout, stderr } = await exoHere('simulate', ...words);
    expect(stderr.trimEnd()).toMatch(text);
    expect(stderr.trimEnd()).not.toContain('\n');
    expect([code, stdout]).toEqual([151, '']);
  });
});

describe('exo replay of a simulation', () => {
  type File = { '#meta': Json; vars: string[]; states: Record<string, Json>[] };
  let written: Outcome;
  let trace: File;
  beforeAll(async () => {
    const kept = ['--trace-steps', '80', '--trace-around', '0'];
    written = await exoHere('simulate', ...FAULTY, '--trace-out', 'run.itf.json', ...kept);
    trace = JSON.parse(read('run.itf.json')) as File;
  });

  /** The options of the run are JSON in a text, as all metadata are that are no texts. */
  function changeOptions({ '#meta': meta }: File, by: Json): void {
    const options = JSON.parse(String(meta['simulation'])) as Json;
    meta['simulation'] = JSON.stringify({ ...options, ...by });
  }

  /** Replays a changed copy of the trace. */
  async function tampered(change: (file: File) => void): Promise<Outcome> {
    const file = structuredClone(trace);
    change(file);
    write('tampered.itf.json', JSON.stringify(file));
    return await exoHere('replay', 'tampered.itf.json', '--quiet');
  }

  it('has a trace to show, of the last steps', () => {
    expect(written.stdout).toMatch(
      /\n\nwritten to {2}run\.itf\.json: 80 steps, [\d,]+ left out\nreplay it {3}exo replay run\.itf\.json\n$/,
    );
    expect(written.code).toBe(0);
    expect(trace.states.length).toBe(81);
    expect(trace['#meta']).toMatchObject({
      model: 'simulation',
      verdict: 'agreed',
      traceSteps: '80',
      command: expect.stringMatching(/^exo simulate --hosts 5 --seed 7 /) as string,
    });
  });

  it('has what is around faults and takeovers besides, and says what is left out', async () => {
    const words = ['simulate', ...FAULTY, '--trace-out', 'around.itf.json', '--trace-steps', '80'];
    const { stdout } = await exoHere(...words);
    const [, kept = '', left = ''] =
      /around\.itf\.json: ([\d,]+) steps, ([\d,]+) left out\n/.exec(stdout) ?? [];
    const { states } = JSON.parse(read('around.itf.json')) as File;
    const actions: unknown[] = states.map((state) => state['mbt::actionTaken']);
    expect(actions.filter((action) => action === 'Crash').length).toBe(3);
    expect(Number(kept.replace(',', ''))).toBe(actions.filter((one) => one !== 'LeftOut').length - 1);
    expect(Number(left.replace(',', ''))).toBeGreaterThan(0);
    const again = await exoHere('replay', 'around.itf.json', '--quiet');
    expect([again.code, again.stderr]).toEqual([0, '']);
  });

  it('shows it, simulates it again, and says that it reproduces', async () => {
    const { code, stdout, stderr } = await exoHere('replay', 'run.itf.json');
    expect(stdout).toMatch(/^step +action +A +B +C +D +E *\n/);
    expect(stdout).toMatch(/\n +80 +\w+/);
    expect(stdout).toMatch(/\n\nreproduced: agreed, 80 steps\n$/);
    expect([code, stderr]).toEqual([0, '']);
  });

  it('shows one step in full, and other formats', async () => {
    const { stdout } = await exoHere('replay', 'run.itf.json', '--step', '80');
    expect(stdout).toMatch(/^step 80 of 80 +\w+\(.*\)\n +at \d+\.\d{3} ms\n/);
    expect(stdout).toMatch(/\{agreed: \d+, delivered: \d+, epoch: \d+, length: \d+, promised: \d+, status: /);
    const mermaid = await exoHere('replay', 'run.itf.json', '--format', 'mermaid');
    expect(mermaid.stdout).toMatch(/^sequenceDiagram\n/);
    expect([mermaid.code, mermaid.stderr]).toEqual([0, 'reproduced: agreed, 80 steps\n']);
  });

  it('reproduces a run that stalled, with all its steps from the beginning', async () => {
    const { code, stdout } = await exoHere(
      'simulate',
      ...STALLED,
      '--trace-out',
      'stalled.itf.json',
      '--trace-steps',
      '50000',
    );
    expect(stdout).toMatch(/\nrun again .*\nwritten to .*\nreplay it +exo replay stalled\.itf\.json\n$/);
    expect(code).toBe(13);
    const again = await exoHere('replay', 'stalled.itf.json', '--quiet');
    expect([again.code, again.stderr]).toEqual([0, '']);
    expect(again.stdout).toMatch(/^reproduced: stalled, [\d,]+ steps\n$/);
  });

  it.each<readonly [string, (file: File) => void, RegExp]>([
    [
      'state',
      ({ states }) => Object.assign(states[40]?.['B'] ?? {}, { length: { '#bigint': '1' } }),
      /step 40: .*length is \d+, the trace says 1$/,
    ],
    [
      'action',
      ({ states }) => Object.assign(states[9] ?? {}, { 'mbt::actionTaken': 'Gossip' }),
      /step 9: it is \w+\(.*\), the trace says Gossip\(/,
    ],
    [
      'time',
      ({ states }) => Object.assign(states[5]?.['#meta'] ?? {}, { summary: 'at 1.000 ms' }),
      /step 5: .*summary is .*, the trace says/,
    ],
    ['end', ({ states }) => states.pop(), /step 79: the simulation goes on for 1 more step$/],
    [
      'verdict',
      (file) => Object.assign(file['#meta'], { verdict: 'stalled' }),
      /step 80: the simulation ends with agreed, the trace says stalled$/,
    ],
    [
      'digest',
      (file) => Object.assign(file['#meta'], { digest: '0123456789abcdef' }),
      /step 80: .*steps before those of the trace differ$/,
    ],
    ['seed', (file) => changeOptions(file, { seed: 8 }), /step 0: .* the trace says/],
  ])('says where a trace with another %s differs', async (_, change, says) => {
    const { code, stdout, stderr } = await tampered(change);
    expect(stdout).toMatch(/^does not reproduce: .*\n$/);
    expect(stdout.trimEnd()).toMatch(says);
    expect([code, stderr]).toEqual([12, '']);
  });

  it.each<readonly [string, (file: File) => void, RegExp]>([
    [
      'options that are wrong',
      (file) => changeOptions(file, { hosts: 1 }),
      /EXO206: .*tampered\.itf\.json.*hosts takes a whole number from 2 to 256, not 1/,
    ],
    [
      'options that are none',
      (file) => Object.assign(file['#meta'], { simulation: { speed: 2 } }),
      /EXO206: .*there is no option 'speed'/,
    ],
    [
      'a number of steps that is none',
      (file) => Object.assign(file['#meta'], { traceSteps: 'all' }),
      /EXO206: .*traceSteps is a whole number from 1 to 50000, not "all"/,
    ],
    ['no states', (file) => Object.assign(file, { states: [] }), /EXO20\d: /],
  ])('refuses a trace with %s', async (_, change, says) => {
    const { code, stdout, stderr } = await tampered(change);
    expect(stderr.trimEnd()).toMatch(says);
    expect(stderr.trimEnd()).not.toContain('\n');
    expect([code, stdout]).toEqual([150, '']);
  });

  it('shows what a trace says of a host, whatever that is', async () => {
    const change = (file: File): unknown => Object.assign(file.states[3] ?? {}, { B: 'gone' });
    expect((await tampered(change)).code).toBe(12);
    expect((await exoHere('replay', 'tampered.itf.json')).stdout).toMatch(/\n +3 .*gone/);
  });
});
