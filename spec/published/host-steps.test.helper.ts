/** What happens to a lone host of the published protocol, in the words of its tests. */
import { A, message } from '../testing/notation.js';
import { loneHost, type LoneHost } from '../testing/lone-host.js';
import type { HostEvent } from './host.js';
import type { Message, Responses } from './log.js';
import type { Knobs } from './knobs.js';

export const SEND = { type: 'SEND' } as const;
export const TIMEOUT = { type: 'TIMEOUT' } as const;
export const REPEAT = { type: 'REPEAT' } as const;
export const CRASH = { type: 'CRASH' } as const;
export const RESTART = { type: 'RESTART' } as const;

export function receive(sequenceAndHistory: string, source: string): HostEvent {
  return { type: 'RECEIVE', message: message(sequenceAndHistory, source) };
}

export function play(host: LoneHost, ...events: readonly HostEvent[]): LoneHost {
  return events.reduce((now, event) => now.on(event), host);
}

/** Asks over the out-of-band network, and hears these responses. */
export function recover(host: LoneHost, heard: Responses): LoneHost {
  return play(host, { type: 'QUERY' }, { type: 'GATHERED', responses: heard });
}

export function sent({ effects }: LoneHost): readonly Message[] {
  return effects.flatMap((effect) => (effect.type === 'broadcast' ? [effect.params.message] : []));
}

/** A, of three hosts, which has sent slot 0 and now hears that B has slot 0 too. */
export function disputing(knobs: Partial<Knobs> = {}): LoneHost {
  return play(loneHost(A, {}, knobs), SEND, receive('0,X', 'B'));
}
