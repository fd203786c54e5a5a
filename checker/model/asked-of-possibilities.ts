/** The questions that are put to possibilities, with errors that name the function as those of asked.ts do. */
import { ask, askWhether } from './asked.js';
import { isFinding, type Finding } from './finding.js';
import { wrong } from './judged.js';
import type { Possibility } from './model.js';

export function askCarry(possibility: Possibility, states: readonly unknown[]): readonly unknown[] {
  const who = (): string => `'carry' of possibility '${possibility.name}'`;
  return ask(
    who,
    () => possibility.carry(states),
    (_, carried) => {
      if (Array.isArray(carried) && carried.length === states.length) return carried as readonly unknown[];
      throw wrong(`what ${who()} gives`, carried, `a list of ${states.length} local states, one a slot`);
    },
  );
}

export function askProgress(possibility: Possibility, before: unknown, after: unknown): boolean {
  return askWhether(
    () => `'progress' of possibility '${possibility.name}'`,
    () => possibility.progress(before, after),
  );
}

export function askAmong(possibility: Possibility, states: readonly unknown[]): boolean {
  if (possibility.among === undefined) return true;
  return askWhether(
    () => `'among' of possibility '${possibility.name}'`,
    () => possibility.among?.(states),
  );
}

/** What shows that a state is stuck, where the possibility says so. */
export function askEvidence(possibility: Possibility, states: readonly unknown[]): Finding | null {
  const who = (): string => `'evidence' of possibility '${possibility.name}'`;
  const answer = ask(who, (): unknown => possibility.evidence?.(states) ?? null);
  if (answer === null || isFinding(answer)) return answer;
  throw wrong(`what ${who()} gives`, answer, '{ values, at }, perhaps with slot, how and because');
}

export function askAtBound(possibility: Possibility, state: unknown): boolean {
  return askWhether(
    () => `'atBound' of possibility '${possibility.name}'`,
    () => possibility.atBound(state),
  );
}
