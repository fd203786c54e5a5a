import { ExoError, xstateComponent } from '../../checker/index.js';
import {
  DEFAULT_KNOBS,
  hostName,
  publishedModel,
  publishedMutation,
  type PublishedOptions,
} from '../../spec/index.js';
import { HOSTS_MAX, HOSTS_MIN, type HostComponent } from '../../spec/published/options.js';
import { hostInput } from '../../spec/published/host-slots.js';
import { knobsFrom } from '../../spec/published/knobs.js';
import { showHost } from '../../spec/published/display.js';
import { boundsOf, expectNothingOfOffload, expectSizes, type ModelOptions } from './model-options.js';
import type { Source, SourceOptions } from './source.js';

/** Exo as published. Throws EXO3xx where it does not take an option. */
export function publishedSource(
  options: ModelOptions,
  { reference = false, mutation = false }: SourceOptions = {},
): Source {
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
    ...(published.dropsDead === true && { dropDead: true }),
    reductions: published.dropsDead === true ? ['dead-messages'] : [],
    noReduce: [],
    explain: (error) => error,
    ...(mutation && { mutation: publishedMutation }),
  };
}

function publishedOptions(options: ModelOptions): PublishedOptions {
  const { hosts, slots, timeouts, losses, partitions, crashes, medium, literal, set } = options;
  expectSizes(options, HOSTS_MIN, HOSTS_MAX);
  expectNothingOfExo(options);
  expectNothingOfOffload('published', options);
  if (medium === 'receive-any') {
    throw new ExoError('EXO313', `model 'published' takes --medium bus or async, not receive-any`);
  }
  if (literal && medium !== 'async') {
    throw new ExoError('EXO313', '--literal is a form of the async medium: add --medium async');
  }
  const dropsDead = options.dropDead === true;
  if (dropsDead && !literal) {
    throw new ExoError('EXO313', '--drop-dead is of the literal form: add --medium async --literal');
  }
  const knobs = knobsFrom(set);
  return { hosts, slots, timeouts, losses, partitions, crashes, medium, literal, dropsDead, knobs };
}

/** What only the completed protocol has. */
function expectNothingOfExo({ epochs, payloads, noReduce }: ModelOptions): void {
  const given = Object.entries({ '--epochs': epochs, '--payloads': payloads, '--no-reduce': noReduce });
  const flag = given.find(([, value]) => value !== undefined)?.[0];
  if (flag !== undefined)
    throw new ExoError('EXO313', `model 'published' takes no ${flag}: it is of model exo`);
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
