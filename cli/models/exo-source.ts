import { ExoError, xstateComponent } from '../../checker/index.js';
import {
  ALL_REDUCTIONS,
  ATOMIC_BROADCAST,
  exoModel,
  exoMutation,
  hostName,
  isOfStorage,
  type ExoOptions,
  type Reduction,
} from '../../spec/index.js';
import { hostInput as exoHostInput } from '../../spec/exo/host-component.js';
import { DEFAULT_EXO_KNOBS, exoKnobsFrom, type ExoKnobs } from '../../spec/exo/knobs.js';
import { glueing } from '../../spec/exo/atomic-broadcast.js';
import { HOSTS_MAX, HOSTS_MIN } from '../../spec/published/options.js';
import { showHost as showExoHost } from '../../spec/exo/display.js';
import type { HostComponent as ExoHostComponent } from '../../spec/exo/names.js';
import {
  boundsOf,
  expectNothingOfOffload,
  expectSizes,
  withDefaults,
  type Bounds,
  type ModelOptions,
} from './model-options.js';
import type { Source, SourceOptions } from './source.js';
import { parseCount } from '../terminal/units.js';

const EPOCHS_MAX = 99;

/** Exo as completed. Throws EXO3xx where it does not take an option. */
export function exoSource(
  options: ModelOptions,
  { reference = false, mutation = false, asked = [] }: SourceOptions = {},
): Source {
  const given = exoOptions(options);
  const exo = asked.includes(ATOMIC_BROADCAST) ? without(given, glueing(given)) : given;
  return {
    name: 'exo',
    file: null,
    model: exoModel(reference ? { ...exo, component: referenceHost(exo) } : exo),
    bounds: exoBounds(exo),
    knobs: exoKnobsOf(exo),
    departures: departuresOf(exo),
    medium: exo.medium,
    literal: false,
    reductions: exo.reductions,
    noReduce: switchedOff(exo),
    ...(mutation && { mutation: exoMutation(switchedOff(exo)) }),
    explain: (error) => error,
  };
}

/** Those that are off because they were switched off; some have no place in a model of this storage. */
function switchedOff({ reductions, recovery = null }: ExoOptions): readonly Reduction[] {
  return ALL_REDUCTIONS.filter((name) => !reductions.includes(name) && isOfStorage(name, recovery));
}

/** The refinement is asked of a model in which its steps are not glued together. */
function without(options: ExoOptions, names: readonly Reduction[]): ExoOptions {
  return { ...options, reductions: options.reductions.filter((name) => !names.includes(name)) };
}

/** The model's own options. Throws EXO3xx where it does not take one. */
export function exoOptions(options: ModelOptions): ExoOptions {
  const { hosts, slots, epochs, payloads, timeouts, losses, partitions, crashes, medium, noReduce } =
    withDefaults(options);
  expectSizes(options, HOSTS_MIN, HOSTS_MAX);
  parseCount('--epochs', String(epochs), 1, EPOCHS_MAX);
  expectNothingOfOffload('exo', options);
  expectNothingOfPublished(options);
  expectFitting(options);
  const { members, storage, 'diskless-recovery': how } = exoKnobsFrom(options.set);
  if (storage === 'durable' && 'diskless-recovery' in options.set && how !== 'repaired') {
    throw new ExoError('EXO313', '--diskless-recovery is of hosts without disks: add --storage diskless');
  }
  const recovery = storage === 'diskless' ? how : null;
  const reductions = reductionsWithout(noReduce).filter((name) => isOfStorage(name, recovery));
  return {
    hosts,
    slots,
    epochs,
    payloads,
    timeouts,
    losses,
    partitions,
    crashes,
    medium,
    reductions,
    members,
    recovery,
  };
}

/** The knobs of a model. */
export function exoKnobsOf({
  members = DEFAULT_EXO_KNOBS.members,
  recovery = null,
}: Pick<ExoOptions, 'members' | 'recovery'>): ExoKnobs {
  return {
    members,
    storage: recovery === null ? 'durable' : 'diskless',
    'diskless-recovery': recovery ?? DEFAULT_EXO_KNOBS['diskless-recovery'],
  };
}

function departuresOf(options: ExoOptions): Source['departures'] {
  const defaults: Readonly<Record<string, string>> = DEFAULT_EXO_KNOBS;
  return Object.fromEntries(
    Object.entries(exoKnobsOf(options)).filter(([name, value]) => defaults[name] !== value),
  );
}

function expectNothingOfPublished({ literal, dropDead }: ModelOptions): void {
  if (literal) throw new ExoError('EXO313', `model 'exo' has no literal form: leave --literal out`);
  if (dropDead === true) {
    throw new ExoError('EXO313', `model 'exo' drops dead messages anyhow: leave --drop-dead out`);
  }
}

/** Faults that a medium does not count, because it has as many of them as there may be. */
function expectFitting({ medium, timeouts, losses, partitions }: ModelOptions): void {
  const refused = {
    bus: {},
    async: { '--partitions': partitions },
    'receive-any': { '--timeouts': timeouts, '--losses': losses, '--partitions': partitions },
  }[medium];
  const flag = Object.entries(refused).find(([, amount]) => amount !== 0)?.[0];
  if (flag === undefined) return;
  const why = medium === 'async' ? 'a partition is a delay there' : 'there is any number of them there';
  throw new ExoError('EXO313', `medium ${medium} takes no ${flag} (${why}): leave it out`);
}

function reductionsWithout(names: readonly string[]): readonly Reduction[] {
  const known: readonly string[] = [...ALL_REDUCTIONS, 'all'];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const accepted = `${ALL_REDUCTIONS.join(', ')}, or all`;
    throw new ExoError('EXO314', `unknown reduction '${unknown}'; the reductions are ${accepted}`);
  }
  return ALL_REDUCTIONS.filter((name) => !names.includes('all') && !names.includes(name));
}

/** All bounds that the medium counts. */
export function exoBounds(options: ExoOptions): Bounds {
  const bounds = boundsOf({ ...options, literal: false, set: {} });
  if (options.medium !== 'receive-any') return bounds;
  return Object.fromEntries(Object.entries(bounds).filter(([name]) => !UNCOUNTED.includes(name)));
}

/** The faults of which the receive-any medium has any number. */
const UNCOUNTED = ['timeouts', 'losses', 'partitions'];

/** Hosts that ask XState by its public `transition`: no scope of ours between a trace and XState. */
function referenceHost(options: ExoOptions): NonNullable<ExoOptions['component']> {
  return (machine, self) =>
    xstateComponent(machine, {
      name: `host ${hostName(self)}`,
      input: exoHostInput(options, self),
      show: showExoHost,
      via: 'transition',
    }) as ExoHostComponent;
}
