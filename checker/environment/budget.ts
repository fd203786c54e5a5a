/**
 * A budget of faults: each draw takes one, and at zero the fault can no longer happen. An unlimited budget
 * never changes.
 */
import { leg, slot, type Component, type Leg, type Slot } from '../model/model.js';
import { plainComponent } from '../model/plain-component.js';

export type Budget = number | 'inf';
export type BudgetEvent = { readonly type: 'DRAW'; readonly amount: number };

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

export function budgetSlot(name: string, amount: Budget): BudgetSlot {
  return slot(name, budget(name, amount));
}

export function draw(from: BudgetSlot, amount = 1): Leg {
  return leg(from, { type: 'DRAW', amount });
}

/** Whether anything can ever be drawn. */
export function isGranted(amount: Budget): boolean {
  return amount === 'inf' || amount > 0;
}
