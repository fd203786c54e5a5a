import { describe, expect, it } from 'vitest';
import { assign, createMachine, setup } from 'xstate';
import {
  ExoError,
  each,
  invariant,
  leg,
  listMutants,
  mutateAsync,
  plainComponent,
  route,
  rule,
  silencing,
  slot,
  sometimes,
  xstateComponent,
  type Scope,
  type Model,
  type Mutated,
  type MutantResult,
  type MutationProgress,
  type MutationSubject,
} from '../index.js';

const FULL = 3;

/** A jar that can be filled to three, emptied, and, while it is full, rung. */
const jar = setup({
  types: {
    context: {} as { readonly n: number },
    events: {} as { readonly type: 'FILL' | 'TAKE' | 'RING' },
  },
  guards: {
    mayFill: ({ context }) => context.n < FULL,
    mayTake: ({ context }) => context.n > 0,
    isFull: ({ context }) => context.n === FULL,
    spare: () => true,
  },
  actions: {
    fill: assign({ n: ({ context }) => context.n + 1 }),
    take: assign(({ context }) => {
      if (context.n === 0) throw new Error('the jar is empty');
      return { n: context.n - 1 };
    }),
    ring: () => undefined,
  },
}).createMachine({
  id: 'jar',
  context: { n: 0 },
  on: {
    FILL: { guard: 'mayFill', actions: 'fill' },
    TAKE: { guard: 'mayTake', actions: 'take' },
    RING: { guard: 'isFull', actions: 'ring' },
  },
});

type Jar = typeof jar;

/** The jar and a bell; `fills` is how often it may be filled, and `limit` what must never be in it. */
function jarModel({ machine, silenced }: Mutated<Jar>, fills: number, limit = FULL + 1): Model {
  const own = slot('jar', silencing(xstateComponent(machine), silenced));
  const bell = slot(
    'bell',
    plainComponent<boolean, { readonly type: 'STRIKE' }, never>({
      name: 'bell',
      initial: [false],
      step: () => [{ next: true, effects: [] }],
    }),
  );
  const left = slot(
    'left',
    plainComponent<number, { readonly type: 'DRAW' }, never>({
      name: 'left',
      initial: [fills],
      step: (n) => (n === 0 ? [] : [{ next: n === Infinity ? n : n - 1, effects: [] }]),
    }),
  );
  return {
    name: 'jar',
    slots: [own, bell, left],
    rules: [
      rule({
        name: 'Fill',
        slot: own,
        offers: () => [{ legs: [leg(own, { type: 'FILL' }), leg(left, { type: 'DRAW' })] }],
      }),
      rule({ name: 'Take', slot: own, offers: () => [{ legs: [leg(own, { type: 'TAKE' })] }] }),
      rule({ name: 'Ring', slot: own, offers: () => [{ legs: [leg(own, { type: 'RING' })] }] }),
    ],
    routes: [route(own, () => [leg(bell, { type: 'STRIKE' })])],
    properties: [
      invariant({ name: 'NoSpill', over: each([own]), holds: ([one]) => (one?.context.n ?? 0) < limit }),
      sometimes({ name: 'Full', over: each([own]), holds: ([one]) => one?.context.n === FULL }),
      sometimes({ name: 'Rung', over: each([bell]), holds: ([rung]) => rung === true }),
    ],
    mayEnd: () => fills !== Infinity,
  };
}

const ONCE: Scope<Jar> = { name: 'once', model: (mutated) => jarModel(mutated, 1) };
const ENDLESS: Scope<Jar> = {
  name: 'endless',
  command: 'exo check ./jar.js',
  model: (mutated) => jarModel(mutated, Infinity),
};

const SUBJECT: MutationSubject<Jar> = {
  machine: jar,
  scopes: [ENDLESS],
  written: [
    {
      name: 'two at once',
      says: 'fills by two',
      source: 'rule 1',
      mutate: (machine) => ({
        machine: machine.provide({ actions: { fill: assign({ n: ({ context }) => context.n + 2 }) } }),
        silenced: null,
      }),
    },
  ],
  equivalent: { 'take=nothing': 'nobody asks for what is taken' },
};

async function verdicts(subject: MutationSubject<Jar>): Promise<Readonly<Record<string, MutantResult>>> {
  const { mutants } = await mutateAsync(subject);
  return Object.fromEntries(mutants.map((mutant) => [mutant.name, mutant]));
}

describe('a mutant is killed', () => {
  it('by a property, with the fewest steps to it and the run', async () => {
    const found = await verdicts(SUBJECT);
    expect(found['mayFill=always']).toMatchObject({
      verdict: 'killed',
      by: { kind: 'property', name: 'NoSpill' },
      steps: 4,
      scope: 'endless',
      kind: 'always',
      of: 'mayFill',
    });
    const run = found['mayFill=always']?.counterexample;
    expect(run?.steps.map((step) => step.rule.name)).toEqual(['Fill', 'Fill', 'Fill', 'Fill']);
    expect(found['mayFill=always']?.model?.name).toBe('jar');
  });

  it('by a deadlock that the machine itself does not come to', async () => {
    const found = await verdicts(SUBJECT);
    expect(found['mayFill=never']).toMatchObject({ by: { kind: 'deadlock' }, steps: 0, states: 1 });
  });

  it('by a witness that is reached no longer, be it for a guard, an assign or an effect', async () => {
    const found = await verdicts(SUBJECT);
    const missed = { kind: 'witness', name: 'Rung' };
    expect(found['isFull=never']).toMatchObject({ verdict: 'killed', by: missed, steps: null });
    expect(found['ring=nothing']).toMatchObject({ verdict: 'killed', by: missed, counterexample: null });
    expect(found['fill=nothing']).toMatchObject({ by: { kind: 'witness', name: 'Full' }, model: null });
  });

  it('by an action that is taken no longer', async () => {
    const found = await verdicts(SUBJECT);
    expect(found['mayTake=never']).toMatchObject({ verdict: 'killed', by: { kind: 'action', name: 'Take' } });
  });

  it('by an exception that the machine itself does not throw', async () => {
    const found = await verdicts(SUBJECT);
    expect(found['mayTake=always']).toMatchObject({ verdict: 'killed', by: { kind: 'error' }, steps: null });
    expect(found['mayTake=always']?.by?.name).toContain('the jar is empty');
  });

  it('though it is a written one, which says what it does', async () => {
    const found = await verdicts(SUBJECT);
    expect(found['two at once']).toMatchObject({
      verdict: 'killed',
      kind: 'written',
      of: null,
      says: 'fills by two',
      source: 'rule 1',
      steps: 2,
    });
  });
});

describe('a mutant is not killed', () => {
  it('and has survived, where nothing is wrong with the states that it has besides', async () => {
    const found = await verdicts(SUBJECT);
    expect(found['isFull=always']).toMatchObject({ verdict: 'survived', by: null, isAlike: false });
  });

  it('and is equivalent, where the subject says why', async () => {
    const found = await verdicts(SUBJECT);
    expect(found['take=nothing']).toMatchObject({
      verdict: 'equivalent',
      reason: 'nobody asks for what is taken',
      isAlike: false,
      scopes: ['endless'],
    });
  });

  it('and is unused, without a search, where the chart never refers to it', async () => {
    const found = await verdicts(SUBJECT);
    expect(found['spare=never']).toMatchObject({ verdict: 'unused', states: 0, scopes: [] });
    const equivalents = await verdicts({ ...SUBJECT, equivalent: { 'spare=never': 'another chart has it' } });
    expect(equivalents['spare=never']?.verdict).toBe('equivalent');
  });

  it('and is undecided, where a limit ended a search', async () => {
    const grows: MutationSubject<Jar>['written'][number] = {
      name: 'grows',
      says: 'takes without end',
      source: 'none',
      mutate: (machine) => ({
        machine: machine.provide({
          guards: { mayTake: () => true },
          actions: { take: assign({ n: ({ context }) => context.n - 1 }) },
        }),
        silenced: null,
      }),
    };
    const subject = { ...SUBJECT, written: [grows] };
    const { mutants, counts } = await mutateAsync(subject, { only: ['grows'], statesMax: 50 });
    expect(mutants).toMatchObject([{ verdict: 'undecided', states: 50 }]);
    expect(counts).toEqual({ killed: 0, equivalent: 0, survived: 0, undecided: 1, unused: 0 });
  });

  it('and is undecided, where the machine itself came to the limit', async () => {
    const { mutants, scopes } = await mutateAsync(SUBJECT, { only: ['isFull=always'], statesMax: 2 });
    expect(scopes).toMatchObject([{ name: 'endless', isExhausted: false, states: 2 }]);
    expect(mutants).toMatchObject([{ verdict: 'undecided', scopes: [], isAlike: false }]);
  });
});

describe('scopes', () => {
  it('are gone through in order until one kills', async () => {
    const subject = { ...SUBJECT, scopes: [ONCE, ENDLESS] };
    const { mutants, scopes } = await mutateAsync(subject);
    const found = Object.fromEntries(mutants.map((mutant) => [mutant.name, mutant]));
    expect(found['mayFill=always']).toMatchObject({ scope: 'endless', scopes: ['once', 'endless'] });
    expect(found['mayTake=always']).toMatchObject({ scope: 'once', scopes: ['once'] });
    expect(scopes).toMatchObject([
      { name: 'once', command: null, isExhausted: true, states: 3 },
      { name: 'endless', command: 'exo check ./jar.js', isExhausted: true, states: 8 },
    ]);
  });

  it('kill by no witness, action or deadlock that the machine itself has not', async () => {
    const { mutants } = await mutateAsync({ ...SUBJECT, scopes: [ONCE] }, { only: ['isFull=never'] });
    expect(mutants).toMatchObject([{ verdict: 'survived', isAlike: true }]);
  });

  it('on request are only for those that name them, written or not', async () => {
    const subject: MutationSubject<Jar> = {
      ...SUBJECT,
      scopes: [ONCE, { ...ENDLESS, onRequest: true }],
      written: SUBJECT.written.map((mutant) => ({ ...mutant, scopes: ['endless'] })),
      elsewhere: { 'mayFill=always': ['endless', 'once'] },
    };
    const ways = Object.fromEntries(
      listMutants(subject).map(({ name, scopes }) => [name, scopes.map((scope) => scope.name)]),
    );
    expect(ways).toMatchObject({
      'two at once': ['endless'],
      'mayFill=always': ['endless', 'once'],
      'mayFill=never': ['once'],
    });
  });

  it('in which the machine itself breaks are refused, with what breaks there', async () => {
    const broken = {
      ...SUBJECT,
      scopes: [{ ...ENDLESS, model: (one: Mutated<Jar>) => jarModel(one, 9, 2) }],
    };
    await expect(mutateAsync(broken)).rejects.toThrow(
      new ExoError(
        'EXO172',
        "scope 'endless': the machine itself violates NoSpill after 2 steps; only where it holds can a mutant be told from it",
      ),
    );
  });
});

describe('the lists of a subject', () => {
  it('may be wrong about an equivalent one: it is killed, and named', async () => {
    const wrong = { ...SUBJECT, equivalent: { 'isFull=never': 'a bell is a bell' } };
    const { mutants, mislisted } = await mutateAsync(wrong, { only: ['isFull=never'] });
    expect(mutants).toMatchObject([{ verdict: 'killed', reason: 'a bell is a bell' }]);
    expect(mislisted).toEqual(['isFull=never']);
  });

  it.each([
    ['equivalent', { equivalent: { 'isFul=never': 'a slip' } }, "'equivalent' names 'isFul=never'"],
    ['elsewhere', { elsewhere: { 'two at once': ['endless'] } }, "'elsewhere' names 'two at once'"],
    ['a scope', { elsewhere: { 'isFull=never': ['small'] } }, "run in scope 'small', and there is none"],
    ['two scopes', { scopes: [ENDLESS, ENDLESS] }, "two scopes are called 'endless'"],
    ['two mutants', { written: [...SUBJECT.written, ...SUBJECT.written] }, "two mutants are called 'two at"],
  ])('are refused where %s is not what there is', async (_what, change, message) => {
    const run = mutateAsync({ ...SUBJECT, ...change });
    await expect(run).rejects.toMatchObject({
      code: 'EXO171',
      message: expect.stringContaining(message) as string,
    });
  });

  it('are refused where a written mutant is no machine that can be checked', async () => {
    const late = createMachine({ id: 'late', context: { n: 0 }, after: { long: {} } }) as unknown as Jar;
    const written = [
      { name: 'late', says: '', source: '', mutate: () => ({ machine: late, silenced: null }) },
    ];
    await expect(mutateAsync({ ...SUBJECT, written }, { only: ['late'] })).rejects.toMatchObject({
      code: 'EXO173',
      message: expect.stringContaining("mutant 'late': cannot be checked") as string,
    });
  });

  it('are refused where another mutant is asked for', async () => {
    await expect(mutateAsync(SUBJECT, { only: ['none'] })).rejects.toMatchObject({
      code: 'EXO371',
      message: expect.stringContaining(
        "unknown mutant 'none'; there are two at once, mayFill=always",
      ) as string,
    });
  });
});

describe('a mutation', () => {
  it('runs the written mutants first, and counts what came of all', async () => {
    const { mutants, counts } = await mutateAsync(SUBJECT);
    expect(mutants.map(({ name }) => name)).toEqual([
      ...['two at once', 'mayFill=always', 'mayFill=never', 'mayTake=always', 'mayTake=never'],
      ...['isFull=always', 'isFull=never', 'spare=always', 'spare=never'],
      ...['fill=nothing', 'take=nothing', 'ring=nothing'],
    ]);
    expect(counts).toEqual({ killed: 8, equivalent: 1, survived: 1, undecided: 0, unused: 2 });
  });

  it('runs those alone that are asked for, and searches the machine itself only where they come to', async () => {
    const subject = { ...SUBJECT, scopes: [ONCE, ENDLESS] };
    const { mutants, scopes } = await mutateAsync(subject, { only: ['mayTake=always'] });
    expect(mutants.map(({ name }) => name)).toEqual(['mayTake=always']);
    expect(scopes.map(({ name }) => name)).toEqual(['once']);
  });

  it('tells of its progress: the machine itself, then each mutant', async () => {
    const told: MutationProgress[] = [];
    await mutateAsync(SUBJECT, {
      only: ['isFull=never', 'ring=nothing'],
      onProgress: (now) => told.push(now),
    });
    expect(told).toEqual([
      { mutant: null, scope: 'endless', done: 0, total: 2, states: 0 },
      { mutant: 'isFull=never', scope: 'endless', done: 0, total: 2, states: 0 },
      { mutant: 'ring=nothing', scope: 'endless', done: 1, total: 2, states: 0 },
    ]);
  });

  it('ends soon after it is interrupted, even where no search takes long: the rest is undecided', async () => {
    const controller = new AbortController();
    const onProgress = ({ done }: MutationProgress): void => {
      if (done === 3) setTimeout(() => controller.abort(), 0);
    };
    const { counts, mutants } = await mutateAsync(SUBJECT, { signal: controller.signal, onProgress });
    expect(mutants).toHaveLength(12);
    expect(mutants.at(0)?.verdict).toBe('killed');
    expect(mutants.at(-1)?.verdict).toBe('undecided');
    expect(counts.undecided).toBeGreaterThan(4);
  });
});
