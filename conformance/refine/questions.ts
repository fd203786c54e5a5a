/**
 * What a host is asked in every state that is reached, whatever the model offers there: all that it may do by itself, and
 * messages of every kind, sound ones, late ones, early ones, and such as no host that keeps the rules would send.
 */
import type { HostEvent } from '../../spec/exo/events.js';
import {
  PAYLOADS_A_LIFE,
  historyOf,
  proposerOf,
  type HostContext,
  type Message,
} from '../../spec/exo/log.js';
import { setsOfHosts } from '../../spec/ring.js';
import type { ExoOptions } from '../../spec/exo/options.js';
import type { Wanted } from '../../spec/exo/packets.js';
import { lifeOf, livesOfPromise, livesOfRecord, questionsOfLives } from './life-questions.js';

export interface Alphabet {
  readonly self: number;
  readonly hosts: number;
  /** Epochs 0, 1, … below this number. */
  readonly epochs: number;
  /** R5: whether a starter chooses its members: all promisers, or any set of hosts is asked for. */
  readonly members?: ExoOptions['members'];
}

export function questionsAt(context: HostContext, alphabet: Alphabet): readonly HostEvent[] {
  return [
    ...byItself(alphabet),
    ...entries(context, alphabet).map((message): HostEvent => ({ type: 'RECEIVE', message })),
    ...takeovers(context, alphabet),
    ...questions(context, alphabet),
    ...questionsOfLives(context, alphabet),
  ];
}

function upTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i);
}

function byItself({ self, hosts, epochs, members }: Alphabet): readonly HostEvent[] {
  const to = (self + 1) % hosts;
  return [
    { type: 'APPEND' },
    { type: 'BROADCAST' },
    { type: 'PERSISTED' },
    { type: 'DELIVER' },
    { type: 'BEGIN' },
    ...(members === 'any' ? setsOfHosts(hosts) : []).map((chosen): HostEvent => ({
      type: 'BEGIN',
      members: chosen,
    })),
    { type: 'CATCH_UP', to, wanted: 'entries' },
    { type: 'RETURN', to, wanted: 'entries' },
    ...upTo(epochs).map((epoch): HostEvent => ({ type: 'TIMEOUT', epoch })),
  ];
}

/** The entry that should come next, and what is wrong with it in one way each. */
function entries(context: HostContext, { self, hosts }: Alphabet): readonly Message[] {
  const { log, installed, promised, lives } = context;
  const slot = log.length;
  const source = installed === null ? 0 : proposerOf(installed, slot, hosts);
  const history = historyOf(log, hosts);
  // Nobody has heard a payload of this host that it has not in its log.
  const before = log.filter((entry) => entry.source === source).length;
  const payload = source === self ? null : (lives?.known[source] ?? 0) * PAYLOADS_A_LIFE + before;
  const sound: Message = { kind: 'entry', epoch: promised, slot, source, history, payload };
  const other = (host: number): number => (host + 1) % hosts;
  return [
    sound,
    { ...sound, payload: null },
    { ...sound, source: other(source) },
    ...(history.length > 0 ? [{ ...sound, history: history.map(other) }] : []),
    ...(promised > 0 ? [{ ...sound, epoch: promised - 1 }] : []),
    { ...sound, epoch: promised + 1 },
    { ...sound, slot: slot + 1 },
    ...(slot > 0 ? [{ ...sound, slot: slot - 1 }] : []),
  ];
}

/** Prepares, promises and records of every epoch, with logs that agree with what this host knows to be agreed. */
function takeovers(context: HostContext, { self, hosts, epochs }: Alphabet): readonly HostEvent[] {
  const { log, agreed, delivered } = context;
  // Whatever is agreed anywhere is in the log of every epoch that starts.
  const settled = Math.max(agreed, delivered);
  const least = { log: log.slice(0, settled), delivered };
  const whole = { log, delivered };
  const promise = livesOfPromise(context, (self + 1) % hosts);
  return upTo(epochs + 1).flatMap((epoch): readonly HostEvent[] => {
    const record = {
      ...{ number: epoch, members: upTo(hosts), base: log.length, snapshot: delivered },
      ...livesOfRecord(context),
    };
    const from = (self + 1) % hosts;
    return [
      { type: 'PREPARE', packet: { kind: 'prepare', epoch, ...lifeOf(context, epoch % hosts) } },
      { type: 'PROMISE', packet: { kind: 'promise', epoch, from, ...promise, ...whole } },
      { type: 'PROMISE', packet: { kind: 'promise', epoch, from, ...promise, ...least } },
      { type: 'START', packet: { kind: 'start', epoch: record, ...whole } },
      { type: 'START', packet: { kind: 'start', epoch: { ...record, base: settled }, ...least } },
    ];
  });
}

function questions(context: HostContext, { self, hosts, epochs }: Alphabet): readonly HostEvent[] {
  const from = (self + 1) % hosts;
  const kinds: readonly Wanted[] = ['entries', 'snapshot'];
  const { log, promised, installed } = context;
  // Who follows an epoch has at least its base.
  const base = installed?.base ?? 0;
  const life = lifeOf(context, from);
  return kinds.flatMap((wanted): readonly HostEvent[] => [
    ...[promised - 1, promised, promised + 1].flatMap((epoch) =>
      upTo(log.length - base + 2).map((more): HostEvent => ({
        type: 'FETCH',
        packet: { kind: 'fetch', wanted, from, epoch: Math.max(0, epoch), length: base + more, ...life },
      })),
    ),
    ...upTo(epochs + 1).flatMap((asked) =>
      [true, false].map((isInstalled): HostEvent => ({
        type: 'JOIN',
        packet: { kind: 'join', wanted, from, promised: asked, isInstalled, ...life },
      })),
    ),
  ]);
}
