/** What keeps something beside its states is found out when it is asked again, once the search is over. */
import { assign, setup } from 'xstate';
import { describe, expect, it } from 'vitest';
import { check, invariant, leg, machineModel, plainComponent, route, rule, slot } from '../index.js';

const context = { types: { context: {} as { readonly n: number } } };

describe('a machine with a variable outside', () => {
  it('is found out where one answer sets what another one reads', () => {
    let isSet = false;
    const machine = setup(context).createMachine({
      context: { n: 0 },
      initial: 'a',
      states: {
        a: {
          on: {
            GO: {
              target: 'b',
              actions: assign({
                n: () => {
                  isSet = true;
                  return 1;
                },
              }),
            },
            SLIP: { guard: () => isSet, target: 'c' },
          },
        },
        b: { on: { BACK: { target: 'a', actions: assign({ n: 0 }) } } },
        c: {},
      },
    });
    const events = [{ type: 'SLIP' }, { type: 'GO' }, { type: 'BACK' }];
    const model = machineModel(machine, {
      events,
      mayEnd: () => true,
      always: { NotC: ({ value }: { value: unknown }) => value !== 'c' },
    } as never);
    expect(() => check(model)).toThrow(/'step' of component .* is not deterministic: asked for event "SLIP"/);
  });

  it('is found out where it counts, also beyond the number of questions of the search', () => {
    let count = 0;
    const machine = setup(context).createMachine({
      context: { n: 0 },
      initial: 'a',
      states: { a: { on: { GO: { guard: () => ++count > 20, target: 'b' } } }, b: {} },
    });
    const model = machineModel(machine, { events: [{ type: 'GO' }], mayEnd: () => true } as never);
    expect(() => check(model)).toThrow(/is not deterministic/);
  });
});

it('a plain component with a variable outside is found out', () => {
  let next = 0;
  const counter = slot(
    'counter',
    plainComponent({
      name: 'counter',
      initial: [0],
      step: (n: number, { type }: { readonly type: 'UP' }) =>
        n < 3 && type === 'UP' ? [{ next: Math.max(n, (next += 1)), effects: [] }] : [],
    }),
  );
  const up = rule({ name: 'Up', slot: counter, offers: () => [{ legs: [leg(counter, { type: 'UP' })] }] });
  const model = {
    name: 'counting',
    slots: [counter],
    rules: [up],
    routes: [],
    properties: [],
    mayEnd: () => true,
  };
  expect(() => check(model)).toThrow(/component 'counter' is not deterministic/);
});

describe('what keeps something outside of the states is found out:', () => {
  const counter = slot(
    'counter',
    plainComponent({
      name: 'counter',
      initial: [0],
      step: (n: number) => (n < 3 ? [{ next: n + 1, effects: [] }] : []),
    }),
  );
  const offer = [{ legs: [leg(counter, { type: 'UP' } as never)] }];
  const whole = { name: 'counting', slots: [counter], routes: [], properties: [], mayEnd: () => true };

  it('the offers of a rule', () => {
    let asked = 0;
    const up = rule({ name: 'Up', slot: counter, offers: () => (++asked > 8 ? [] : offer) });
    expect(() => check({ ...whole, rules: [up] })).toThrow(/'offers' of rule 'Up' is not deterministic/);
  });

  it('whether a rule may act', () => {
    let asked = 0;
    const up = rule({ name: 'Up', slot: counter, when: () => ++asked < 8, offers: () => offer });
    expect(() => check({ ...whole, rules: [up] })).toThrow(/'when' of rule 'Up' is not deterministic/);
  });

  it('a property', () => {
    let greatest = 0;
    const up = rule({ name: 'Up', slot: counter, offers: () => offer });
    const growing = invariant({
      name: 'Growing',
      over: [[counter]],
      holds: ([n = 0]) => {
        const holds = n >= greatest;
        greatest = Math.max(greatest, n);
        return holds;
      },
    });
    expect(() => check({ ...whole, rules: [up], properties: [growing] })).toThrow(
      /'holds' of property 'Growing' is not deterministic/,
    );
  });

  it('what a property sees', () => {
    let asked = 0;
    const up = rule({ name: 'Up', slot: counter, offers: () => offer });
    const seen = invariant({
      name: 'Seen',
      over: [[counter]],
      view: (n: number) => n + (++asked > 5 ? 1 : 0),
      holds: () => true,
    });
    expect(() => check({ ...whole, rules: [up], properties: [seen] })).toThrow(
      /'view' of property 'Seen' is not deterministic/,
    );
  });

  it('the constraint of a model, and which of its ends are accepted', () => {
    let asked = 0;
    const up = rule({ name: 'Up', slot: counter, offers: () => offer });
    const within = (): boolean => ++asked < 3;
    expect(() => check({ ...whole, rules: [up], within })).toThrow(
      /'within' of model 'counting' is not deterministic/,
    );
    let ends = 0;
    const mayEnd = (): boolean => ++ends < 2;
    expect(() => check({ ...whole, rules: [up], mayEnd })).toThrow(
      /'mayEnd' of model 'counting' is not deterministic/,
    );
  });

  it('a route', () => {
    let asked = 0;
    const bell = slot(
      'bell',
      plainComponent({
        name: 'bell',
        initial: [0],
        step: (n: number, { type }: { readonly type: 'RING' | 'UP' }) =>
          type === 'RING'
            ? [{ next: n, effects: [{ type: 'ring' }] }]
            : n < 3
              ? [{ next: n + 1, effects: [] }]
              : [],
      }),
    );
    const ring = rule({ name: 'Ring', slot: bell, offers: () => [{ legs: [leg(bell, { type: 'RING' })] }] });
    const routed = route(bell, () => (++asked > 1 ? [leg(bell, { type: 'UP' })] : []));
    const model = { ...whole, slots: [bell], rules: [ring], routes: [routed] };
    expect(() => check(model)).toThrow(/the route of slot 'bell' is not deterministic/);
  });

  it('a guard that a custom action decides, where custom actions are called', () => {
    let isMarked = false;
    const machine = setup({
      actions: {
        mark: () => {
          isMarked = true;
        },
      },
    }).createMachine({
      initial: 'a',
      states: { a: { on: { SLIP: { guard: () => isMarked, target: 'b' }, GO: { actions: 'mark' } } }, b: {} },
    });
    const model = machineModel(machine, { events: [{ type: 'SLIP' }, { type: 'GO' }], mayEnd: () => true });
    expect(() => check(model, { callActions: true })).toThrow(/is not deterministic: asked for event "SLIP"/);
    expect(check(model).verdict).toBe('exhausted');
  });
});

describe('what compares objects by which they are, and not by what is in them, is found out', () => {
  type Item = { readonly id: number };
  type Cart = { readonly items: readonly Item[]; readonly selected: Item | null };
  const cart = (remove: (cart: Cart) => readonly Item[]) =>
    setup({ types: { context: {} as Cart } }).createMachine({
      context: { items: [{ id: 1 }, { id: 2 }], selected: null },
      on: {
        SELECT: { actions: assign({ selected: ({ context }) => context.items[0] ?? null }) },
        RELOAD: { actions: assign({ items: ({ context }) => context.items.map((item) => ({ ...item })) }) },
        REMOVE: {
          guard: ({ context }) => context.selected !== null,
          actions: assign({ items: ({ context }) => remove(context), selected: null }),
        },
      },
    });
  const isNone = ({ context: { items, selected } }: { readonly context: Cart }): boolean =>
    selected === null || items.some(({ id }) => id === selected.id);

  it('by a machine', () => {
    const model = machineModel(cart(({ items, selected }) => items.filter((item) => item !== selected)));
    expect(() => check(model)).toThrow(
      expect.objectContaining({
        code: 'EXO116',
        message: expect.stringContaining('depends on which of two equal objects') as unknown,
      }),
    );
  });

  it('by a machine that throws where it is another one', () => {
    const model = machineModel(
      cart(({ items, selected }) => {
        if (selected !== null && !items.includes(selected)) throw new Error('not there');
        return items;
      }),
    );
    expect(() => check(model)).toThrow(expect.objectContaining({ code: 'EXO116' }));
  });

  it('by a property, when the search is over', () => {
    const byId = cart(({ items, selected }) => items.filter(({ id }) => id !== selected?.id));
    const isThere = ({ context: { items, selected } }: { readonly context: Cart }): boolean =>
      selected === null || items.includes(selected);
    expect(() => check(machineModel(byId, { always: { IsThere: isThere }, mayEnd: () => true }))).toThrow(
      expect.objectContaining({
        code: 'EXO116',
        message: expect.stringContaining("'holds' of property 'IsThere'") as unknown,
      }),
    );
    const held = check(machineModel(byId, { always: { IsThere: isNone }, mayEnd: () => true }));
    expect([held.verdict, held.states]).toEqual(['exhausted', 5]);
  });

  it('by a component and by a rule', () => {
    const bag = (isSame: (one: Item, other: Item) => boolean, among = isSame) => {
      type Bag = { readonly items: readonly Item[] };
      const own = slot(
        'bag',
        plainComponent({
          name: 'bag',
          initial: [{ items: [{ id: 1 }, { id: 2 }] }],
          step: ({ items }: Bag, { item }: { readonly type: 'TAKE'; readonly item: Item }) => [
            { next: { items: items.filter((other) => !isSame(other, item)) }, effects: [] },
          ],
        }),
      );
      const chosen = slot('chosen', plainComponent({ name: 'chosen', initial: [{ id: 1 }], step: () => [] }));
      const take = rule({
        name: 'Take',
        slot: own,
        reads: [chosen],
        offers: ({ items }, one) =>
          items
            .filter((item) => !among(item, one))
            .map((item) => ({ legs: [leg(own, { type: 'TAKE' as const, item })] })),
      });
      return {
        name: 'bag',
        slots: [own, chosen],
        rules: [take],
        routes: [],
        properties: [],
        mayEnd: () => true,
      };
    };
    const byId = (one: Item, other: Item): boolean => one.id === other.id;
    expect(() =>
      check(
        bag(
          (one, other) => one === other,
          () => false,
        ),
      ),
    ).toThrow(expect.objectContaining({ code: 'EXO116' }));
    expect(check(bag(byId)).states).toBe(2);
  });
});
