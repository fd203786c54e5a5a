/** The notation of the slides, read and written: hosts are letters, X is nobody, and B′ is the second payload of B. */
import {
  NOBODY,
  type Entry,
  type Filled,
  type Message,
  type Report,
  type Responses,
} from '../published/log.js';
import { hostName } from '../ring.js';
import { countedIn, NO_RESPONSES } from '../published/recovery.js';

export const [A, B, C, D, E] = [0, 1, 2, 3, 4] as const;

const PRIME = '′';

/** `message('2,C,B', 'D')` is M=2,C,B of s40. */
export function message(sequenceAndHistory: string, sourceAndPayload: string): Message {
  const [slot, ...history] = sequenceAndHistory.split(',');
  return { slot: Number(slot), history: history.map(hostOf), ...entry(sourceAndPayload) };
}

/** `entries('B C B′', 3)`: slot 3 holds the first payload of B, slot 4 that of C, slot 5 the second of B. */
export function entries(text: string, since = 0): readonly Filled[] {
  const words = text.split(' ').filter((word) => word !== '');
  return words.map((word, i) => ({ slot: since + i, ...entry(word) }));
}

/** What the named hosts answer, each with its log from slot `since` on. */
export function responses(logs: Readonly<Record<string, string>>, since = 0): Responses {
  const reports = Object.entries(logs).map(([host, log]): Report => ({
    from: hostOf(host),
    log: entries(log, since),
    disputed: [],
  }));
  return reports.reduce(countedIn, NO_RESPONSES);
}

export function writtenEntry({ source, payload }: Entry): string {
  return `${writtenHost(source)}${PRIME.repeat(payload)}`;
}

export function writtenHost(host: number): string {
  return host === NOBODY ? 'X' : hostName(host);
}

/** A message as the slides write it, `M=2,C,B`. */
export function writtenMessage({ slot, history }: Message): string {
  return `M=${[slot, ...history.map(writtenHost)].join(',')}`;
}

function entry(text: string): Entry {
  const letter = text.replaceAll(PRIME, '');
  return { source: hostOf(letter), payload: text.length - letter.length };
}

function hostOf(letter: string): number {
  return letter === 'X' ? NOBODY : letter.charCodeAt(0) - 'A'.charCodeAt(0);
}
