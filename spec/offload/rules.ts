/** The joint actions of split hosts; those of the protocol are the completed model's. */
import { leg, rule, type AnySlot, type Leg, type Params, type Rule } from '../../checker/index.js';
import { isGranted } from '../../checker/environment/budget.js';
import { rulesOf as exoRulesOf } from '../exo/rules.js';
import { isDiskless, isRebootedAtOnce, isRestartedAtOnce } from '../exo/steps-made-one.js';
import { price } from '../exo/system.js';
import type { ExoOptions } from '../exo/options.js';
import { hostName } from '../ring.js';
import { withChosenSnapshots } from './chosen-snapshots.js';
import type { DriverEvent, DriverSnapshot } from './driver.js';
import { nextRecord, type Putting } from './edge.js';
import type { OffloadOptions } from './options.js';
import type { EngineSnapshot } from './engine.js';
import { NUMBERS_A_LIFE } from './payload.js';
import { roomLegs, rulesOfReadings, takenLegs } from './readings/rules.js';
import type { OffloadSystem, SplitHost } from './system.js';

export function rulesOf(system: OffloadSystem): readonly Rule[] {
  const engines: readonly AnySlot[] = system.split.map(({ engine }) => engine as AnySlot);
  const ofProtocol = exoRulesOf(system.exo).filter(
    ({ name, slot }) => !engines.includes(slot) || !NOT_OF_ENGINES.includes(name),
  );
  return [
    ...ofProtocol.map((one) => withChosenSnapshots(system.options, engines, one)),
    ...system.split.flatMap((host) => [
      ...driverRules(system, host),
      ...edgeRules(system, host),
      ...rulesOfReadings(system, host),
      ...faultRules(system, host),
    ]),
  ];
}

/** What is the driver's with a split host, or called otherwise. */
export const NOT_OF_ENGINES: readonly string[] = ['Submit', 'Deliver', 'Crash', 'Restart', 'CrashAndRestart'];

/** What the driver does by itself (O2). */
function driverRules({ options }: OffloadSystem, { self, driver }: SplitHost): readonly Rule[] {
  const params: Params = { host: hostName(self) };
  const single = (name: string, event: DriverEvent, when: (own: DriverSnapshot) => boolean): Rule =>
    rule({
      name,
      slot: driver,
      when: (own) => when(own) && own.can(event),
      offers: () => [{ params, legs: [leg(driver, event)] }],
    });
  const always = (): boolean => true;
  const countOf = (next: number): number => (isDiskless(options) ? next % NUMBERS_A_LIFE : next);
  const mayOffer = ({ context: { next } }: DriverSnapshot): boolean =>
    options.payloads === 'inf' || countOf(next ?? 0) < options.payloads;
  return [
    ...(options.payloads === 0 ? [] : [single('Offer', { type: 'OFFER' }, mayOffer)]),
    single('PutC1', { type: 'PUT_C1' }, always),
    single('DeliverToApp', { type: 'DELIVER' }, always),
  ];
}

/** What goes through the channels (O4, O5), and how a session begins (O9). */
function edgeRules(system: OffloadSystem, host: SplitHost): readonly Rule[] {
  const { self, engine, driver, c1, c2 } = host;
  const params: Params = { host: hostName(self) };
  return [
    rule({
      name: 'TakeC1',
      slot: c1,
      offers: ({ payloads: [payload] }) =>
        payload === undefined
          ? []
          : [
              {
                params,
                legs: [
                  leg(c1, { type: 'TAKE' }),
                  leg(engine, { type: 'SUBMIT', payload }),
                  ...takenLegs(system, host),
                ],
              },
            ],
    }),
    rule({
      name: 'Acknowledge',
      slot: c1,
      when: ({ delivered }) => delivered > 0 || system.world.acknowledgesAlways,
      offers: ({ delivered }) => [{ params, legs: [leg(engine, { type: 'DELIVER', delivered })] }],
    }),
    rule({
      name: 'PutC2',
      slot: engine,
      offers: (own) =>
        (['entry', 'pointer'] as const)
          .filter((putting) => isPutApart(own, putting))
          .map((putting) => ({ params, legs: [leg(engine, { type: 'PUT_C2', putting })] })),
    }),
    rule({
      name: 'TakeC2',
      slot: c2,
      offers: ([record]) =>
        record === undefined
          ? []
          : [
              {
                params,
                legs: [
                  leg(c2, { type: 'TAKE' }),
                  leg(driver, { type: 'TAKE_C2', record }),
                  ...roomLegs(system, host),
                ],
              },
            ],
    }),
    ...(isEverDetached(system.options) ? [attachRule(host)] : []),
  ];
}

/** O9: a session begins anew where there is none. */
function attachRule({ self, engine, driver }: SplitHost): Rule {
  return rule({
    name: 'Attach',
    slot: engine,
    when: ({ context }) => context.edge.cursor === null,
    offers: () => [{ params: { host: hostName(self) }, legs: [leg(driver, { type: 'ATTACH' })] }],
  });
}

/** Whether the session with which a model begins may end. */
function isEverDetached({ crashes, resets }: OffloadOptions): boolean {
  return isGranted(crashes) || isGranted(resets);
}

/** Whether a record may be put with this choice, and is not the one that is put with the other. */
function isPutApart(own: EngineSnapshot, putting: Putting): boolean {
  if (!own.can({ type: 'PUT_C2', putting })) return false;
  return putting === 'entry' || nextRecord(own.context, 'pointer')?.kind === 'agreed';
}

/** Whether the reset of an engine and its restart are one step, or to a plain host its crash and its restart. */
export function isResetAtOnce(options: ExoOptions): boolean {
  return isRestartedAtOnce(options) || isRebootedAtOnce(options);
}

/** O3, O10. A driver that is down is one that is not attached yet; an engine that is down, one that is slow. */
function faultRules({ options, exo, resets }: OffloadSystem, host: SplitHost): readonly Rule[] {
  const { self, engine, driver, c1, c2 } = host;
  const params: Params = { host: hostName(self) };
  const faulty = (name: string, slot: AnySlot, legs: readonly Leg[]): Rule =>
    rule({ name, slot, offers: () => [{ params, legs }] });
  const crash = [
    leg(driver, { type: 'CRASH' }),
    leg(driver, { type: 'RESTART' }),
    leg(c1, { type: 'CLEAR' }),
    leg(c2, { type: 'CLEAR' }),
    leg(engine, { type: 'DETACH' }, 'skip'),
    ...price(exo.crashes, options.crashes),
  ];
  const reset = [leg(engine, { type: 'CRASH' }), ...price(resets, options.resets)];
  const restart = leg(engine, { type: 'RESTART' });
  const resetRules = isResetAtOnce(exo.options)
    ? [faulty('Reset', engine as AnySlot, [...reset, restart])]
    : [
        faulty('Reset', engine as AnySlot, reset),
        rule({
          name: 'Restart',
          slot: engine,
          when: (own) => own.matches('down' as never),
          offers: () => [{ params, legs: [restart] }],
        }),
      ];
  return [
    ...(isGranted(options.crashes) ? [faulty('CrashDriver', driver as AnySlot, crash)] : []),
    ...(isGranted(options.resets) ? resetRules : []),
  ];
}
