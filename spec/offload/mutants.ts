/**
 * The mutants of split hosts: each guard and action of the driver and of an engine's edge, and every wrong reading of O1 to O12.
 * What an engine shares with a plain host is mutated there (spec/exo/mutants.ts).
 *
 * The subject's machine is the driver. A mutant of something else is the driver as it is, standing for what is changed elsewhere.
 */
import {
  mutantsOf,
  type Model,
  type Mutated,
  type MutationSubject,
  type Scope,
  type WrittenMutant,
} from '../../checker/index.js';
import { ALL_REDUCTIONS, isOfStorage, type Reduction } from '../exo/options.js';
import { exoDriver } from './driver.js';
import { EDGE_PARTS, exoEngine } from './engine.js';
import { offloadModel } from './model.js';
import type { OffloadOptions } from './options.js';
import { READING_NAMES, readingOf, type ReadingName } from './readings/index.js';

type DriverMachine = typeof exoDriver;

/** What is changed in a model: a reading, or a machine. */
type Variant = Pick<OffloadOptions, 'reading' | 'machines'>;

const SMALL: Omit<OffloadOptions, 'reductions'> = {
  ...{ hosts: 3, slots: 2, epochs: 2, medium: 'receive-any', payloads: 1 },
  ...{ timeouts: 0, losses: 0, partitions: 0, crashes: 1, resets: 1 },
  ...{ split: 1, fifo: 1, queue: 1, window: 'inf', c2: 'late' },
};

const BOUNDS = {
  small: SMALL,
  crash: { ...SMALL, resets: 0 },
  early: { ...SMALL, crashes: 0, c2: 'early' },
  window: { ...SMALL, slots: 4, epochs: 1, payloads: 3, window: 2, crashes: 0, resets: 0 },
  busy: { ...SMALL, epochs: 1, payloads: 'inf', crashes: 0, resets: 0 },
  long: { ...SMALL, slots: 4, crashes: 0 },
  'new life': { ...SMALL, crashes: 0, recovery: 'repaired' },
  'both gone': { ...SMALL, recovery: 'repaired' },
} as const satisfies Readonly<Record<string, Omit<OffloadOptions, 'reductions'>>>;

type ScopeName = keyof typeof BOUNDS;

/** Where a reading is run, if not in all scopes but the long one. */
const SCOPES_OF: Partial<Readonly<Record<ReadingName, readonly ScopeName[]>>> = {
  'c2-survives-crash': ['crash'],
  'c1-survives-crash': ['crash'],
  'delivered-behind-payloads': ['window'],
  'resubmit-blindly': ['long'],
  'full-c2-stalls': ['early'],
  'c2-drops': ['early'],
  'crash-empties-queue': ['small'],
  'resubmit-unput-only': ['small', 'new life'],
  'answers-unrecovered': ['both gone'],
  'numbers-begin-anew': ['both gone'],
};

/** The mutants of split hosts; `off` names reductions that the scopes do without. */
export function offloadMutation(off: readonly Reduction[] = []): MutationSubject<DriverMachine> {
  const names = Object.keys(BOUNDS) as readonly ScopeName[];
  return {
    machine: exoDriver,
    scopes: names.map((name) => scope(name, off)),
    written: [...READING_NAMES.filter((name) => name !== 'rules').map(readingMutant), ...edgeMutants()],
    equivalent: EQUIVALENT,
    elsewhere: ELSEWHERE,
  };
}

function readingMutant(name: ReadingName): WrittenMutant<DriverMachine> {
  const { source, says, c2, storage } = readingOf(name);
  const usual = storage === 'diskless' ? 'new life' : (c2 ?? 'small');
  const scopes = SCOPES_OF[name] ?? [usual];
  return { name, source, says, scopes, mutate: () => standingFor({ reading: name }) };
}

/** Each guard and action of an engine's edge by itself. */
function edgeMutants(): readonly WrittenMutant<DriverMachine>[] {
  return mutantsOf(exoEngine)
    .filter(({ of }) => EDGE_PARTS.includes(of))
    .map(({ name, of, kind, mutate }) => ({
      name: `engine ${name}`,
      source: 'the edge',
      says:
        kind === 'nothing'
          ? `'${of}' does nothing`
          : `'${of}' is ${kind === 'always' ? 'true' : 'false'} always`,
      scopes: EDGE_SCOPES[name] ?? ['small', 'early'],
      mutate: () => {
        const { machine, silenced } = mutate(exoEngine);
        return standingFor({ machines: { engine: machine, silenced } });
      },
    }));
}

const EDGE_SCOPES: Readonly<Record<string, readonly ScopeName[]>> = {
  'hasRoom=always': ['window'],
  'hasPlace=always': ['window'],
};

const ELSEWHERE: Readonly<Record<string, readonly ScopeName[]>> = {
  'hasPlace=always': ['busy'],
};

/** Why no scope could ever tell these from the rules. */
const EQUIVALENT: Readonly<Record<string, string>> = {
  'crash-empties-queue': readingOf('crash-empties-queue').harmless ?? '',
  'hasNumbers=always':
    'what is offered without a number is not taken: the action itself gives none; the guard says so first',
};

/** By the machine that stands for it, what is changed. */
const standing = new WeakMap<object, Variant>();

function standingFor(variant: Variant): Mutated<DriverMachine> {
  const machine = exoDriver.provide({}) as DriverMachine;
  standing.set(machine, variant);
  return { machine, silenced: null };
}

function scope(name: ScopeName, off: readonly Reduction[]): Scope<DriverMachine> {
  const bounds: Omit<OffloadOptions, 'reductions'> = BOUNDS[name];
  const reductions = ALL_REDUCTIONS.filter(
    (reduction) => !off.includes(reduction) && isOfStorage(reduction, bounds.recovery ?? null),
  );
  const options: OffloadOptions = { ...bounds, reductions };
  return {
    name,
    command: commandOf(options, off),
    onRequest: name !== 'small' && name !== 'early',
    model: ({ machine, silenced }): Model => {
      const variant = standing.get(machine) ?? { machines: { driver: machine, silenced } };
      // Mutants break premises on purpose; what is asked here is which properties they break.
      return { ...offloadModel({ ...options, ...variant }), premises: [] };
    },
  };
}

function commandOf(
  { medium, c2, window, recovery = null, ...bounds }: OffloadOptions,
  off: readonly Reduction[],
): string {
  const numbers = Object.entries(bounds).filter(([, bound]) => typeof bound === 'number' && bound !== 0);
  return [
    `exo check exo --offload --medium ${medium}`,
    ...(recovery === null ? [] : ['--storage diskless']),
    ...numbers.map(([name, bound]) => `--${name} ${String(bound)}`),
    ...(window === 'inf' ? [] : [`--window ${window}`]),
    ...(c2 === 'late' ? [] : [`--set c2=${c2}`]),
    ...(off.length === 0 ? [] : [`--no-reduce ${off.join(',')}`]),
  ].join(' ');
}
