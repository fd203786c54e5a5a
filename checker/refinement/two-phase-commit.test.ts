/** Two-phase commit refines transaction commit, and a hasty one does not. */
import { describe, expect, it } from 'vitest';
import { twoPhaseCommitModel } from '../testing/two-phase-commit.js';
import { check, invariant, refines, refinesAsync, renderRefinement } from '../index.js';
import { transactionCommitModel } from '../examples/transaction-commit.js';
import { commitMapping, hastyTwoPhaseCommit, valueOf } from './refines.test.helper.js';

describe('two-phase commit', () => {
  it.each([
    { managers: 3, lowStates: 288, highStates: 34 },
    { managers: 4, lowStates: 1568, highStates: 96 },
  ])('refines transaction commit, $managers resource managers', ({ managers, lowStates, highStates }) => {
    const low = twoPhaseCommitModel(managers);
    const result = refines(low, transactionCommitModel(managers), commitMapping(low));
    expect(result).toMatchObject({
      verdict: 'exhausted',
      states: lowStates,
      highStates,
      highNeverTaken: [],
      checked: ['Consistent', 'TwoPhaseIsCommit'],
      sides: null,
    });
    expect(highStates).toBe(check(transactionCommitModel(managers)).states);
  });

  it('refines it in any order of search, as far as that goes', () => {
    const low = twoPhaseCommitModel(3);
    const high = transactionCommitModel(3);
    const [bfs, dfs, walks] = (['bfs', 'dfs', 'random'] as const).map((search) =>
      refines(low, high, commitMapping(low), { search }),
    );
    expect(dfs).toMatchObject({ verdict: 'exhausted', steps: bfs?.steps, highStates: 34 });
    expect(walks).toMatchObject({ verdict: 'bounded', limit: 'walksMax', highNeverTaken: [] });
  });

  it('refines it as its components show it, if the mapping does not say what is seen', () => {
    const low = twoPhaseCommitModel(3);
    const { seen, ...mapping } = commitMapping(low);
    expect(seen).toBeDefined();
    const shown = { ...mapping, map: (values: readonly unknown[]) => values.map((state) => ({ state })) };
    expect(refines(low, transactionCommitModel(3), shown).verdict).toBe('exhausted');
  });

  it('counts the steps that change what is read, each kind once', () => {
    const low = twoPhaseCommitModel(3);
    const { steps } = refines(low, transactionCommitModel(3), commitMapping(low));
    expect(steps).toEqual({
      compared: 120,
      stutters: 0,
      actions: { Prepare: 27, DecideCommit: 12, DecideAbort: 81 },
    });
  });

  it('does not refine it if one commits before all are prepared, and the sides show that step', () => {
    const low = hastyTwoPhaseCommit();
    const result = refines(low, transactionCommitModel(3), commitMapping(low));
    expect(result).toMatchObject({ verdict: 'violated', property: 'TwoPhaseIsCommit' });
    expect(result.sides).toEqual({
      slots: ['rm1', 'rm2', 'rm3'],
      initial: ['working', 'working', 'working'],
      steps: [
        {
          low: { action: 'Prepare', slot: 'rm1', params: {} },
          match: 'step',
          high: [{ action: 'Prepare', slot: 'rm1', params: {} }],
          before: ['working', 'working', 'working'],
          after: ['prepared', 'working', 'working'],
        },
        {
          low: { action: 'Prepare', slot: 'rm2', params: {} },
          match: 'step',
          high: [{ action: 'Prepare', slot: 'rm2', params: {} }],
          before: ['prepared', 'working', 'working'],
          after: ['prepared', 'prepared', 'working'],
        },
        {
          low: { action: 'ReceiveCommit', slot: 'rm1', params: {} },
          match: 'none',
          high: [],
          before: ['prepared', 'prepared', 'working'],
          after: ['committed', 'prepared', 'working'],
        },
      ],
      divergesAt: 'step',
      instead: [
        { action: 'DecideAbort', slot: 'rm1', params: {}, after: ['aborted', 'prepared', 'working'] },
        { action: 'DecideAbort', slot: 'rm2', params: {}, after: ['prepared', 'aborted', 'working'] },
        { action: 'Prepare', slot: 'rm3', params: {}, after: ['prepared', 'prepared', 'prepared'] },
        { action: 'DecideAbort', slot: 'rm3', params: {}, after: ['prepared', 'prepared', 'aborted'] },
      ],
      initialInstead: [],
      insteadLeftOut: 0,
    });
  });

  it.each(['bfs', 'dfs', 'random'] as const)('that is broken is found out by a %s search', (search) => {
    const low = hastyTwoPhaseCommit();
    const result = refines(low, transactionCommitModel(3), commitMapping(low), { search });
    expect(result).toMatchObject({ verdict: 'violated', property: 'TwoPhaseIsCommit', search });
    const matches = result.sides?.steps.map(({ match }) => match) ?? [];
    expect(matches.at(-1)).toBe('none');
    expect(matches.slice(0, -1)).not.toContain('none');
    expect(matches).toHaveLength(result.counterexample?.steps.length ?? -1);
  });

  it('comes to the same result in slices', async () => {
    const low = twoPhaseCommitModel(3);
    const result = await refinesAsync(low, transactionCommitModel(3), commitMapping(low));
    const { steps, highStates } = refines(low, transactionCommitModel(3), commitMapping(low));
    expect(result).toMatchObject({ verdict: 'exhausted', states: 288, steps, highStates });
  });

  it('reports what else is wrong with the low model, with the high side of the run', () => {
    const model = twoPhaseCommitModel(3);
    const never = invariant({
      name: 'NoneAborts',
      over: [model.slots.slice(0, 3)],
      holds: (states) => !states.some((state) => valueOf(state as { readonly value: string }) === 'aborted'),
    });
    const low = { ...model, properties: [never] };
    const result = refines(low, transactionCommitModel(3), commitMapping(low));
    expect(result).toMatchObject({ verdict: 'violated', property: 'NoneAborts' });
    expect(result.sides).toMatchObject({ divergesAt: null, instead: [], steps: [{ match: 'step' }] });
    expect(renderRefinement(result)).toContain('cannot be told, because NoneAborts is violated');
  });

  it('is checked for refinement whichever of its own properties are named', () => {
    const low = twoPhaseCommitModel(3);
    const result = refines(low, transactionCommitModel(3), commitMapping(low), { properties: ['AllAbort'] });
    expect(result).toMatchObject({ verdict: 'exhausted', checked: ['TwoPhaseIsCommit'] });
    expect(result.witnesses.map(({ name }) => name)).toEqual(['AllAbort']);
  });
});
