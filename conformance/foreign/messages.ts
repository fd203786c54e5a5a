/** What passes between the harness and the program of a host: a message a line, as JSON (docs/conform.md). */
import type { Fields, Json } from '../../traces/index.js';

/** The name under which the harness is addressed, and writes. */
export const HARNESS = 'harness';
/** The destination that is the broadcast medium: all other hosts. */
export const EVERYBODY = '*';

export interface Message {
  readonly src: string;
  readonly dest: string;
  readonly body: Fields;
}

/** What a program says to the harness, checked. */
export type Output =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done' }
  | { readonly kind: 'deliver'; readonly payload: string }
  | { readonly kind: 'set_timer'; readonly timer: string; readonly ms: number }
  | { readonly kind: 'cancel_timer'; readonly timer: string }
  | { readonly kind: 'fault'; readonly reason: string }
  | { readonly kind: 'trace'; readonly event: Fields }
  /** For other hosts. */
  | { readonly kind: 'send'; readonly to: readonly string[]; readonly message: Message };

/** What is wrong with a line, in words that go on after "host a …". */
export interface Unreadable {
  readonly kind: 'unreadable';
  readonly text: string;
}

const SHOWN = 120;

/** Reads a line that host `id` has written; `others` are all other hosts. */
export function readOutput(line: string, id: string, others: readonly string[]): Output | Unreadable {
  const message = parsed(line);
  if (message === null) return wrong(`printed what is no message: ${shown(line)}`);
  const { src, dest, body } = message;
  if (src !== undefined && src !== id)
    return wrong(`wrote a message as ${shown(src)}: src is ${JSON.stringify(id)}`);
  if (typeof dest !== 'string') return wrong(`wrote a message without dest: ${shown(line)}`);
  if (!isObject(body)) return wrong(`wrote a message whose body is no object: ${shown(line)}`);
  if (dest === HARNESS) return toHarness(body);
  const to = dest === EVERYBODY ? others : others.filter((one) => one === dest);
  if (to.length === 0 && dest !== EVERYBODY) {
    const accepted = [...others, EVERYBODY, HARNESS].join(', ');
    return wrong(`wrote to ${shown(dest)}, which is none of ${accepted}`);
  }
  return { kind: 'send', to, message: { src: id, dest, body } };
}

function toHarness(body: Fields): Output | Unreadable {
  const { type } = body;
  switch (type) {
    case 'init_ok':
      return { kind: 'ready' };
    case 'done':
      return { kind: 'done' };
    case 'deliver':
      return withText(body, 'payload', (payload) => ({ kind: 'deliver', payload }));
    case 'set_timer':
      return withText(body, 'timer', (timer) => {
        const { ms } = body;
        if (typeof ms !== 'number' || !(ms >= 0 && ms <= TIMER_MS_MAX))
          return wrong(`set a timer with ms ${shown(ms)}: it is a number from 0 to ${TIMER_MS_MAX}`);
        return { kind: 'set_timer', timer, ms };
      });
    case 'cancel_timer':
      return withText(body, 'timer', (timer) => ({ kind: 'cancel_timer', timer }));
    case 'fault':
      return withText(body, 'reason', (reason) => ({ kind: 'fault', reason }));
    case 'trace': {
      const { event } = body;
      return isObject(event) ? { kind: 'trace', event } : wrong('wrote a trace without an event');
    }
    default:
      return wrong(`wrote type ${shown(type)} to the harness: it takes ${TYPES.join(', ')}`);
  }
}

const TYPES = ['init_ok', 'done', 'deliver', 'set_timer', 'cancel_timer', 'fault', 'trace'];
const TIMER_MS_MAX = 86_400_000;

function withText(
  body: Fields,
  name: string,
  make: (text: string) => Output | Unreadable,
): Output | Unreadable {
  const text = body[name];
  if (typeof text === 'string') return make(text);
  return wrong(`wrote ${String(body['type'])} with ${name} ${shown(text)}: it is a text`);
}

function parsed(line: string): { src?: unknown; dest?: unknown; body?: unknown } | null {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrong(text: string): Unreadable {
  return { kind: 'unreadable', text };
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value as Json | undefined) ?? 'nothing');
  const line = JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
  return typeof value === 'string' ? line : line.slice(1, -1).replaceAll('\\"', '"');
}
