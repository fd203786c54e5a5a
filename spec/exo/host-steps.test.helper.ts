/** What happens to a lone host of the completed protocol, in the words of its tests. */
import { entries, message } from '../testing/exo-notation.js';
import type { LoneExoHost } from '../testing/lone-exo-host.js';
import { successorsNeeded } from '../ring.js';
import type { HostEvent } from './events.js';
import { receptionOf } from './system.js';
import type { Packet } from './packets.js';
import type { Message } from './log.js';

export const SUBMIT = { type: 'SUBMIT' } as const;
export const DELIVER = { type: 'DELIVER' } as const;
export const PERSISTED = { type: 'PERSISTED' } as const;
export const APPEND = { type: 'APPEND' } as const;
export const BROADCAST = { type: 'BROADCAST' } as const;
export const BEGIN = { type: 'BEGIN' } as const;
export const CRASH = { type: 'CRASH' } as const;
export const RESTART = { type: 'RESTART' } as const;

export const timeout = (number: number): HostEvent => ({ type: 'TIMEOUT', epoch: number });
export const receive = (slotAndHistory: string, text: string): HostEvent =>
  receptionOf(message(slotAndHistory, text));
export const catchUp = (to: number, wanted: 'entries' | 'snapshot' = 'entries'): HostEvent => ({
  type: 'CATCH_UP',
  to,
  wanted,
});
export const comeBack = (to: number, wanted: 'entries' | 'snapshot' = 'entries'): HostEvent => ({
  type: 'RETURN',
  to,
  wanted,
});

/** The host after the packets, each written to its disk. */
export function hearing(host: LoneExoHost, ...packets: readonly Packet[]): LoneExoHost {
  return packets.reduce((now, packet) => now.hears(packet).on(PERSISTED), host);
}

/** The host after it has taken in, or filled itself, the first entries of epoch 0. */
export function following(host: LoneExoHost, text: string): LoneExoHost {
  const { self, hosts } = host.context.config;
  const h = successorsNeeded(hosts);
  return entries(text).reduce((now, one, slot) => {
    if (one.source === self) return now.on(APPEND, PERSISTED);
    const history = now.context.log.slice(Math.max(slot - h, 0), slot).map(({ source }) => source);
    const heard: Message = { kind: 'entry', slot, history: history.reverse(), ...one };
    return now.hears(heard).on(PERSISTED);
  }, host);
}

/** What was broadcast in the last event. */
export function said({ effects }: LoneExoHost): readonly Message[] {
  return effects.flatMap((effect) => (effect.type === 'broadcast' ? [effect.params.message] : []));
}
