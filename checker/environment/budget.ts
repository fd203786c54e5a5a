/**
 * A budget of faults: each draw takes one, and at zero the fault can no longer happen. An unlimited budget
 * never changes.
 */
import { plainComponent } from '../model/plain-component.js';
import type { Component } from '../model/component.js';
import { leg, slot, type Leg, type Slot } from '../model/rules.js';

export type Budget = number | 'inf';
export type BudgetEvent = { readonly type: 'DRAW'; readonly amount: number };

/**
 * A component that holds a budget: it answers DRAW while enough is left.
 *
 * @example
 * const losses = budget('losses', 2);
 * console.log(losses.step(2, { type: 'DRAW', amount: 1 })[0]?.next); // 1
 * console.log(losses.step(0, { type: 'DRAW', amount: 1 }).length); // 0
 */
export function budget(name: string, amount: Budget): Component<Budget, BudgetEvent, never> {
  return plainComponent<Budget, BudgetEvent, never>({
    name,
    initial: [amount],
    step: (left, event) => {
      if (left === 'inf') return [{ next: left, effects: [] }];
      return left < event.amount ? [] : [{ next: left - event.amount, effects: [] }];
    },
  });
}

export type BudgetSlot = Slot<Budget, BudgetEvent, never>;

/**
 * A slot that holds a budget, to draw from by `draw`.
 *
 * @example
 * console.log(budgetSlot('crashes', 1).component.initial()); // [ 1 ]
 */
export function budgetSlot(name: string, amount: Budget): BudgetSlot {
  return slot(name, budget(name, amount));
}

/**
 * A leg that draws on a budget, so that a rule is taken only while it has enough.
 *
 * @example
 * const crashes = budgetSlot('crashes', 1);
 * console.log(draw(crashes).event); // { type: 'DRAW', amount: 1 }
 */
export function draw(from: BudgetSlot, amount = 1): Leg {
  return leg(from, { type: 'DRAW', amount });
}

/**
 * Whether anything can ever be drawn.
 *
 * @example
 * console.log(isGranted(0), isGranted(1), isGranted('inf')); // false true true
 */
export function isGranted(amount: Budget): boolean {
  return amount === 'inf' || amount > 0;
}
