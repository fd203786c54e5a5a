import { askEncode } from './asked.js';
import type { Model } from './model.js';
import type { AnySlot } from './rules.js';

/** Short names of states: equal states have equal ones, different states different ones. */
export class StateKeys {
  private readonly bySlot: readonly Names[];

  constructor(model: Model) {
    this.bySlot = model.slots.map((slot) => new Names(slot));
  }

  of(states: readonly unknown[]): string {
    return this.bySlot.map((names, i) => names.of(states[i])).join();
  }
}

/** The local states of a slot, numbered as they come. */
class Names {
  private readonly byState = new WeakMap<object, number>();
  private readonly byBytes = new Map<string, number>();

  constructor(private readonly slot: AnySlot) {}

  of(state: unknown): number {
    const isObject = typeof state === 'object' && state !== null;
    const known = isObject ? this.byState.get(state) : undefined;
    if (known !== undefined) return known;
    const bytes = textOf(askEncode(this.slot.component, state));
    const number = this.byBytes.get(bytes) ?? this.byBytes.size;
    this.byBytes.set(bytes, number);
    if (isObject) this.byState.set(state, number);
    return number;
  }
}

/** A character a byte. */
function textOf(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
