import fc from 'fast-check';
import { expect, it } from 'vitest';
import { xstateComponent } from '../../checker/index.js';
import { untilMet } from '../../errors/testing/until-met.js';
import { exoDriver, type DriverContext, type DriverEvent } from '../../spec/offload/driver.js';
import { numberOf, payloadOf } from '../../spec/offload/payload.js';
import { SpecifiedDriver, type DriverHappening, type DriverSituation } from './specified-driver.js';

type Step = DriverEvent['type'] | 'TAKE_OWN' | 'SNAPSHOT';

const STEPS: readonly Step[] = [
  ...(['OFFER', 'OFFER', 'PUT_C1', 'DELIVER', 'ATTACH', 'BEGUN', 'CRASH', 'RESTART', 'TAKE_C2'] as const),
  ...(['TAKE_OWN', 'SNAPSHOT'] as const),
];

it('what the driver is asked with one payload for many is what it is with all of them', async () => {
  const component = xstateComponent(exoDriver, { input: { self: 0, c2: 'late', pendingMax: 99 } });
  const spec = new SpecifiedDriver();
  const met = { enabled: 0, disabled: 0 };
  const round = (): void =>
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...STEPS), fc.nat(5)), { maxLength: 40 }), (steps) => {
        let snapshot = component.initial()[0] as ReturnType<typeof exoDriver.resolveState>;
        for (const [step, choice] of steps) {
          const before = situationOf(snapshot);
          const { event, happening } = questions(step, choice, snapshot.context);
          const [outcome] = component.step(snapshot as never, event as never);
          const answer = spec.ask(before, happening);
          expect(answer).toEqual(outcome === undefined ? null : situationOf(outcome.next as typeof snapshot));
          met[outcome === undefined ? 'disabled' : 'enabled'] += 1;
          if (outcome !== undefined) snapshot = outcome.next as typeof snapshot;
        }
      }),
      { numRuns: 400 },
    );
  await untilMet(round, met, 500);
  expect(spec.counts.asked).toBeLessThan(200);
});

function situationOf({
  value,
  context,
}: {
  readonly value: unknown;
  readonly context: DriverContext;
}): DriverSituation {
  const { next, pending, put, pointer, application } = context;
  return {
    name: value as DriverSituation['name'],
    hasNumbers: next !== null,
    pending: pending.length,
    put,
    pointer,
    delivered: application.length,
  };
}

function questions(
  step: Step,
  choice: number,
  { copy, pointer, pending, next, life }: DriverContext,
): { readonly event: DriverEvent; readonly happening: DriverHappening } {
  if (step === 'TAKE_C2' || step === 'TAKE_OWN' || step === 'SNAPSHOT') {
    // The payload of an own entry, anywhere among those that wait, or before them.
    const number = numberOf(pending[choice] ?? payloadOf(life, 0));
    const isOwn = step !== 'TAKE_C2' && pending.length > 0;
    const entry = isOwn
      ? { epoch: 0, source: 0, payload: payloadOf(life, number) }
      : { epoch: 0, source: 1, payload: null };
    const covered = isOwn ? pending.filter((payload) => numberOf(payload) <= number).length : 0;
    const log = [...copy.slice(0, pointer), entry];
    if (step !== 'SNAPSHOT') {
      const record = { kind: 'append', slot: copy.length, entry } as const;
      return {
        event: { type: 'TAKE_C2', record },
        happening: { type: 'TAKE_C2', mark: null, covered },
      };
    }
    const record = { kind: 'snapshot', mark: log.length, log } as const;
    return {
      event: { type: 'TAKE_C2', record },
      happening: { type: 'TAKE_C2', mark: log.length, covered },
    };
  }
  if (step === 'BEGUN') {
    return {
      event: { type: 'BEGUN', begin: { next: next ?? copy.length, mark: 0 } },
      happening: { type: 'BEGUN' },
    };
  }
  return { event: { type: step }, happening: { type: step } };
}
