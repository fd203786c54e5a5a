import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  initialStates,
  replay,
  successors,
  traceOf,
  type Model,
  type Run,
  type Transition,
} from '../../checker/index.js';
import { readItf, writeItf, type Trace } from '../../traces/index.js';
import { checkFlagsOf } from '../check/flags.js';
import { exoSource } from '../models/exo-source.js';
import type { ModelOptions } from '../models/model-options.js';
import { makeBench } from '../run-exo.test.helper.js';
import { metaOf } from './trace-meta.js';
import { sourceOfTrace } from './trace-source.js';

const { exoHere, write, read, remove } = makeBench();
afterAll(remove);

const RECEIVE_ANY: ModelOptions = {
  hosts: 3,
  slots: 3,
  epochs: 3,
  timeouts: 0,
  losses: 0,
  partitions: 0,
  crashes: 0,
  medium: 'receive-any',
  literal: false,
  set: {},
};
const BUS: ModelOptions = {
  ...RECEIVE_ANY,
  medium: 'bus',
  payloads: 1,
  timeouts: 2,
  losses: 'inf',
  partitions: 1,
  crashes: 1,
  noReduce: ['persist', 'restart', 'partitions'],
};
const ASYNC: ModelOptions = { ...BUS, medium: 'async', partitions: 0, losses: 2 };

/** A run that takes now this edge, now that, by a rule of its own. */
function runOf(model: Model, length: number): Run {
  const [initial = []] = initialStates(model);
  const steps: Transition[] = [];
  while (steps.length < length) {
    const next = successors(model, steps.at(-1)?.states ?? initial);
    const chosen = next[(steps.length * 7919 + 17) % Math.max(next.length, 1)];
    if (chosen === undefined) break;
    steps.push(chosen);
  }
  return { initial, steps };
}

/** A run as a trace that is about no property, out of a file. */
function traceFor(options: ModelOptions): Trace {
  const source = exoSource(options);
  const result = { property: null, verdict: 'exhausted' } as unknown as Parameters<typeof metaOf>[1];
  const meta = metaOf(source, result, checkFlagsOf({ search: 'bfs' }));
  return readItf(writeItf(traceOf(source.model, runOf(source.model, 25), meta)));
}

describe('a trace of the completed protocol', () => {
  it.each([
    ['receive-any', RECEIVE_ANY],
    ['bus', BUS],
    ['async', ASYNC],
  ])(
    'is executed again on %s, from its metadata alone, by the public transition of XState',
    async (_, options) => {
      const trace = traceFor(options);
      const { model } = await sourceOfTrace(trace, 'run.itf.json');
      expect(replay(model, trace)).toEqual({ kind: 'reproduced', what: 'all 25 steps' });
    },
  );

  it('records epochs, payloads and the reductions that are off, and the command that makes it again', () => {
    const { meta } = traceFor(BUS);
    expect(meta).toMatchObject({
      model: 'exo',
      medium: 'bus',
      bounds: { hosts: 3, slots: 3, epochs: 3, payloads: 1, losses: 'inf', crashes: 1 },
      noReduce: ['persist', 'restart', 'partitions'],
      command:
        'exo check exo --hosts 3 --slots 3 --epochs 3 --timeouts 2 --losses inf --partitions 1 --crashes 1 ' +
        '--payloads 1 --no-reduce persist,restart,partitions',
    });
    expect(traceFor(RECEIVE_ANY).meta).toMatchObject({
      bounds: { hosts: 3, slots: 3, epochs: 3, payloads: 'inf', crashes: 0 },
      command: 'exo check exo --hosts 3 --slots 3 --epochs 3 --medium receive-any',
    });
    expect(traceFor(RECEIVE_ANY).meta).not.toHaveProperty('noReduce');
  });

  it('differs under other reductions', async () => {
    const { noReduce, ...others } = traceFor(BUS).meta;
    expect(noReduce).toHaveLength(3);
    const trace = { ...traceFor(BUS), meta: { ...others, noReduce: [] } };
    const { model } = await sourceOfTrace(trace, 'run.itf.json');
    expect(replay(model, trace)).toMatchObject({ kind: 'differs' });
  });

  it.each([
    ['epochs', { bounds: { ...traceFor(BUS).meta.bounds, epochs: 0 } }, /EXO206: .*--epochs takes/],
    ['reductions', { noReduce: ['haste'] }, /EXO206: .*unknown reduction 'haste'/],
    ['a list of reductions', { noReduce: 'persist' }, /EXO206: .*noReduce is a list of names, not "persist"/],
  ])('is rejected where its metadata has no %s that there are', async (_, change, message) => {
    const trace = traceFor(BUS);
    write('bad.itf.json', writeItf({ ...trace, meta: { ...trace.meta, ...change } }));
    const { code, stderr } = await exoHere('replay', 'bad.itf.json');
    expect(stderr).toMatch(message);
    expect(code).toBe(150);
  });
});

const DIST = (name: string): string =>
  pathToFileURL(fileURLToPath(new URL(`../../dist/${name}/index.js`, import.meta.url))).href;

/** The completed protocol, but whoever likes thinks that it holds the token. */
const GREEDY = `
import { xstateComponent } from '${DIST('checker')}';
import { ALL_REDUCTIONS, exoHostInput, exoModel, showExoHost } from '${DIST('spec')}';

export const model = (given) => {
  const options = { ...given, reductions: ALL_REDUCTIONS.filter((name) => !given.noReduce.includes(name)) };
  const component = (machine, self) =>
    xstateComponent(machine.provide({ guards: { holdsToken: () => true } }), {
      name: 'host ' + self,
      input: exoHostInput(options, self),
      show: showExoHost,
    });
  return exoModel({ ...options, component });
};
`;

describe('a broken host in the place of the completed one', () => {
  beforeAll(async () => {
    write('greedy.mjs', GREEDY);
    const bounds = ['--epochs', '1', '--slots', '3', '--payloads', '1', '--medium', 'receive-any'];
    const asked = ['--no-reduce', 'persist', '--property', 'Agreement'];
    await exoHere('check', 'greedy.mjs', ...bounds, ...asked, '--trace-out', 'greedy.itf.json');
  });

  it('is found out, and its counterexample reproduces', async () => {
    const trace = readItf(read('greedy.itf.json'));
    expect(trace.meta).toMatchObject({
      property: 'Agreement',
      bounds: { epochs: 1, payloads: 1 },
      noReduce: ['persist'],
    });
    const { code, stdout } = await exoHere('replay', 'greedy.itf.json', '--quiet');
    expect(stdout).toMatch(/^reproduced: Agreement is violated at step \d+\n$/);
    expect(code).toBe(0);
  });

  it('does what the completed host does not', async () => {
    write('forged.itf.json', read('greedy.itf.json').replace('"model": "greedy.mjs"', '"model": "exo"'));
    const { code, stdout } = await exoHere('replay', 'forged.itf.json', '--quiet');
    expect(stdout).toMatch(/^does not reproduce: step \d+: \w+\(.*\) is not enabled; enabled/);
    expect(code).toBe(12);
  });
});
