import { agreedLog, appended, historyOf, type HostContext } from '../published/log.js';
import type { HostSnapshot } from '../published/names.js';
import { writtenEntry, writtenHost } from './notation.js';

/**
 * A host as the slides draw it: sequence number, history, log with the agreed part in brackets, and behind it
 * what is in dispute, with its slot.
 */
export function drawn({ context, value }: HostSnapshot): string {
  if (value === 'down') return 'down';
  const { log, config, disputed } = context;
  const history = historyOf(log, config).map(writtenHost).join(' ');
  const marks = disputed.map((message) => ` ${writtenEntry(message)}?${message.slot}`).join('');
  return `seq ${log.length}, history ${history}, log ${drawnLog(context)}${marks}`;
}

/** `[B C] D`: B and C are agreed. */
export function drawnLog(context: HostContext): string {
  const agreed = agreedLog(context).map(writtenEntry).join(' ');
  const rest = context.log.slice(context.agreed).map(writtenEntry);
  return [`[${agreed}]`, ...rest].join(' ');
}

/** Whether the host has the token, by hearing its predecessor or by assuming it. */
export function hasToken({ value }: HostSnapshot): boolean {
  return value !== 'down' && (value.up.token === 'holding' || value.up.token === 'assuming');
}

export function isInError({ value }: HostSnapshot): boolean {
  return value !== 'down' && value.up.log === 'inError';
}

/** The slot at the append pointer, what is in dispute counted in. */
export function appendPointer({ context }: HostSnapshot): number {
  return appended(context).length;
}
