import { ExoError } from '../../errors/index.js';
import type { EffectLike } from './component.js';
import type { AnySlot, Leg } from './rules.js';

/** EXO121: an effect that no route takes. */
export function noRoute(effect: EffectLike, from: AnySlot): ExoError {
  return new ExoError(
    'EXO121',
    `effect '${effect.type}' of slot '${from.name}' goes nowhere: ` +
      'add a route for the slot; let it return [] to drop the effect',
  );
}

/** Legs of one transition. Far more than any model needs: what has more goes on for ever. */
export const LEGS_MAX = 1000;

/** EXO135: effects that cause each other without end. */
export function endless(rule: string, from: AnySlot): ExoError {
  return new ExoError(
    'EXO135',
    `a transition of '${rule}' has more than ${LEGS_MAX.toLocaleString('en-US')} legs, the last to slot ` +
      `'${from.name}': its effects are routed in a circle; let a route return [], or a component disable the event`,
  );
}

/** EXO122: a leg to a slot of some other model. */
export function noSuchSlot(slot: AnySlot): ExoError {
  return new ExoError(
    'EXO122',
    `a leg goes to slot '${slot.name}', which is not one of the model's: add it to 'slots'`,
  );
}

/** EXO174: a leg that blocks while the model starts, where there is no other transition to take in its place. */
export function blockedStart({ slot, event }: Leg, cause: AnySlot | null): ExoError {
  return new ExoError(
    'EXO174',
    `the model cannot start: event '${event.type}', which starting '${cause?.name ?? slot.name}' causes, is disabled in ` +
      `slot '${slot.name}'; let the slot take it, or the leg be skipped`,
  );
}
