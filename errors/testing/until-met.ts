import { expect } from 'vitest';

/** What has not come up after that many rounds is taken for what can't come up. */
const ROUNDS_MAX = 50;

/**
 * Runs a round of random draws, and further ones until each kind of case has come up often enough. How often it comes
 * up in one round is luck, upon which no test may depend; that it comes up at all is what keeps a property from
 * holding of nothing.
 *
 * @param round Draws cases, asserts what is to hold of them, and counts in `met` what they were.
 * @param met How often each kind of case has come up, by its name.
 * @param enough How often each has to come up, from 1.
 * @returns How many rounds it took.
 * @throws An assertion that fails, if a kind has not come up often enough after 50 rounds.
 */
export async function untilMet(
  round: () => void | Promise<void>,
  met: Readonly<Record<string, number>>,
  enough: number,
): Promise<number> {
  let rounds = 0;
  do {
    await round();
    rounds += 1;
  } while (rounds < ROUNDS_MAX && rare(met, enough).length > 0);
  expect(rare(met, enough), `met fewer than ${enough} times in ${rounds} rounds`).toEqual([]);
  return rounds;
}

function rare(met: Readonly<Record<string, number>>, enough: number): readonly string[] {
  return Object.keys(met).filter((kind) => (met[kind] as number) < enough);
}
