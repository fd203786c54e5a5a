import { describe, expect, it } from 'vitest';
import { setup } from 'xstate';
import {
  announcing,
  check,
  each,
  eagerly,
  invariant,
  leg,
  losing,
  plainComponent,
  route,
  rule,
  sometimes,
  xstateComponent,
  type CheckResult,
  type Component,
  type Model,
  type Slot,
} from '../index.js';
import { naiveSearch } from '../testing/naive-search.js';

/** A clerk: letters that have been handed in, of those the written ones, and of those the posted ones. */
interface Desk {
  readonly received: number;
  readonly written: number;
  readonly posted: number;
}

type DeskEvent = { readonly type: 'HAND_IN' | 'WRITE' | 'POST' | 'REST' };
type DeskEffect = { readonly type: 'wrote' | 'posted'; readonly params: number };

const LETTERS = 2;
const NOTHING: Desk = { received: 0, written: 0, posted: 0 };

/** A clerk takes in a letter, writes each by itself, and posts what is written. */
const clerk: Component<Desk, DeskEvent, DeskEffect> = plainComponent<Desk, DeskEvent, DeskEffect>({
  name: 'clerk',
  initial: [NOTHING],
  step: (desk, { type }) => {
    const { received, written, posted } = desk;
    switch (type) {
      case 'HAND_IN':
        return received === LETTERS ? [] : [{ next: { ...desk, received: received + 1 }, effects: [] }];
      case 'WRITE':
        return written === received
          ? []
          : [{ next: { ...desk, written: written + 1 }, effects: [{ type: 'wrote', params: written }] }];
      case 'POST':
        return posted === written
          ? []
          : [{ next: { ...desk, posted: posted + 1 }, effects: [{ type: 'posted', params: posted }] }];
      case 'REST':
        return [{ next: desk, effects: [] }];
    }
  },
  show: ({ posted }) => `${posted} posted`,
});

/** A die that may be thrown again while it shows less than three, and then shows one or two more. */
const die = plainComponent<number, { readonly type: 'THROW' | 'AGAIN' }, { readonly type: string }>({
  name: 'die',
  initial: [0, 1],
  step: (shows, { type }) => {
    if (type === 'AGAIN' && (shows === 0 || shows >= 3)) return [];
    return [1, 2].map((more) => ({ next: shows + more, effects: [{ type: `${type} ${more}` }] }));
  },
});

describe('eagerly', () => {
  const writing = eagerly(clerk, [{ type: 'WRITE' }]);
  const posting = eagerly(clerk, [{ type: 'WRITE' }, { type: 'POST' }]);

  it('takes an internal step in the transition that enables it, its effects after those of the step', () => {
    expect(writing.step(NOTHING, { type: 'HAND_IN' })).toEqual([
      { next: { received: 1, written: 1, posted: 0 }, effects: [{ type: 'wrote', params: 0 }] },
    ]);
    const desk = { received: 2, written: 1, posted: 0 };
    expect(writing.step(desk, { type: 'POST' })).toEqual([
      {
        next: { received: 2, written: 2, posted: 1 },
        effects: [
          { type: 'posted', params: 0 },
          { type: 'wrote', params: 1 },
        ],
      },
    ]);
  });

  it('takes internal steps as long as one is enabled, also one that another enables', () => {
    expect(posting.step(NOTHING, { type: 'HAND_IN' })).toEqual([
      {
        next: { received: 1, written: 1, posted: 1 },
        effects: [
          { type: 'wrote', params: 0 },
          { type: 'posted', params: 0 },
        ],
      },
    ]);
  });

  it('prefers the internal step that is named first, again after each of them', () => {
    const waiting = { received: 2, written: 0, posted: 0 };
    const order = (...types: readonly ('WRITE' | 'POST')[]): readonly string[] =>
      eagerly(
        clerk,
        types.map((type) => ({ type })),
      )
        .step(waiting, { type: 'REST' })
        .flatMap(({ effects }) => effects.map(({ type, params }) => `${type} ${params}`));
    expect(order('WRITE', 'POST')).toEqual(['wrote 0', 'wrote 1', 'posted 0', 'posted 1']);
    expect(order('POST', 'WRITE')).toEqual(['wrote 0', 'posted 0', 'wrote 1', 'posted 1']);
  });

  it('lets every internal step choose, whatever the step chose that came before it', () => {
    const settled = eagerly(die, [{ type: 'AGAIN' }]);
    const found = settled.step(0, { type: 'THROW' }).map(({ next, effects }) => ({
      next,
      thrown: effects.map(({ type }) => type.slice(-1)).join(''),
    }));
    expect(found).toEqual([
      { next: 3, thrown: '111' },
      { next: 4, thrown: '112' },
      { next: 3, thrown: '12' },
      { next: 3, thrown: '21' },
      { next: 4, thrown: '22' },
    ]);
  });

  it('leaves an event disabled that is disabled, even where an internal step is enabled', () => {
    const full = { received: LETTERS, written: 0, posted: 0 };
    expect(posting.step(full, { type: 'HAND_IN' })).toEqual([]);
    expect(posting.step(full, { type: 'POST' })).toEqual([]);
    expect(posting.step(full, { type: 'WRITE' })).toHaveLength(1);
  });

  it('leaves the initial states as they are, even where an internal step is enabled', () => {
    expect(eagerly(die, [{ type: 'AGAIN' }]).initial()).toEqual([0, 1]);
  });

  it('is the component itself if there is no internal step', () => {
    const same = eagerly(clerk, []);
    for (const type of ['HAND_IN', 'WRITE', 'POST', 'REST'] as const) {
      const desk = { received: 2, written: 1, posted: 0 };
      expect(same.step(desk, { type })).toEqual(clerk.step(desk, { type }));
    }
  });

  it('does for an XState machine what it does for a plain component', () => {
    const kettle = setup({
      types: { events: {} as { readonly type: 'FILL' | 'BOIL' } },
      actions: { whistle: () => undefined },
    }).createMachine({
      id: 'kettle',
      initial: 'empty',
      states: {
        empty: { on: { FILL: 'cold' } },
        cold: { on: { BOIL: { target: 'hot', actions: 'whistle' } } },
        hot: {},
      },
    });
    const machine = xstateComponent(kettle);
    const quick = eagerly(machine, [{ type: 'BOIL' }]);
    const [start] = quick.initial();
    if (start === undefined) throw new Error('a kettle has an initial state');
    const [filled] = quick.step(start, { type: 'FILL' });
    expect(filled?.next.value).toBe('hot');
    expect(filled?.effects).toEqual([expect.objectContaining({ type: 'whistle' })]);
    expect(quick.isXState).toBe(true);
  });
});

describe('announcing', () => {
  const announced = announcing(clerk, 'progress', ({ written, posted }) => ({ written, posted }));

  it('tells what is seen when a step has changed it, after the effects of the step', () => {
    const desk = { received: 1, written: 0, posted: 0 };
    expect(announced.step(desk, { type: 'WRITE' })).toEqual([
      {
        next: { received: 1, written: 1, posted: 0 },
        effects: [
          { type: 'wrote', params: 0 },
          { type: 'progress', params: { written: 1, posted: 0 } },
        ],
      },
    ]);
  });

  it('says nothing where a step leaves what is seen as it was, though the state has changed', () => {
    expect(announced.step(NOTHING, { type: 'HAND_IN' })).toEqual(clerk.step(NOTHING, { type: 'HAND_IN' }));
    expect(announced.step(NOTHING, { type: 'REST' })).toEqual(clerk.step(NOTHING, { type: 'REST' }));
  });

  it('says nothing of a disabled event, and does not look at the state for it', () => {
    const looks: Desk[] = [];
    const watched = announcing(clerk, 'seen', (desk) => looks.push(desk));
    expect(watched.step(NOTHING, { type: 'POST' })).toEqual([]);
    expect(looks).toEqual([]);
  });

  it('judges every outcome by itself', () => {
    const parity = announcing(die, 'parity', (shows) => shows % 2);
    expect(parity.step(1, { type: 'THROW' }).map(({ effects }) => effects.map(({ type }) => type))).toEqual([
      ['THROW 1', 'parity'],
      ['THROW 2'],
    ]);
  });

  it('takes what is seen for the same if its JSON is', () => {
    const fresh = announcing(clerk, 'seen', ({ posted }) => ({ list: [posted], missing: undefined }));
    expect(fresh.step(NOTHING, { type: 'REST' })).toEqual([{ next: NOTHING, effects: [] }]);
  });

  it('around internal steps tells once where they have led; within them it tells after each', () => {
    const internal = [{ type: 'WRITE' }, { type: 'POST' }] as const;
    const typesOf = (component: Component<Desk, DeskEvent, { readonly type: string }>): readonly string[] =>
      component.step(NOTHING, { type: 'HAND_IN' }).flatMap(({ effects }) => effects.map(({ type }) => type));
    const seen = ({ written, posted }: Desk): readonly number[] => [written, posted];
    expect(typesOf(announcing(eagerly(clerk, internal), 'seen', seen))).toEqual(['wrote', 'posted', 'seen']);
    expect(typesOf(eagerly(announcing(clerk, 'seen', seen), internal))).toEqual([
      'wrote',
      'seen',
      'posted',
      'seen',
    ]);
  });

  it('twice over, each under its own name, tells the inner before the outer', () => {
    const inner = announcing(clerk, 'written', ({ written }) => written);
    const both = announcing(inner, 'open', ({ received, written }) => received - written);
    const [step] = both.step({ received: 1, written: 0, posted: 0 }, { type: 'WRITE' });
    expect(step?.effects).toEqual([
      { type: 'wrote', params: 0 },
      { type: 'written', params: 1 },
      { type: 'open', params: 0 },
    ]);
  });
});

describe('losing', () => {
  const lossy = losing(clerk, 'POST');

  it('adds one outcome to an event that is enabled: the state as it is, and a loss', () => {
    const desk = { received: 1, written: 1, posted: 0 };
    const steps = lossy.step(desk, { type: 'POST' });
    expect(steps).toEqual([
      ...clerk.step(desk, { type: 'POST' }),
      { next: desk, effects: [{ type: 'loss' }] },
    ]);
  });

  it('adds one outcome, however many there are', () => {
    const ends = losing(die, 'THROW')
      .step(1, { type: 'THROW' })
      .map(({ next }) => next);
    expect(ends).toEqual([2, 3, 1]);
  });

  it('loses nothing that would have been ignored', () => {
    expect(lossy.step(NOTHING, { type: 'POST' })).toEqual([]);
  });

  it('loses no event of another type', () => {
    expect(lossy.step(NOTHING, { type: 'HAND_IN' })).toEqual(clerk.step(NOTHING, { type: 'HAND_IN' }));
  });
});

describe('a decorated component', () => {
  const decorated = {
    eagerly: eagerly(clerk, [{ type: 'WRITE' }]),
    announcing: announcing(clerk, 'seen', ({ posted }) => posted),
    losing: losing(clerk, 'POST'),
  };

  it.each(Object.entries(decorated))(
    'of %s has the name, the states and the bytes of the other',
    (_, own) => {
      const desk = { received: 2, written: 1, posted: 1 };
      expect(own.name).toBe('clerk');
      expect(own.initial()).toEqual([NOTHING]);
      expect(own.encode(desk)).toEqual(clerk.encode(desk));
      expect(own.decode(clerk.encode(desk))).toEqual(desk);
      expect(own.show?.(desk)).toBe('1 posted');
      expect(own.isXState).toBe(clerk.isXState);
    },
  );

  it('is another object: the component that it is made of steps as before', () => {
    expect(clerk.step(NOTHING, { type: 'HAND_IN' })).toEqual([
      { next: { received: 1, written: 0, posted: 0 }, effects: [] },
    ]);
  });
});

/** Two clerks and a heap of posted letters; what is written is written at once, or is a rule of its own. */
function office(isEager: boolean, heapMax: number): Model {
  const heap = {
    name: 'heap',
    component: plainComponent<number, { readonly type: 'PUT' }, never>({
      name: 'heap',
      initial: [0],
      step: (letters) => [{ next: letters + 1, effects: [] }],
    }),
  };
  const clerks = ['one', 'two'].map((name): Slot<Desk, DeskEvent, DeskEffect> => {
    const component = isEager ? eagerly(clerk, [{ type: 'WRITE' }]) : clerk;
    return { name, component };
  });
  const does = (name: string, type: DeskEvent['type']) =>
    clerks.map((own) => rule({ name, slot: own, offers: () => [{ legs: [leg(own, { type })] }] }));
  return {
    name: 'office',
    slots: [...clerks, heap],
    rules: [
      ...does('HandIn', 'HAND_IN'),
      ...(isEager ? [] : does('Write', 'WRITE')),
      ...does('Post', 'POST'),
    ],
    routes: clerks.map((own) =>
      route(own, ({ type }) => (type === 'posted' ? [leg(heap, { type: 'PUT' })] : [])),
    ),
    properties: [
      invariant({ name: 'HeapIsLow', over: each([heap]), holds: ([letters = 0]) => letters <= heapMax }),
      sometimes({ name: 'AllPosted', over: each([heap]), holds: ([letters]) => letters === 2 * LETTERS }),
    ],
    mayEnd: ([one, two]) => (one as Desk).posted === LETTERS && (two as Desk).posted === LETTERS,
  };
}

describe('a model whose internal steps are taken at once', () => {
  const verdictOf = ({ verdict, property, witnesses }: CheckResult) => ({
    verdict,
    property,
    reached: witnesses.filter(({ reached }) => reached).map(({ name }) => name),
  });

  it('comes to the same verdict in fewer states', () => {
    const [stepwise, eager] = [check(office(false, 4)), check(office(true, 4))];
    expect(verdictOf(eager)).toEqual({ verdict: 'exhausted', property: null, reached: ['AllPosted'] });
    expect(verdictOf(eager)).toEqual(verdictOf(stepwise));
    expect([stepwise.states, stepwise.transitions]).toEqual([100, 240]);
    expect([eager.states, eager.transitions]).toEqual([36, 72]);
  });

  it('breaks what the other breaks, in as many steps less the internal ones', () => {
    const [stepwise, eager] = [check(office(false, 3)), check(office(true, 3))];
    expect(verdictOf(eager)).toMatchObject({ verdict: 'violated', property: 'HeapIsLow' });
    expect(verdictOf(eager)).toEqual(verdictOf(stepwise));
    expect(stepwise.counterexample?.steps).toHaveLength(12);
    expect(eager.counterexample?.steps).toHaveLength(8);
  });

  it('is searched by tables as by the reference', () => {
    const { verdict, states, transitions, depth } = check(office(true, 4));
    const naive = naiveSearch(office(true, 4));
    expect([verdict, states, transitions, depth]).toEqual([
      'exhausted',
      naive.states,
      naive.transitions,
      naive.depth,
    ]);
  });
});
