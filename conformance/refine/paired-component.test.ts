/** A specified host with cores beside it, and faulty cores that have to be told from it. */
import { describe, expect, test } from 'vitest';
import { xstateComponent } from '../../checker/index.js';
import * as implementation from '../../impl/parts.js';
import type { CoreState } from '../../impl/parts.js';
import type { HostEvent } from '../../spec/exo/events.js';
import { exoHost } from '../../spec/exo/host.js';
import type { HostComponent } from '../../spec/exo/names.js';
import type { Implementation } from '../compare/faulty-copy.js';
import { broadcast } from '../compare/pair.test.helper.js';
import { noCounts } from './model.js';
import { isPair, pairedComponent, type PairCounts, type PairState } from './paired-component.js';

const { ANSWER } = implementation;
const HOSTS = 3;
const APPEND: HostEvent = { type: 'APPEND' };
const PERSISTED: HostEvent = { type: 'PERSISTED' };
const DELIVER: HostEvent = { type: 'DELIVER' };

interface Made {
  readonly impl?: Implementation;
  readonly asksMore?: boolean;
  readonly counts?: PairCounts;
}

function paired({ impl = implementation, asksMore = false, counts = noCounts() }: Made = {}): ReturnType<
  typeof pairedComponent
> {
  const spec = xstateComponent(exoHost, { input: { self: 0, hosts: HOSTS, isBusy: true }, askedTwice: 0 });
  return pairedComponent({
    ...{ impl, counts, asksMore, self: 0, hosts: HOSTS, epochs: 2 },
    spec: spec as HostComponent,
  });
}

function after(component: ReturnType<typeof paired>, ...events: readonly HostEvent[]): PairState {
  return events.reduce((state, event) => {
    const [step] = component.step(state, event);
    if (step === undefined) throw new Error(`${event.type} is refused`);
    return step.next;
  }, component.initial()[0] as PairState);
}

/** A faulty core, as a class that extends the core that runs. */
function withCore(Core: typeof implementation.Core): Made {
  return { impl: { ...implementation, Core } };
}

/** What host A hears of slot 1 and of slot 2. */
const HEARD: readonly HostEvent[] = [1, 2].map((slot) => ({
  type: 'RECEIVE',
  message: { kind: 'entry', epoch: 0, slot, source: slot, payload: 0, history: [slot - 1] },
}));

/** All three slots are filled, so that two of them are agreed. */
const RUN: readonly HostEvent[] = [...broadcast, ...HEARD, PERSISTED];

describe('a paired host', () => {
  test('has two cores beside it, one of which compacts what is delivered', () => {
    const state = after(paired(), ...RUN, DELIVER);
    expect(state.divergence).toBeNull();
    expect(state.sides.map(({ kind, core }) => [kind, core?.delivered, core?.log.mark.length])).toEqual([
      ['keeps', 1, 0],
      ['compacts', 1, 1],
    ]);
    expect(state.context.delivered).toBe(1);
  });

  test('counts each comparison, and what both refuse', () => {
    const counts = noCounts();
    const component = paired({ counts });
    const [first] = component.initial();
    expect(component.step(first as PairState, { type: 'BROADCAST' })).toEqual([]);
    expect(counts).toEqual({ pairs: 2, refused: 2, besides: 0, partial: 0 });
    component.step(first as PairState, APPEND);
    expect(counts).toEqual({ pairs: 4, refused: 2, besides: 0, partial: 0 });
  });

  test('crashes with both cores, keeps their disks, and goes on with what they hold', () => {
    const component = paired();
    const down = after(component, ...RUN, DELIVER, { type: 'CRASH' });
    expect(down.sides.map(({ core, taken }) => [core, taken])).toEqual([
      [null, 1],
      [null, 1],
    ]);
    const up = after(component, ...RUN, DELIVER, { type: 'CRASH' }, { type: 'RESTART' });
    expect(up.divergence).toBeNull();
    expect(up.sides.map(({ core }) => core?.log.length)).toEqual([3, 3]);
  });

  test('is encoded with its cores, and decoded again', () => {
    const component = paired();
    const state = after(component, ...RUN, DELIVER);
    const decoded = component.decode(component.encode(state));
    expect(decoded.sides).toEqual(state.sides);
    expect(component.encode(decoded)).toEqual(component.encode(state));
    expect(component.encode(after(component, ...RUN))).not.toEqual(component.encode(state));
    expect([isPair(decoded), isPair(Object.getPrototypeOf(decoded)), isPair(null)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('is shown with its cores, and those that are down with what their disks hold', () => {
    const component = paired();
    const shown = (state: PairState): unknown => component.show?.(state);
    expect(shown(after(component, ...RUN, DELIVER))).toMatchObject({
      core: [
        { kind: 'keeps', promised: 0, start: 0, length: 3, agreed: 2, delivered: 1, unwritten: 0 },
        { kind: 'compacts', start: 1, length: 3 },
      ],
    });
    expect(shown(after(component, ...RUN, { type: 'CRASH' }))).toMatchObject({
      core: [
        { kind: 'keeps', state: 'down', promised: 0, length: 3 },
        { kind: 'compacts', state: 'down' },
      ],
    });
  });

  test.each<[wanted: 'entries' | 'snapshot', compared: number]>([
    ['entries', 1],
    ['snapshot', 1],
  ])('asks for %s only the core that has them', (wanted, compared) => {
    const counts = noCounts();
    const component = paired({ counts });
    const state = after(component, ...RUN, DELIVER);
    const before = counts.pairs;
    component.step(state, {
      type: 'FETCH',
      packet: { kind: 'fetch', wanted, from: 1, epoch: 0, length: 0 },
    });
    expect(counts.pairs - before).toBe(compared);
  });
});

describe('a faulty core is told', () => {
  const divergence = (made: Made, ...events: readonly HostEvent[]): unknown => {
    const { field, side, event } = after(paired(made), ...events).divergence ?? {};
    return [field, side, event === undefined ? undefined : (JSON.parse(event) as HostEvent).type];
  };

  /** A core that is saved with something else in it. */
  const altered = (state: (saved: CoreState) => Partial<CoreState>): Made =>
    withCore(
      class extends implementation.Core {
        override save(): CoreState {
          const saved = super.save();
          return { ...saved, ...state(saved) };
        }
      },
    );

  test('by what it takes', () => {
    const made = withCore(
      class extends implementation.Core {
        override append(): implementation.Answer {
          return ANSWER.notMyTurn;
        }
      },
    );
    expect(divergence(made, APPEND)).toEqual(['acceptance', 'keeps', 'APPEND']);
  });

  test('by what it throws', () => {
    const made = withCore(
      class extends implementation.Core {
        override broadcast(): implementation.Answer {
          throw new RangeError('no such slot');
        }
      },
    );
    const { field, spec, core } = after(paired(made), ...broadcast).divergence ?? {};
    expect([field, spec, core]).toEqual(['exception', '"none"', '"no such slot"']);
  });

  test('by what it throws as it compacts', () => {
    const compacting = withCore(
      class extends implementation.Core {
        override compact(): implementation.Answer {
          throw new RangeError('no snapshot');
        }
      },
    );
    expect(after(paired(compacting), ...RUN, DELIVER).divergence).toMatchObject({
      ...{ field: 'exception', side: 'compacts', event: '{"type":"DELIVER"}', core: '"no snapshot"' },
    });
  });

  test('by its state, its messages, and what it keeps up to date', () => {
    const sooner = altered(({ log, agreed }) => ({ agreed: log.length > 0 ? agreed + 1 : agreed }));
    expect(divergence(sooner, APPEND)).toEqual(['agreed', 'keeps', 'APPEND']);
    const silent = withCore(
      class extends implementation.Core {
        override broadcast(): implementation.Answer {
          return ANSWER.taken;
        }
      },
    );
    expect(divergence(silent, ...broadcast)).toEqual(['messages', 'keeps', 'BROADCAST']);
    const holding = withCore(
      class extends implementation.Core {
        override get holdsToken(): boolean {
          return true;
        }
      },
    );
    expect(divergence(holding, APPEND)).toEqual(['holds the token', 'keeps', 'APPEND']);
  });

  test('where it compacts alone', () => {
    const made = altered(({ log, agreed }) => ({ agreed: log.mark.length > 0 ? agreed + 1 : agreed }));
    expect(divergence(made, ...RUN, DELIVER, DELIVER)).toEqual(['agreed', 'compacts', 'DELIVER']);
  });

  test('and stays where it has diverged, but is not taken on for ever', () => {
    const component = paired(
      withCore(
        class extends implementation.Core {
          override append(): implementation.Answer {
            return ANSWER.full;
          }
        },
      ),
    );
    const state = after(component, APPEND);
    expect(component.step(state, { type: 'CRASH' })).toEqual([{ next: state, effects: [] }]);
    expect([PERSISTED, DELIVER].map((event) => component.step(state, event))).toEqual([[], []]);
    expect(component.show?.(state)).toMatchObject({ divergence: { field: 'acceptance', side: 'keeps' } });
  });
});

describe('a new state is asked more', () => {
  test('every question once, and what is written in parts', () => {
    const counts = noCounts();
    const component = paired({ asksMore: true, counts });
    const state = after(component, ...broadcast, ...HEARD);
    expect(state.divergence).toBeNull();
    expect(counts.partial).toBe(2);
    const { besides } = counts;
    expect(besides).toBeGreaterThan(0);
    after(component, ...broadcast, ...HEARD);
    expect(counts.besides).toBe(besides);
  });

  test('so that a core is found out that throws where only a part is written', () => {
    const made = withCore(
      class extends implementation.Core {
        override persisted(position: number): implementation.Answer {
          const { unwritten, unhanded } = this.save();
          if (unwritten - unhanded > 1 && position === this.position - 1) throw new RangeError('a part');
          return super.persisted(position);
        }
        private get position(): number {
          return (this as unknown as { handed: number }).handed;
        }
      },
    );
    expect(after(paired({ ...made, asksMore: true }), ...broadcast, ...HEARD).divergence).toMatchObject({
      ...{ field: 'exception', core: '"a part"', event: '1 of 2 written' },
    });
  });

  test('so that a core is found out that agrees on what it has not written', () => {
    const made = withCore(
      class extends implementation.Core {
        override persisted(position: number): implementation.Answer {
          return super.persisted(Math.max(position, this.handedOver));
        }
        private get handedOver(): number {
          return (this as unknown as { handed: number }).handed;
        }
      },
    );
    expect(after(paired(made), ...broadcast, ...HEARD).divergence).toBeNull();
    expect(after(paired({ ...made, asksMore: true }), ...broadcast, ...HEARD).divergence).toMatchObject({
      ...{ field: 'agreed after a part is written', event: '1 of 2 written', spec: '1', core: '2' },
    });
  });
});
