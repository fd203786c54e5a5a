/** What a wrong reading of O1 to O12 is made of: machines changed in one place, or the world around them. */
import { createMachine, type AnyStateMachine } from 'xstate';
import { withHandlers } from '../extending.js';

/** What rules, routes and channels do otherwise than the rules say. */
export interface World {
  /** C1 keeps what is in it over a crash of the host, and into the next session. */
  readonly c1Survives: boolean;
  readonly c2Survives: boolean;
  /** A full C2 takes a record all the same, and loses it. */
  readonly c2Drops: boolean;
  /** The Delivered register is none: it changes once all payloads put before are taken. */
  readonly deliveredBehindPayloads: boolean;
  /** The driver sees that its engine has taken a payload. */
  readonly tellsTaken: boolean;
  /** The engine sees that C2 is full, and that there is room again. */
  readonly tellsFull: boolean;
  /** The driver reads the engine's agreement pointer beside C2. */
  readonly readsPointer: boolean;
  /** The engine looks at no register before it takes something for delivered. */
  readonly acknowledgesAlways: boolean;
}

/** The world of the rules. */
export const RULES: World = {
  c1Survives: false,
  c2Survives: false,
  c2Drops: false,
  deliveredBehindPayloads: false,
  tellsTaken: false,
  tellsFull: false,
  readsPointer: false,
  acknowledgesAlways: false,
};

export type Changed = (machine: AnyStateMachine) => AnyStateMachine;

/** One thing that a careful reader might take otherwise. */
export interface Reading {
  /** The rules that it departs from. */
  readonly source: string;
  readonly says: string;
  /** Why nothing can tell it from the rules; left out where something must. */
  readonly harmless?: string;
  /** The form of C2 in which there is such a thing; the late one when left out. */
  readonly c2?: 'early';
  /** Where engines have to be without disks for it. */
  readonly storage?: 'diskless';
  readonly engine?: Changed;
  readonly driver?: Changed;
  readonly world?: Partial<World>;
}

/** The machine with some guards and actions replaced. */
export function providing(implementations: {
  readonly guards?: Readonly<Record<string, unknown>>;
  readonly actions?: Readonly<Record<string, unknown>>;
}): Changed {
  return (machine) => machine.provide(implementations as never) as AnyStateMachine;
}

/** The machine with some events handled otherwise in one state, by guards and actions that it has or that are given. */
export function handling(
  path: readonly string[],
  handlers: Readonly<Record<string, unknown>>,
  actions: Readonly<Record<string, unknown>> = {},
): Changed {
  return (machine) =>
    createMachine(
      withHandlers(machine.config, path, handlers) as never,
      {
        ...machine.implementations,
        actions: { ...machine.implementations.actions, ...actions },
      } as never,
    ) as AnyStateMachine;
}

/** One change after the other. */
export function both(...changes: readonly Changed[]): Changed {
  return (machine) => changes.reduce((changed, change) => change(changed), machine);
}
