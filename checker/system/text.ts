/** How events and actors are written in traces: in one line, different things differently. */
import type { EventLike } from '../model/model.js';
import { showPlain } from '../model/show-plain.js';

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

function fieldsText(fields: object): readonly string[] {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined);
  return present.map(([key, value]) => `${key}: ${showPlain(value)}`);
}
