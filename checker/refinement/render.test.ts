/** Counterexamples of refinements, as they are shown. */
import { describe, expect, it } from 'vitest';
import { refines, renderRefinement } from '../index.js';
import { transactionCommitModel } from '../examples/transaction-commit.js';
import {
  commitMapping,
  graph,
  hastyTwoPhaseCommit,
  hourOf,
  hours,
  minutes,
  refineBy,
  upTo,
} from './refines.test.helper.js';

describe('renderRefinement', () => {
  it('shows both sides of a counterexample next to each other', () => {
    const low = hastyTwoPhaseCommit();
    const result = refines(low, transactionCommitModel(3), commitMapping(low));
    expect(renderRefinement(result).split('\n')).toEqual([
      `TwoPhaseIsCommit: 'two-phase commit, 3 resource managers' does not refine 'transaction commit, 3 resource managers': the last step below is none of its steps`,
      '',
      '  low states       29',
      '  high states      19',
      '  steps compared   34 that change what is read, 0 of them stutters',
      '  high actions     Prepare 15, DecideAbort 18',
      '',
      'step   low                 high            high state',
      '   0   initial state       initial state   rm1: working  rm2: working  rm3: working',
      '   1   rm1 Prepare         rm1 Prepare     rm1: prepared',
      '   2   rm2 Prepare         rm2 Prepare     rm2: prepared',
      '   3   rm1 ReceiveCommit   ✗               rm1: committed',
      '',
      'Before it, the high state is  rm1: prepared  rm2: prepared  rm3: working',
      'There the high model can only',
      '  rm1 DecideAbort   rm1: aborted',
      '  rm2 DecideAbort   rm2: aborted',
      '  rm3 Prepare       rm3: prepared',
      '  rm3 DecideAbort   rm3: aborted',
    ]);
  });

  it('shows stutters as dots, params, and a high model that can do nothing', () => {
    const low = graph('low', {
      Tick: upTo(3),
    });
    const high = graph('high', { Strike: [[0, 1]] });
    const result = refineBy(low, high, (at) => [Math.floor(at / 1.5)]);
    expect(renderRefinement(result).split('\n').slice(-8)).toEqual([
      'step   low             high              high state',
      '   0   initial state   initial state     at: 0',
      '   1   at Tick(to=1)   ·',
      '   2   at Tick(to=2)   at Strike(to=1)   at: 1',
      '   3   at Tick(to=3)   ✗                 at: 2',
      '',
      'Before it, the high state is  at: 1',
      'There the high model can do nothing',
    ]);
  });

  it('shows where the high model starts, if the low one starts elsewhere', () => {
    const result = refineBy(minutes, hours, (at) => [at + 1]);
    expect(renderRefinement(result).split('\n').slice(-5)).toEqual([
      'step   low             high   high state',
      '   0   initial state   ✗      at: 1',
      '',
      'The high model starts in',
      '  at: 0',
    ]);
  });

  it('is short where nothing is wrong', () => {
    const result = refineBy(minutes, hours, hourOf);
    expect(renderRefinement(result).split('\n')).toEqual([
      `Refines: 'minutes' refines 'hours'`,
      '',
      '  low states       6',
      '  high states      2',
      '  steps compared   6 that change what is read, 4 of them stutters',
      '  high actions     Strike 2',
    ]);
  });
});
