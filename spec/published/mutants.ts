/**
 * The mutants of the published host, and the bounds in which they are run.
 *
 * The written ones are the readings of the slides that break (docs/protocol.md, section 3). Each is the machine itself
 * with one knob of its input turned; a scope asks the machine that it is given for its knobs, since the medium goes
 * by them too. Scopes of other readings are there for the guards and actions that only those have a use for. A machine
 * must hold in its scope, so the two readings among them that do not hold have bounds too small to break in.
 */
import { createMachine, type AnyStateMachine } from 'xstate';
import {
  silencing,
  xstateComponent,
  type Scope,
  type MutationSubject,
  type WrittenMutant,
} from '../../checker/index.js';
import { showHost } from './display.js';
import { withHostProperties } from './host-properties.js';
import { publishedHost } from './host.js';
import { DEFAULT_KNOBS, type KnobName, type Knobs } from './knobs.js';
import type { HostConfig, HostContext } from './log.js';
import { hostInput } from './host-slots.js';
import { publishedModel } from './model.js';
import type { HostComponent, PublishedOptions } from './options.js';
import { hostName } from '../ring.js';

type HostMachine = typeof publishedHost;
type Bounds = Omit<PublishedOptions, 'medium' | 'literal' | 'knobs' | 'component' | 'starter'>;

const N3: Bounds = { hosts: 3, slots: 4, timeouts: 2, losses: 'inf', partitions: 0, crashes: 0 };
const N5: Bounds = { hosts: 5, slots: 4, timeouts: 1, losses: 2, partitions: 0, crashes: 0 };
const ONE_SLOT: Bounds = { ...N3, slots: 1, timeouts: 0, losses: 0 };

export const publishedMutation: MutationSubject<HostMachine> = {
  machine: publishedHost,
  scopes: [
    scope('n3', N3),
    scope('n3 crash', { ...N3, timeouts: 1, crashes: 1 }),
    scope('n3 retransmit', N3, { retransmit: 'last' }),
    scope('n3 sending', N3, { inError: 'sending' }),
    scope('n5', N5),
    scope('n3 amnesia', { ...ONE_SLOT, crashes: 1 }, { restart: 'amnesia' }),
    scope('n3 hear', { ...ONE_SLOT, losses: 1 }, { ownCopy: 'hear' }),
    // The fewest losses with which forgotten votes break anything, and the only large one of these searches.
    { ...scope('n5 losses', { ...N5, losses: 4 }), onRequest: true },
  ],
  written: [
    reading('ownCopy', 'hear', {
      source: 'A1 (s33)',
      says: 'the sender appends its message only when it hears it, like everybody else',
    }),
    reading('restart', 'amnesia', {
      source: 'A2 (s27)',
      says: 'a host that restarts begins with an empty log',
      scopes: ['n3 crash'],
    }),
    reading('recovery', 'longest', {
      source: 'A3 (s80)',
      says: 'once a majority has answered, the longest log is adopted',
      scopes: ['n3 sending'],
    }),
    reading('recovery', 'frequent', {
      source: 'A3 (s80)',
      says: 'once a majority has answered, the most frequent value of each slot is adopted',
    }),
    reading('votes', 'forgotten', {
      source: 'A5',
      says: 'after a recovery a slot is as good as new, whatever the host held there before',
      scopes: ['n5 losses'],
    }),
    reading('history', 'short', {
      source: 'A7 (s31, s47)',
      says: 'a message names one sender fewer, so that less than a majority proves agreement',
    }),
    reading('match', 'off', {
      source: 'P9 (s76–s79)',
      says: 'the sequence number alone says whether a message fits',
    }),
  ],
  equivalent: {},
  // What these change can only be seen in a reading that makes use of it: nothing is repeated by default, and a host
  // in error assumes no token.
  elsewhere: {
    'contradicts=always': ['n3 retransmit'],
    'disputes=always': ['n3 retransmit'],
    'mayRepeat=always': ['n3 retransmit'],
    'mayRepeat=never': ['n3 retransmit'],
    'settles=always': ['n3 sending'],
    'forgetsOnRestart=never': ['n3 amnesia'],
    'appendsWhenSending=always': ['n3 hear'],
    'forget=nothing': ['n3 amnesia'],
  },
};

function scope(name: string, bounds: Bounds, set: Partial<Knobs> = {}): Scope<HostMachine> {
  const options = { ...bounds, medium: 'bus', literal: false, knobs: { ...DEFAULT_KNOBS, ...set } } as const;
  return {
    name,
    command: commandOf(bounds, set),
    model: ({ machine, silenced }) => {
      const hostOf = (self: number): HostComponent =>
        silencing(
          xstateComponent(machine, {
            name: `host ${hostName(self)}`,
            input: hostInput(options, self),
            show: showHost,
          }) as HostComponent,
          silenced,
        );
      const knobs = hostOf(0).initial()[0]?.context.config.knobs ?? options.knobs;
      const model = publishedModel({ ...options, knobs, component: (_machine, self) => hostOf(self) });
      return withHostProperties(model, options.hosts);
    },
  };
}

function commandOf(bounds: Bounds, set: Partial<Knobs>): string {
  const budgets = Object.entries(bounds).filter(([, bound]) => bound !== 0);
  const flags = budgets.map(([name, bound]) => `--${name} ${bound}`);
  const knobs = Object.entries(set).map(([name, value]) => `--set ${name}=${value}`);
  return ['exo check published', ...flags, ...knobs].join(' ');
}

/** The machine with one knob of its input turned, whatever it was set to. */
function reading<K extends KnobName>(
  knob: K,
  value: Knobs[K],
  words: Pick<WrittenMutant, 'source' | 'says' | 'scopes'>,
): WrittenMutant<HostMachine> {
  const mutate: WrittenMutant<HostMachine>['mutate'] = (machine) => ({
    machine: turned(machine, { [knob]: value }),
    silenced: null,
  });
  return { name: `${knob}=${value}`, ...words, mutate };
}

/** The same chart over another context. XState's types keep a chart to the context that it was made with. */
function turned(machine: HostMachine, set: Partial<Knobs>): HostMachine {
  const { config, implementations } = machine;
  const made = config.context as (args: { readonly input: HostConfig }) => HostContext;
  const context = ({ input }: { readonly input: HostConfig }): HostContext =>
    made({ input: { ...input, knobs: { ...input.knobs, ...set } } });
  const changed: AnyStateMachine = createMachine({ ...config, context } as never, implementations as never);
  return changed as HostMachine;
}
