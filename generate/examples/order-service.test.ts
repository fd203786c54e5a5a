/** The service is held against its machine: by tests that take every transition, and by commands that fast-check draws. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commandsOf } from '../fast-check/index.js';
import { testsOf, TestFailure, type Adapter } from '../index.js';
import { model } from './order.js';
import { startService, type Service, type ServiceOptions } from './order-service.js';

/** All that a project writes by hand: how its service is started, asked and looked at. */
const adapterOf = (options: ServiceOptions): Adapter<Service> => ({
  start: () => startService(options),
  act: async ({ url }, { event }) => {
    const response = await fetch(`${url}/${event?.type.toLowerCase() ?? ''}`, { method: 'POST' });
    expect(response.status).toBe(200);
  },
  observe: async ({ url }) => {
    const { state, items } = (await (await fetch(url)).json()) as { state: string; items: number };
    return { value: state, context: { items } };
  },
  stop: ({ close }) => close(),
});

describe('the service', () => {
  for (const one of testsOf(model, { cover: 'transitions' })) {
    test(one.name, async () => {
      expect(await one.run(adapterOf({}))).toEqual({ taken: one.steps.length, of: one.steps.length });
    });
  }

  test('does what commands of the machine say, in any order', async () => {
    const { commands, run } = commandsOf(model, adapterOf({}));
    await fc.assert(fc.asyncProperty(fc.commands([...commands]), run), { numRuns: 10, seed: 1 });
  });
});

describe('a planted fault: an order that was paid keeps its items when it is opened again', () => {
  test('is found by a test, which says what differs and after which steps', async () => {
    const failures: TestFailure[] = [];
    for (const one of testsOf(model, { cover: 'transitions' })) {
      await one
        .run(adapterOf({ isFaulty: true }))
        .catch((error: unknown) => failures.push(error as TestFailure));
    }
    expect(failures.length).toBeGreaterThan(0);
    expect(failures[0]).toBeInstanceOf(TestFailure);
    expect(failures[0]?.message).toMatch(
      /^after step \d+, order gets REOPEN: context\.items is \d, and 0 in the model\n {2}1\. /,
    );
  });

  test('is found by commands, made as short as it can be, and found again by its replay path', async () => {
    const drawn = (replayPath?: string) => {
      const { commands, run } = commandsOf(model, adapterOf({ isFaulty: true }));
      const options = { maxCommands: 40, size: 'max', ...(replayPath && { replayPath }) } as const;
      return fc.asyncProperty(fc.commands([...commands], options), run);
    };
    const details = await fc.check(drawn(), { seed: 1, numRuns: 100 });
    expect(details.failed).toBe(true);
    const [shortest] = details.counterexample ?? [];
    expect(String(shortest)).toMatch(
      /^ADD\(order\),PAY\(order\),REFUND\(order\),REOPEN\(order\) \/\*replayPath="([^"]+)"\*\/$/,
    );
    const replayPath = /replayPath="([^"]+)"/.exec(String(shortest))?.[1];
    const again = await fc.check(drawn(replayPath), {
      ...{ seed: details.seed, endOnFailure: true },
      ...(details.counterexamplePath !== null && { path: details.counterexamplePath }),
    });
    expect(String(again.counterexample?.[0])).toContain('REFUND');
    expect(again.numShrinks).toBe(0);
  });
});
