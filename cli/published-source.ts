import { ExoError, xstateComponent } from '../checker/index.js';
import {
  DEFAULT_KNOBS,
  HOSTS_MAX,
  HOSTS_MIN,
  hostInput,
  hostName,
  knobsFrom,
  publishedModel,
  showHost,
  type HostComponent,
  type PublishedOptions,
} from '../spec/index.js';
import { boundsOf, type ModelOptions } from './model-options.js';
import type { Source, SourceOptions } from './source.js';
import { badValue } from './units.js';

const SLOTS_MAX = 99;

/** Exo as published. Throws EXO3xx where it does not take an option. */
export function publishedSource(options: ModelOptions, { reference = false }: SourceOptions = {}): Source {
  const published = publishedOptions(options);
  const model = publishedModel(reference ? { ...published, component: referenceHost(published) } : published);
  return {
    name: 'published',
    file: null,
    model,
    bounds: boundsOf(options),
    knobs: published.knobs,
    departures: departuresOf(published),
    medium: published.medium,
    literal: published.literal,
    explain: (error) => error,
  };
}

function publishedOptions(options: ModelOptions): PublishedOptions {
  const { hosts, slots, timeouts, losses, partitions, crashes, medium, literal, set } = options;
  if (hosts < HOSTS_MIN || hosts > HOSTS_MAX) {
    throw badValue('--hosts', String(hosts), `a whole number from ${HOSTS_MIN} to ${HOSTS_MAX}`);
  }
  if (slots > SLOTS_MAX) throw badValue('--slots', String(slots), `a whole number from 1 to ${SLOTS_MAX}`);
  if (medium === 'receive-any') {
    throw new ExoError('EXO313', `model 'published' takes --medium bus or async, not receive-any`);
  }
  if (literal && medium !== 'async') {
    throw new ExoError('EXO313', '--literal is a form of the async medium: add --medium async');
  }
  const knobs = knobsFrom(set);
  return { hosts, slots, timeouts, losses, partitions, crashes, medium, literal, knobs };
}

/** Hosts that ask XState by its public `transition`: no scope of ours between a trace and XState. */
function referenceHost(options: PublishedOptions): NonNullable<PublishedOptions['component']> {
  return (machine, self) =>
    xstateComponent(machine, {
      name: `host ${hostName(self)}`,
      input: hostInput(options, self),
      show: showHost,
      via: 'transition',
    }) as HostComponent;
}

function departuresOf({ knobs }: PublishedOptions): Source['departures'] {
  const defaults: Readonly<Record<string, string>> = DEFAULT_KNOBS;
  return Object.fromEntries(Object.entries(knobs).filter(([name, value]) => defaults[name] !== value));
}
