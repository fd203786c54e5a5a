import { describe, expect, it } from 'vitest';
import { createActor, setup } from 'xstate';
import { check, each, invariant, leg, route, rule, slot, xstateComponent, type Model } from '../index.js';

type Args = {
  context: { flag: boolean };
  event: { type: string; list?: number[] };
  self: { send(event: object): void; getSnapshot(): unknown };
  system: {
    get(id: string): { send(event: object): void; subscribe(observer: () => void): void } | undefined;
  };
};

/** A lamp whose action does something on SWITCH. */
function lampWith(act: (args: Args) => unknown) {
  return setup({
    types: { context: {} as { flag: boolean }, events: {} as { type: 'SWITCH'; list?: number[] } },
    actions: { act: (args) => act(args as unknown as Args) as undefined },
  }).createMachine({
    id: 'lamp',
    context: () => ({ flag: false }),
    initial: 'off',
    states: { off: { on: { SWITCH: { target: 'on', actions: 'act' } } }, on: { on: { SWITCH: 'off' } } },
  });
}

function modelOf(machine: ReturnType<typeof lampWith>, event: object = {}): Model {
  const lamp = slot('lamp', xstateComponent(machine));
  return {
    name: 'lamp',
    slots: [lamp],
    rules: [
      rule({
        name: 'Switch',
        slot: lamp,
        offers: () => [{ legs: [leg(lamp, { type: 'SWITCH', ...event })] }],
      }),
    ],
    routes: [route(lamp, () => [])],
    properties: [
      invariant({ name: 'NoFlag', over: each([lamp]), holds: ([one]) => one?.context.flag === false }),
    ],
  };
}

describe('a custom action', () => {
  const mutating = lampWith(({ context }) => {
    context.flag = true;
  });

  it('that changes its context does so in a running actor', () => {
    const actor = createActor(mutating).start();
    actor.send({ type: 'SWITCH' });
    expect(actor.getSnapshot().context.flag).toBe(true);
  });

  it('is taken for an effect and not executed, which the result says', () => {
    const result = check(modelOf(mutating));
    expect(result).toMatchObject({ verdict: 'exhausted', customActions: ['act'] });
  });

  it('that changes its context or event is found out when actions are called', () => {
    expect(() => check(modelOf(mutating), { callActions: true })).toThrow(
      expect.objectContaining({
        code: 'EXO112',
        message: expect.stringContaining(
          'lamp is impure: action "act" mutates the context on event "SWITCH"',
        ) as unknown,
      }),
    );
    const pushing = lampWith(({ event }) => event.list?.push(1));
    expect(() => check(modelOf(pushing, { list: [] }), { callActions: true })).toThrow('mutates the event');
    const silently = lampWith(new Function('args', 'args.context.flag = true') as never);
    expect(() => check(modelOf(silently), { callActions: true })).toThrow('mutates the context');
  });

  it('is called once for each state and event, may read the clock, and may ask for what it is given', () => {
    let calls = 0;
    const machine = lampWith(({ self, system }) => {
      calls += Date.now() > 0 ? 1 : 0;
      system.get('nobody')?.subscribe(() => void self.getSnapshot());
      return Promise.reject(new Error('nobody waits'));
    });
    expect(check(modelOf(machine), { callActions: true })).toMatchObject({ verdict: 'exhausted', states: 2 });
    expect(calls).toBe(1);
    expect(check(modelOf(machine), { callActions: false }).states).toBe(2);
    expect(calls).toBe(1);
  });

  it('that sends by itself is found out', () => {
    const toItself = lampWith(({ self }) => self.send({ type: 'SWITCH', at: 0 }));
    expect(() => check(modelOf(toItself), { callActions: true })).toThrow(
      /^lamp is impure: a custom action sends "SWITCH" by itself; let the actions raise, sendTo or sendParent do it/,
    );
    const toOthers = lampWith(({ system }) => void system.get('other')?.send({ type: 'HELLO' }));
    expect(() => check(modelOf(toOthers), { callActions: true })).toThrow(/sends "HELLO" by itself/);
  });

  it('that throws is told by name', () => {
    const failing = lampWith(() => {
      throw new Error('no\nlamp');
    });
    expect(() => check(modelOf(failing), { callActions: true })).toThrow(
      expect.objectContaining({
        code: 'EXO113',
        message: expect.stringContaining(
          'lamp: action "act" throws, called on event SWITCH: no lamp',
        ) as unknown,
      }),
    );
  });

  it('of the start is called too', () => {
    const eager = setup({
      actions: { act: ({ context }) => void Object.assign(context, { flag: true }) },
    }).createMachine({
      id: 'eager',
      context: () => ({ flag: false }),
      entry: 'act',
    });
    expect(() => xstateComponent(eager, { callActions: true })).toThrow(
      'eager is impure: action "act" mutates',
    );
    expect(() => xstateComponent(eager).callActions?.(true)).toThrow('eager is impure');
    expect(xstateComponent(eager).customActions()).toEqual(['act']);
  });
});
