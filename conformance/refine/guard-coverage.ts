/** Which guards of the specified host were asked, and what they answered. */
import type { AnyStateMachine } from 'xstate';
import { exoHost } from '../../spec/exo/host.js';

type Guard = (args: unknown, params: unknown) => boolean;

/**
 * Guards that tell lives of hosts without disks apart (D1-D10). Where hosts have disks they are not asked, or have one
 * answer, so that they say nothing of the core.
 */
export const WITHOUT_DISK: ReadonlySet<string> = new Set([
  'isDiskless',
  'isOfNewestLife',
  'isToThisLife',
  'isLivingRecord',
  'isLivingEpoch',
  'isAnswerToThisLife',
  'isNewAnswer',
  'hasAnswers',
  'recoversEpoch',
]);

/** How often each guard was true, and how often false; but for those `WITHOUT_DISK`, unless others are left out. */
export class GuardCoverage {
  readonly counts = new Map<string, { yes: number; no: number }>();

  constructor(machines: readonly AnyStateMachine[] = [exoHost], leftOut: ReadonlySet<string> = WITHOUT_DISK) {
    const names = machines.flatMap((machine) => Object.keys(machine.implementations.guards));
    for (const name of names) if (!leftOut.has(name)) this.counts.set(name, { yes: 0, no: 0 });
  }

  /** The machine, with every answer of a named guard counted; also of those within `and` and `not`. */
  watching<M extends AnyStateMachine>(machine: M): M {
    const guards = Object.fromEntries(
      Object.entries(machine.implementations.guards as Record<string, Guard>).map(([name, guard]) => [
        name,
        (args: unknown, params: unknown): boolean => {
          const answer = guard(args, params);
          const count = this.counts.get(name);
          if (count !== undefined) count[answer ? 'yes' : 'no'] += 1;
          return answer;
        },
      ]),
    );
    return machine.provide({ guards } as never) as M;
  }

  /** Outcomes that never came up, as `name=always` or `name=never`. */
  get missing(): readonly string[] {
    return [...this.counts].flatMap(([name, { yes, no }]) => [
      ...(no === 0 ? [`${name} is never false`] : []),
      ...(yes === 0 ? [`${name} is never true`] : []),
    ]);
  }

  get outcomes(): number {
    return 2 * this.counts.size;
  }
}

/** Outcomes that cannot come up, and why; one that does is an error of this list. */
export const UNREACHABLE: Readonly<Record<string, string>> = {};

const NO_DISK = 'no host has a disk: it restarts in a new life';

/** Guards that never answer so where hosts have no disks, and why. */
export const UNREACHABLE_DISKLESS: Readonly<Record<string, string>> = {
  'isDiskless is never false': NO_DISK,
  'isInstalled is never false': NO_DISK,
  'isInstalled is never true': NO_DISK,
};
