import { showValue, type Value } from '../../traces/index.js';
import type { Model } from '../model/model.js';

/** The state of a slot as the tables of its model have it. What comes from a file may be such that the model's own cells cannot show it. */
export function cellText({ display }: Model, slot: string, value: Value): string {
  if (display?.cell === undefined) return showValue(value);
  try {
    const text: unknown = display.cell(slot, value);
    return typeof text === 'string' ? text : showValue(value);
  } catch {
    return showValue(value);
  }
}
