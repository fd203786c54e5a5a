import {
  createMachine,
  fromPromise,
  setup,
  spawnChild,
  type AnyMachineSnapshot,
  type EventObject,
} from 'xstate';
import { describe, expect, test } from 'vitest';
import type { EffectLike } from '../model/component.js';
import { xstateComponent } from './component.js';
import { done } from './outcomes.js';
import type { XStateComponent } from './types.js';

const inner = createMachine({
  id: 'inner',
  initial: 'up',
  states: { up: { on: { DOWN: 'down' } }, down: {} },
});
const worker = setup({ actors: { inner } }).createMachine({
  id: 'worker',
  entry: spawnChild('inner', { id: 'i' }),
});
const boss = setup({ actors: { worker, load: fromPromise(() => Promise.resolve(1)) } }).createMachine({
  id: 'boss',
  on: {
    HIRE: { actions: spawnChild('worker', { id: 'w' }) },
    LOAD: { actions: spawnChild('load', { id: 'l' }) },
  },
});

/** A component as another process has it, in which nothing has been spawned. */
function fresh(): XStateComponent<AnyMachineSnapshot, EventObject, EffectLike> {
  return xstateComponent(boss, { outcomes: { load: [done(1)] } }) as unknown as ReturnType<typeof fresh>;
}

describe('a state with actors that were spawned by their names', () => {
  test.each(['HIRE', 'LOAD'])('is decoded where none of them has been spawned yet: %s', (type) => {
    const one = fresh();
    const [initial] = one.initial();
    const state = one.step(initial as AnyMachineSnapshot, { type })[0]?.next as AnyMachineSnapshot;
    const bytes = one.encode(state);
    const other = fresh();
    expect(other.encode(other.decode(bytes))).toEqual(bytes);
    const moves = ({ moves: of }: typeof one, at: AnyMachineSnapshot): unknown => of(at);
    expect(moves(other, other.decode(bytes))).toEqual(moves(one, state));
  });
});
