/** Crashes and splits of the network, as many as a system grants. */
import { budgetSlot, draw, type Budget, type BudgetSlot } from '../environment/budget.js';
import { carryingPartition } from '../environment/carriers.js';
import { budgetOf } from '../environment/given.js';
import { splits } from '../environment/partition.js';
import { CRASH, type Actor } from './actors.js';
import type { PartitionSlot } from './delivery.js';
import { leg, rule, slot, type Rule } from '../model/rules.js';

/** What `faults` of a definition says, whatever the names of the actors. */
export interface FaultsGiven {
  readonly crashes?: number | Readonly<Record<string, number | undefined>>;
  readonly partitions?: number;
}

/** The rules by which actors crash, and the slots that count their crashes. */
export interface Crashes {
  readonly slots: readonly BudgetSlot[];
  readonly rules: readonly Rule[];
}

export function crashesOf({ crashes = 0 }: FaultsGiven, actors: readonly Actor[]): Crashes {
  const granted: readonly (readonly [name: string, actors: readonly Actor[], amount: Budget])[] =
    typeof crashes === 'number'
      ? [['crashes', actors, budgetOf('faults.crashes', crashes)]]
      : Object.entries(crashes).map(([group, amount = 0]) => [
          `crashes of ${group}`,
          actors.filter((actor) => actor.group === group),
          budgetOf(`faults.crashes.${group}`, amount),
        ]);
  const slots: BudgetSlot[] = [];
  const rules: Rule[] = [];
  for (const [name, all, amount] of granted) {
    if (amount === 0) continue;
    const budget = amount === 'inf' ? null : budgetSlot(name, amount);
    if (budget !== null) slots.push(budget);
    rules.push(...all.map((actor) => crashRule(actor, budget)));
  }
  return { slots, rules };
}

export const CRASH_ACTION = 'Crash';

/** A crash and the restart are one step: what is sent to an actor that is down waits in the network all the same. */
function crashRule({ name, slot: actor }: Actor, budget: BudgetSlot | null): Rule {
  const legs = [leg(actor, CRASH), ...(budget === null ? [] : [draw(budget)])];
  return rule({
    name: CRASH_ACTION,
    slot: actor,
    isFault: true,
    offers: () => [{ params: { of: name }, legs }],
  });
}

/** The partition of a network, null where it never splits. */
export function partitionOf({ partitions = 0 }: FaultsGiven, actors: readonly Actor[]): PartitionSlot | null {
  const amount = budgetOf('faults.partitions', partitions);
  if (amount === 0 || actors.length < 2) return null;
  return slot('partition', carryingPartition(actors.length, amount));
}

export const SPLIT = 'Split';

export function partitionRules(partition: PartitionSlot | null, actors: readonly Actor[]): readonly Rule[] {
  if (partition === null) return [];
  const offers = splits(actors.length).map((side) => ({
    params: { sides: sidesText(side, actors) },
    legs: [leg(partition, { type: 'SPLIT', side })],
  }));
  return [
    rule({ name: SPLIT, slot: partition, isFault: true, offers: () => offers }),
    rule({ name: 'Heal', slot: partition, offers: () => [{ legs: [leg(partition, { type: 'HEAL' })] }] }),
  ];
}

/** `a, b | c`. */
function sidesText(side: readonly number[], actors: readonly Actor[]): string {
  const namesOf = (isIn: boolean): string =>
    actors.flatMap(({ name }, i) => (side.includes(i) === isIn ? [name] : [])).join(', ');
  return `${namesOf(true)} | ${namesOf(false)}`;
}
