import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as setNodeTimeout } from 'node:timers';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { assign, createMachine } from 'xstate';
import { ask } from './asked.js';
import {
  check,
  each,
  invariant,
  leg,
  plainComponent,
  rule,
  slot,
  xstateComponent,
  type Model,
} from '../index.js';

const asked =
  (question: () => unknown): (() => unknown) =>
  () =>
    ask(() => `'when' of rule 'Go'`, question);

describe('a function that is asked', () => {
  it.each<[string, () => unknown]>([
    ['Date.now', () => Date.now()],
    ['new Date()', () => new Date()],
    ['Date()', () => Date()],
    ['performance.now', () => performance.now()],
    ['process.hrtime', () => process.hrtime()],
    ['process.hrtime.bigint', () => process.hrtime.bigint()],
    ['Math.random', () => Math.random()],
    ['Math.random', () => [1].map(Math.random)],
    ['crypto.randomUUID', () => crypto.randomUUID()],
    ['crypto.randomUUID', () => randomUUID()],
    ['crypto.randomBytes', () => randomBytes(4)],
    ['crypto.getRandomValues', () => crypto.getRandomValues(new Uint8Array(2))],
    ['setTimeout', () => setTimeout(() => undefined, 0)],
    ['setTimeout', () => setNodeTimeout(() => undefined, 0)],
    ['setInterval', () => setInterval(() => undefined, 1)],
    ['setImmediate', () => setImmediate(() => undefined)],
    ['queueMicrotask', () => queueMicrotask(() => undefined)],
    ['performance.timeOrigin', () => performance.timeOrigin],
    ['performance.mark', () => performance.mark('here')],
    ['process.cpuUsage', () => process.cpuUsage()],
    ['timeStamp of an event', () => new Event('here').timeStamp],
    ['a format of dates without a date', () => new Intl.DateTimeFormat('en').format()],
    ['a format of dates without a date', () => new Intl.DateTimeFormat('en').formatToParts()],
    ['AbortSignal.timeout', () => AbortSignal.timeout(1)],
  ])('must not call %s, and is named with the place', (called, question) => {
    expect(asked(question)).toThrow(
      expect.objectContaining({
        code: 'EXO111',
        message: expect.stringMatching(
          /^'when' of rule 'Go' is not deterministic: it calls .* \(.*purity\.test\.ts:\d+:\d+\); an answer may depend/,
        ) as unknown,
      }),
    );
    expect(asked(question)).toThrow(`it calls ${called} (`);
  });

  it('may format a date that it is given', () => {
    const format = new Intl.DateTimeFormat('en', { year: 'numeric', timeZone: 'UTC' });
    expect(
      asked(() => [format.format(0), format.formatToParts(0).length, format.format === format.format])(),
    ).toEqual(['1970', 1, true]);
  });

  it('is found out even if it catches what is thrown', () => {
    const quiet = (): number => {
      try {
        return Math.random();
      } catch {
        return 4;
      }
    };
    expect(asked(quiet)).toThrow('it calls Math.random');
    expect(asked(() => asked(quiet)())).toThrow('it calls Math.random');
    expect(asked(() => 4)()).toBe(4);
  });

  it('may make a Date of a time, and tell one from other things', () => {
    const date = asked(() => new Date(86_400_000))();
    expect(date).toEqual(new Date(86_400_000));
    expect(date).toBeInstanceOf(Date);
    expect((date as Date).constructor).toBe(Date);
    expect(asked(() => Date.parse('1970-01-02T00:00:00Z'))()).toBe(86_400_000);
    expect(asked(() => Date.UTC(1970, 0, 2))()).toBe(86_400_000);
  });

  it('may print, which needs timers of Node itself', () => {
    expect(asked(() => process.stderr.write(''))()).toBe(true);
  });
});

describe('clocks, randomness and timers', () => {
  it('are as always while nothing is asked', async () => {
    expect(Date.now()).toBeGreaterThan(1e12);
    expect(new Date().getTime()).toBeGreaterThan(1e12);
    expect(Date()).toContain('20');
    expect(Math.random()).toBeLessThan(1);
    expect(performance.now()).toBeGreaterThan(0);
    expect(process.hrtime.bigint()).toBeGreaterThan(0n);
    expect(randomUUID()).toHaveLength(36);
    expect(await promisify(setTimeout)(0, 'later')).toBe('later');
    expect(typeof setTimeout.name).toBe('string');
  });
});

describe('a model that needs a clock or randomness', () => {
  const tick = { type: 'TICK' };

  function modelOf(component: ReturnType<typeof xstateComponent>, offers?: () => unknown): Model {
    const place = slot('one', component);
    return {
      name: 'one',
      slots: [place],
      rules: [
        rule({
          name: 'Tick',
          slot: place,
          offers: (offers ?? (() => [{ legs: [leg(place, tick)] }])) as never,
        }),
      ],
      routes: [],
      properties: [invariant({ name: 'Fine', over: each([place]), holds: () => true })],
    };
  }

  it('is refused for an assign of the time', () => {
    const machine = createMachine(
      { id: 'clock', context: { at: 0 }, on: { TICK: { actions: 'note' } } },
      { actions: { note: assign({ at: () => Date.now() }) } },
    );
    for (const via of ['scope', 'transition'] as const) {
      expect(() => check(modelOf(xstateComponent(machine, { via })))).toThrow(
        expect.objectContaining({
          code: 'EXO111',
          message: expect.stringMatching(
            /component 'clock', asked for event "TICK", is not deterministic: it calls Date\.now \(.*purity\.test/,
          ) as unknown,
        }),
      );
    }
  });

  it('is refused for a context of a random number, where the component is made', () => {
    const machine = createMachine({ id: 'dice', context: () => ({ seen: Math.random() }) });
    expect(() => xstateComponent(machine)).toThrow(/machine 'dice', starting, .*it calls Math\.random/);
  });

  it('is refused for a random offer, and for a random step', () => {
    const die = plainComponent<number, typeof tick, never>({
      name: 'die',
      initial: [1],
      step: () => [{ next: 1 + Math.floor(6 * Math.random()), effects: [] }],
    });
    const offers = (): unknown => (Math.random() < 0.5 ? [] : [{ legs: [] }]);
    const drawn = plainComponent<number, typeof tick, never>({ name: 'x', initial: [1], step: () => [] });
    expect(() => check(modelOf(drawn as never, offers))).toThrow(
      /'offers' of rule 'Tick' is not deterministic: it calls Math\.random/,
    );
    expect(() => check(modelOf(die as never))).toThrow(/'step' of component 'die', .*it calls Math\.random/);
  });
});
