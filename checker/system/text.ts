/** How events and actors are written in traces: in one line, different things differently. */
import { showShort } from '../model/show-short.js';
import type { EventLike } from '../model/component.js';

/** `REPLY`, or `REPLY(count: 1)`. */
export function eventText({ type, ...payload }: EventLike): string {
  const fields = fieldsText(payload);
  return fields.length === 0 ? type : `${type}(${fields.join(', ')})`;
}

/** A name and what goes with it: `client`, or `client, output: 3`. */
export function textOf(name: string, fields: Readonly<Record<string, unknown>>): string {
  return [name, ...fieldsText(fields)].join(', ');
}

/** A message and its link: `REPLY(count: 1) server→client`. */
export function messageText(event: EventLike, from: string, to: string): string {
  return `${eventText(event)} ${from}→${to}`;
}

/** Who has sent a message that is shown as `messageText` shows it, to this actor. */
export function senderIn(text: string, to: string): string {
  return text.slice(text.lastIndexOf(' ') + 1, -`→${to}`.length);
}

function fieldsText(fields: object): readonly string[] {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined);
  return present.map(([key, value]) => `${key}: ${showShort(value)}`);
}

/** What a trace holds, with the fractions that it has as text as the numbers that they are. */
export function withFractions(value: unknown): unknown {
  if (typeof value === 'string') return isFraction(value) ? Number(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withFractions);
  if (value instanceof Set) return new Set(Array.from(value, withFractions));
  if (value instanceof Map) {
    return new Map(Array.from(value, ([key, held]) => [withFractions(key), withFractions(held)]));
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withFractions(inner)]));
}

function isFraction(text: string): boolean {
  return !Number.isInteger(Number(text)) && String(Number(text)) === text;
}
