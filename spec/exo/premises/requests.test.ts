/** Faults that show only where hosts ask, searched on a medium where nobody asks: they are found out all the same. */
import { expect, test } from 'vitest';
import {
  check,
  xstateComponent,
  type CheckResult,
  type PremiseFailure,
  type Verification,
} from '../../../checker/index.js';
import { exoOptions } from '../../testing/exo-options.js';
import type { HostEvent } from '../events.js';
import type { exoHost } from '../host.js';
import { hostInput } from '../host-component.js';
import { exoModel } from '../model.js';
import type { HostComponent, HostEffect, HostSnapshot } from '../names.js';
import type { ExoOptions } from '../options.js';
import type { Packet } from '../packets.js';
import { systemOf } from '../system.js';
import type { HostStep } from './asked.js';
import { premisesOf } from './index.js';

const SMALL = exoOptions({ slots: 2, epochs: 2 });

type Fault = (step: HostStep, event: HostEvent, host: HostComponent) => HostStep;

function searched(options: ExoOptions, fault: Fault = (step) => step): CheckResult {
  const component = (machine: typeof exoHost, self: number): HostComponent => {
    const host = xstateComponent(machine, {
      name: `host ${self}`,
      input: hostInput(options, self),
    }) as HostComponent;
    const step = (state: HostSnapshot, event: HostEvent): readonly HostStep[] =>
      host.step(state, event).map((one) => fault(one, event, host));
    return { ...host, step };
  };
  return check(exoModel({ ...options, component }));
}

/** The effects with other packets. */
function sending(effects: readonly HostEffect[], change: (packet: Packet) => Packet): readonly HostEffect[] {
  return effects.map((effect) =>
    'packets' in effect.params
      ? ({
          ...effect,
          params: { ...effect.params, packets: effect.params.packets.map(change) },
        } as HostEffect)
      : effect,
  );
}

test('that nobody need ask is verified', () => {
  const { verdict, verified } = searched(SMALL);
  expect(verdict).toBe('exhausted');
  expect(verified).toContain('requests');
});

function isVerifiedApart(bounds: Partial<ExoOptions>): void {
  const off = ['persist', 'deliver', 'gather', 'restart', 'submit'] as const;
  expect(searched(exoOptions({ slots: 2, epochs: 2, ...bounds }, off)).verified).toContain('requests');
}

test.each([
  { crashes: 1, slots: 1 },
  { payloads: 1, slots: 1 },
])('with every step apart too, and %j', isVerifiedApart);
test.each([{ crashes: 1 }, { payloads: 1 }])(
  'with every step apart too, and %j',
  { tags: 'long' },
  isVerifiedApart,
);

const FAULTS: readonly (readonly [string, Fault, RegExp])[] = [
  [
    'a question that changes the host',
    (step, event, host) =>
      event.type === 'RETURN'
        ? { ...step, next: host.step(step.next, { type: 'CRASH' })[0]?.next ?? step.next }
        : step,
    /'requests'.*RETURN.*it changes the host/,
  ],
  [
    'an answer with an entry that nobody sent',
    (step, event) => ({
      ...step,
      effects:
        event.type === 'FETCH'
          ? sending(step.effects, (packet) => (packet.kind === 'entry' ? { ...packet, payload: 7 } : packet))
          : step.effects,
    }),
    /'requests'.*RECEIVE.*"payload":7.*it is taken, and comes about by a question alone/,
  ],
  [
    'a snapshot of more than is agreed',
    (step, event) => ({
      ...step,
      effects:
        event.type === 'FETCH'
          ? sending(step.effects, (packet) =>
              packet.kind === 'install' ? { ...packet, log: step.next.context.log, delivered: 2 } : packet,
            )
          : step.effects,
    }),
    /'requests'.*FETCH.*it gives for a snapshot more than is agreed/,
  ],
  [
    'a snapshot that brings a host down',
    (step, event, host) =>
      event.type === 'INSTALL'
        ? { ...step, next: host.step(step.next, { type: 'CRASH' })[0]?.next ?? step.next }
        : step,
    /'requests'.*INSTALL.*it makes of the host what nothing else/,
  ],
];

test.each(FAULTS)('the premise fails for %s', (_what, fault, message) => {
  expect(() => searched(SMALL, fault)).toThrow(message);
});

test('a partition is left out only where each host may miss each message', () => {
  const options = exoOptions({ medium: 'bus', slots: 2, epochs: 1, losses: 'inf', partitions: 1 });
  expect(check(exoModel(options)).verified).toContain('partitions');
  const premise = premisesOf(systemOf(options)).find(({ name }) => name === 'partitions');
  const [state] = systemOf(options).layers[0]?.machine.initial() ?? [];
  const heard = { from: 0, event: { type: 'RECEIVE' }, outcomes: [{ next: 1, effects: [] }] };
  const met = { states: [state, state], events: [heard.event], steps: () => [heard] };
  const verification = premise?.verify(
    () => met,
    true,
    () => undefined,
  );
  expect(atOnce(verification ?? null)?.claim).toBe('the host cannot miss the message');
});

/** What a verification comes to, without its pauses. */
function atOnce(verification: Verification): PremiseFailure | null {
  if (verification === null || !('next' in verification)) return verification;
  for (;;) {
    const { done, value } = verification.next();
    if (done === true) return value;
  }
}
