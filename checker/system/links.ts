/** Which channel each link of a system has. */
import { isGranted } from '../environment/budget.js';
import { fifo, lossesOf, type Channel } from '../environment/channel.js';
import { ExoError } from '../../errors/index.js';
import type { Actor } from './actors.js';

/** The channel from one actor to another, by their names. */
export type ChannelOf = (from: string, to: string) => Channel;

/** What an actor sends to itself comes in order, and is never lost. */
const TO_ITSELF = fifo({ perLink: Infinity });

/**
 * The channels of a network, which is one channel for all links, or a channel each for some: a link is named by
 * actors, `client->server`, or by all copies of one, `worker->server`; a single copy goes before all of them.
 */
export function channelsOf(network: unknown, actors: readonly Actor[]): ChannelOf {
  if (network === undefined) return withSelf(() => DEFAULT);
  if (isChannel(network)) return withSelf(() => network);
  if (typeof network !== 'object' || network === null) throw noNetwork(network);
  const links = Object.entries(network as Readonly<Record<string, Channel | undefined>>);
  const known = new Set(actors.flatMap(({ name, group }) => [name, group]));
  const byLink = new Map<string, Channel>();
  for (const [link, channel] of links) {
    const ends = link.split('->').map((end) => end.trim());
    if (ends.length !== 2 || !ends.every((end) => known.has(end))) throw noLink(link, known);
    if (!isChannel(channel)) {
      throw new ExoError(
        'EXO176',
        `network: '${link}' has no channel; give it one, such as fifo() or lossy()`,
      );
    }
    byLink.set(ends.join('->'), channel);
  }
  const placesOf = new Map(actors.map(({ name, group }) => [name, [name, group]]));
  return withSelf((from, to) => {
    for (const source of placesOf.get(from) ?? []) {
      for (const target of placesOf.get(to) ?? []) {
        const found = byLink.get(`${source}->${target}`);
        if (found !== undefined) return found;
      }
    }
    return DEFAULT;
  });
}

const DEFAULT = fifo();

function withSelf(channelOf: ChannelOf): ChannelOf {
  return (from, to) => (from === to ? TO_ITSELF : channelOf(from, to));
}

function isChannel(value: unknown): value is Channel {
  return typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string';
}

function noNetwork(network: unknown): ExoError {
  const accepted = `a channel, such as fifo() or lossy(), or channels by link: { 'a->b': lossy() }`;
  return new ExoError(
    'EXO176',
    `network is ${JSON.stringify(network) ?? typeof network}; it takes ${accepted}`,
  );
}

function noLink(link: string, known: ReadonlySet<string>): ExoError {
  const accepted = `'from->to', where both are of ${[...known].join(', ')}`;
  return new ExoError('EXO176', `network: '${link}' is no link of the system; accepted: ${accepted}`);
}

/** The distinct channels of all links between different actors, in the order of the actors. */
export function distinctChannels(channelOf: ChannelOf, actors: readonly Actor[]): readonly Channel[] {
  const pairs = actors.flatMap(({ name: from }) =>
    actors.flatMap(({ name: to }) => (from === to ? [] : [channelOf(from, to)])),
  );
  return [...new Set(pairs)];
}

/** Whether any message of the channel can be lost on its way, by a step of its own. */
export function isLossy(channel: Channel): boolean {
  return channel.kind !== 'broadcast' && isGranted(lossesOf(channel));
}
