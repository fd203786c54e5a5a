import { register } from 'node:module';
import { fileURLToPath } from 'node:url';
import { INVALID, UNSUPPORTED } from './strip-hook.js';
import { fromHere } from './syntax-place.js';

let isReady = false;

/** Lets this process import TypeScript: types are taken off, and nothing is checked or translated. */
export function stripTypes(): void {
  if (isReady) return;
  register(new URL('./strip-hook.js', import.meta.url));
  isReady = true;
}

/** Something in a TypeScript file that keeps it from being loaded, with the file and the line. */
export interface StrippingProblem {
  /** Syntax that types cannot be taken off from, or that is none at all. */
  readonly kind: 'unsupported' | 'invalid';
  /** The place, relative to where we are, and the reason: `queue.ts:4: TypeScript enum is not supported …`. */
  readonly text: string;
}

/** What an exception of an import says of TypeScript, the same for Node's own stripper and for ours; null for another. */
export function strippingProblemOf(error: unknown): StrippingProblem | null {
  if (!(error instanceof Error)) return null;
  const { message, stack = '' } = error;
  for (const [kind, prefix] of [
    ['unsupported', UNSUPPORTED],
    ['invalid', INVALID],
  ] as const) {
    if (!message.startsWith(prefix)) continue;
    const [, file = '', rest = ''] = /^(.*?\.m?ts)(.*)$/s.exec(message.slice(prefix.length)) ?? [];
    return { kind, text: `${fromHere(file)}${rest}` };
  }
  const kind = NODES_OWN[(error as NodeJS.ErrnoException).code ?? ''];
  if (kind === undefined) return null;
  // Node writes the place above the stack.
  const [, url, line = ''] = /^(file:\S+?):(\d+)\n/.exec(stack) ?? [];
  const place = url === undefined ? '' : `${fromHere(fileURLToPath(url))}:${line}: `;
  return { kind, text: `${place}${message}` };
}

const NODES_OWN: Readonly<Record<string, StrippingProblem['kind']>> = {
  ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX: 'unsupported',
  ERR_INVALID_TYPESCRIPT_SYNTAX: 'invalid',
};
