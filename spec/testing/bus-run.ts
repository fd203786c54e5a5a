import { isDeepStrictEqual } from 'node:util';
import { initialStates, successors, type Model, type Params, type Transition } from '../../checker/index.js';
import type { Message } from '../published/log.js';
import { publishedModel } from '../published/model.js';
import type { PublishedOptions } from '../published/options.js';
import type { HostSnapshot } from '../published/names.js';
import { drawn, hasToken } from './drawn.js';
import { writtenHost, writtenMessage } from './notation.js';

/** Where a run of the model stands, by the reference semantics; each step gives a new one. */
export interface BusRun {
  readonly model: Model;
  readonly hosts: number;
  readonly states: readonly unknown[];
  readonly last: Transition | null;
}

export function startRun(options: PublishedOptions): BusRun {
  const model = publishedModel(options);
  const [states] = initialStates(model);
  if (states === undefined) throw new Error('a model has an initial state');
  return { model, hosts: options.hosts, states, last: null };
}

/** The transition of that name and these params; throws unless there is exactly one. */
export function take(run: BusRun, name: string, params: Params = {}): BusRun {
  const found = ways(run, name).filter((way) => isDeepStrictEqual(way.params, params));
  const [last] = found;
  if (last === undefined || found.length > 1) {
    const offered = ways(run, name).map((way) => JSON.stringify(way.params));
    throw new Error(
      `${name} ${JSON.stringify(params)} is offered ${found.length} times; offered: ${offered.join()}`,
    );
  }
  return { ...run, states: last.states, last };
}

/** A broadcast that every host on the sender's side hears. */
export function broadcast(run: BusRun, host: number): BusRun {
  return take(run, 'Broadcast', { host: writtenHost(host), lost: [] });
}

/** All transitions of that name. */
export function ways({ model, states }: BusRun, name: string): readonly Transition[] {
  return successors(model, states).filter(({ rule }) => rule.name === name);
}

/** The hosts for which a transition of that name exists. */
export function whoMay(run: BusRun, name: string): string {
  const hosts = new Set(ways(run, name).map(({ params }) => String(params.host)));
  return [...hosts].join(' ');
}

export function hostsOf({ states, hosts }: BusRun): readonly HostSnapshot[] {
  return states.slice(0, hosts) as readonly HostSnapshot[];
}

/** Every host as the slides draw it, by its letter. */
export function picture(run: BusRun): Readonly<Record<string, string>> {
  return Object.fromEntries(hostsOf(run).map((host, i) => [writtenHost(i), drawn(host)]));
}

export function tokenHolders(run: BusRun): string {
  return hostsOf(run)
    .flatMap((host, i) => (hasToken(host) ? [writtenHost(i)] : []))
    .join(' ');
}

/** The message that the medium carried in the last step, `M=2,C,B`. */
export function carried({ last }: BusRun): string {
  const event = last?.legs.find((leg) => leg.event.type === 'CARRY')?.event;
  if (event === undefined || !('message' in event)) throw new Error('the last step carried nothing');
  return writtenMessage(event.message as Message);
}
