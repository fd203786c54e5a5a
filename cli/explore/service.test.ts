import { beforeAll, describe, expect, test } from 'vitest';
import { setup } from 'xstate';
import { replay, system } from '../../checker/index.js';
import { readItf } from '../../traces/index.js';
import {
  callOfStep,
  wordsOfStep,
  type CallName,
  type Calls,
  type Offers,
  type ShownNode,
} from '../../viewer/index.js';
import { checkFlagsOf, defaultFlags } from '../check/flags.js';
import { publishedSource } from '../models/published-source.js';
import { exploreService } from './service.js';

const FLAGS = checkFlagsOf({
  ...defaultFlags(),
  ...{ timeouts: 1, losses: 2, crashes: 1, set: { ownCopy: 'hear' } },
});
const SOURCE = publishedSource(FLAGS);

async function asking<Name extends CallName>(
  service: ReturnType<typeof exploreService>,
  name: Name,
  asks: Calls[Name]['asks'],
): Promise<Calls[Name]['gives']> {
  return (await service(name, asks)) as Calls[Name]['gives'];
}

const service = exploreService({ source: SOURCE, flags: FLAGS, command: 'exo explore published' });
const call = <Name extends CallName>(name: Name, asks: Calls[Name]['asks']): Promise<Calls[Name]['gives']> =>
  asking(service, name, asks);
let start: ShownNode;
let first: Offers;

beforeAll(async () => {
  const { starts } = await call('begin', {});
  start = starts[0] as ShownNode;
  first = await call('offers', { node: start.id });
});

/** Ends with what came of a search. */
async function found(asks: Calls['search']['asks']): Promise<Calls['progress']['gives']> {
  const { search } = await call('search', asks);
  for (;;) {
    const state = await call('progress', { search });
    if (state.kind !== 'searching') return state;
    await new Promise((resume) => setTimeout(resume, 5));
  }
}

describe('what may happen next', () => {
  test('stands with its actor, once for all to whom it may be lost', () => {
    expect(
      first.offers.map(({ actor, call: text, outcomes }) => `${actor ?? '-'} ${text} ${outcomes.length}`),
    ).toEqual([
      'A Broadcast(host=A) 7',
      'A Crash(A) 1',
      'B Timeout(B) 1',
      'B Crash(B) 1',
      'C Timeout(C) 1',
      'C Crash(C) 1',
    ]);
    const [broadcast] = first.offers;
    // In this reading its own copy may be lost to A, too.
    expect(broadcast?.outcomes.map(({ lost }) => lost.join(''))).toEqual([
      '',
      'A',
      'B',
      'C',
      'AB',
      'AC',
      'BC',
    ]);
    expect(broadcast?.outcomes.every(({ to }) => to.includes('B') && to.includes('C'))).toBe(true);
  });

  test('has what it leads to beforehand, and its step is what was told', async () => {
    const outcomes = first.offers.flatMap((offer) => offer.outcomes);
    for (const { place, words, leads } of outcomes) {
      const node = await call('take', { node: start.id, place });
      expect([wordsOfStep(node.step), node.leads]).toEqual([words, leads]);
    }
    const crashed = await call('take', { node: start.id, place: 7 });
    expect(crashed.step.call).toBe('Crash(A)');
    const { offers } = await call('offers', { node: crashed.id });
    expect(offers.find(({ action }) => action === 'Restart')?.outcomes[0]?.leads.seen).toBe(null);
  });

  test('has the guard that says no', async () => {
    const { refused } = await call('refused', { node: start.id });
    const whys = new Map(refused.map(({ actor, action, why }) => [`${actor ?? '-'} ${action}`, why]));
    expect(whys.get('A Timeout')).toBe('up.token.holding | log.inStep does not take TIMEOUT');
    expect(whys.get('B Restart')).toBe('up.token.following | log.inStep does not take RESTART');
    expect(refused.length).toBe(9);
  });

  test('is a new branch where it was not tried, and the same state where it was', async () => {
    const [one, again] = [
      await call('take', { node: start.id, place: 1 }),
      await call('take', { node: start.id, place: 1 }),
    ];
    expect(again.id).toBe(one.id);
    expect((await call('take', { node: start.id, place: 2 })).id).not.toBe(one.id);
  });
});

describe('a shortest way', () => {
  test('to a violation is as long as a counterexample, is saved, and replays', async () => {
    const way = await found({
      node: start.id,
      goal: { kind: 'property', name: 'Agreement' },
      statesMax: 1e6,
    });
    expect(way).toMatchObject({
      kind: 'found',
      words: expect.stringMatching(/^Agreement is violated in \d+ steps/),
    });
    if (way.kind !== 'found') throw new Error(way.kind);
    const last = way.nodes.at(-1) as ShownNode;
    expect(last.leads.violates).toContain('Agreement');
    expect(last.evidence).not.toBe(null);
    const saved = await call('save', { node: last.id, as: 'trace' });
    expect(replay(SOURCE.model, readItf(saved.text))).toEqual({
      kind: 'reproduced',
      what: `Agreement is violated at step ${way.nodes.length}`,
    });
    const beyond = await call('take', { node: last.id, place: 0 });
    const cut = await call('save', { node: beyond.id, as: 'trace' });
    expect([cut.text, cut.note]).toEqual([saved.text, expect.stringContaining('as far as step')]);
    expect((await call('save', { node: last.id, as: 'test' })).text).toContain("'replay', file");
  });

  test('to a witness, a condition, and to what never happens', async () => {
    const witness = await found({
      node: start.id,
      goal: { kind: 'property', name: 'SomethingAgreed' },
      statesMax: 1e6,
    });
    expect(witness).toMatchObject({
      kind: 'found',
      words: 'SomethingAgreed is reached in 2 steps, the fewest from here',
    });
    const text = 'B.token = holding and B.log contains A0';
    const condition = await found({ node: start.id, goal: { kind: 'predicate', text }, statesMax: 1e6 });
    expect(condition).toMatchObject({
      kind: 'found',
      words: `${text} holds in 1 step, the fewest from here`,
    });
    const never = await found({
      node: start.id,
      goal: { kind: 'predicate', text: 'A.log contains X7' },
      statesMax: 10,
    });
    expect(never).toMatchObject({ kind: 'unknown', words: expect.stringContaining('limit statesMax') });
    await expect(
      found({ node: start.id, goal: { kind: 'predicate', text: 'Z.x = 1' }, statesMax: 10 }),
    ).rejects.toThrow(expect.objectContaining({ code: 'EXO391' }));
  });

  test('is refused to a field that no state has, with those that there are', async () => {
    const asked = (text: string): Promise<unknown> =>
      found({ node: start.id, goal: { kind: 'predicate', text }, statesMax: 10 });
    await expect(asked('A.agred >= 1')).rejects.toThrow(
      /no condition: n\w+ .* has a field A\.agred; accepted: .*A\.agreed/,
    );
    await expect(asked('A.log.length > 0 and B.log.first = A0')).rejects.toThrow(/B\.log\.first/);
    await expect(call('walk', { node: start.id, steps: 1, seed: 1, until: 'A.agred >= 1' })).rejects.toThrow(
      expect.objectContaining({ code: 'EXO391' }),
    );
    expect(await asked('A.log.1 = A0')).toMatchObject({ kind: expect.stringMatching('unknown|none|found') });
  });
});

describe('a link', () => {
  test('leads to the same state in another server, and says where it ceased to fit', async () => {
    const way = await call('walk', { node: start.id, steps: 6, seed: 7, until: '' });
    const run = [start, ...way.nodes].map(({ step, fingerprint }) => {
      return { label: callOfStep(step), fingerprint: fingerprint.slice(0, 8) };
    });
    const elsewhere = exploreService({ source: publishedSource(FLAGS), flags: FLAGS, command: '' });
    const followed = await asking(elsewhere, 'follow', { run });
    expect(followed.ceased).toBe(null);
    expect(followed.nodes.map(({ fingerprint }) => fingerprint)).toEqual(
      [start, ...way.nodes].map(({ fingerprint }) => fingerprint),
    );
    const changed = run.map((step, i) => (i === 3 ? { ...step, label: 'Fly(A)' } : step));
    const part = await asking(elsewhere, 'follow', { run: changed });
    expect(part.nodes.length).toBe(3);
    expect(part.ceased).toMatch(/^step 3: Fly\(A\) is not enabled there; enabled is /);
    const strange = run.map((step, i) => (i === 2 ? { ...step, fingerprint: '00000000' } : step));
    expect((await asking(elsewhere, 'follow', { run: strange })).ceased).toMatch(
      /^step 2: .* leads to another state now$/,
    );
  });
});

test('random steps are the same for the same seed, and end where a condition holds', async () => {
  const [one, again] = [
    await call('walk', { node: start.id, steps: 8, seed: 3, until: '' }),
    await call('walk', { node: start.id, steps: 8, seed: 3, until: '' }),
  ];
  expect(again.nodes.map(({ id }) => id)).toEqual(one.nodes.map(({ id }) => id));
  const until = await call('walk', { node: start.id, steps: 200, seed: 1, until: 'losses < 2' });
  expect(until.ended).toBe('losses < 2 holds');
});

test('does not grey what an actor has nothing for: no timer that is not armed, nothing that is not invoked', async () => {
  const model = system({
    name: 'a lamp',
    actors: {
      lamp: setup({}).createMachine({ initial: 'off', states: { off: { on: { PRESS: 'on' } }, on: {} } }),
    },
    inputs: { lamp: [{ type: 'PRESS' }] },
    mayEnd: () => true,
  });
  const lamp = exploreService({ source: { ...SOURCE, model }, flags: FLAGS, command: 'exo explore lamp' });
  const { starts } = await asking(lamp, 'begin', {});
  const { offers } = await asking(lamp, 'offers', { node: starts[0]?.id ?? -1 });
  expect(offers.map(({ action }) => action)).toEqual(['PRESS']);
  const node = await asking(lamp, 'take', { node: starts[0]?.id ?? -1, place: 0 });
  const { refused } = await asking(lamp, 'refused', { node: node.id });
  expect(refused.map(({ action }) => action)).toEqual(['PRESS']);
});

test.each([
  ['take', { node: 0 }],
  ['take', { node: 0.5, place: 0 }],
  ['walk', { node: 0, steps: 1, seed: 1 }],
  ['search', { node: 0, goal: { kind: 'magic' }, statesMax: 1 }],
  ['follow', { run: 7 }],
  ['constructor', {}],
  ['begin', null],
])('refuses what is no call: %s %j', async (name, asked) => {
  await expect(service(name, asked)).rejects.toMatchObject({ code: 'EXO393' });
});

test('knows no state that was never reached', async () => {
  await expect(service('offers', { node: 999_999 })).rejects.toMatchObject({ code: 'EXO392' });
  await expect(service('take', { node: 0, place: 999 })).rejects.toMatchObject({ code: 'EXO392' });
});
