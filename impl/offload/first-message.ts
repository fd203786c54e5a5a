import type { EventEmitter } from 'node:events';

/** What a thread did first. */
export type FirstOfThread<M> =
  | { readonly kind: 'message'; readonly message: M }
  | { readonly kind: 'ended'; readonly crash: Error | null };

/**
 * The first message of a thread, or its end, and what it threw, if it has said nothing before.
 *
 * Node hands the last messages of a thread over in the same turn as its end, so the two must not race as promises: whichever has fewer
 * steps between event and race would win.
 */
export function firstOfThread<M>(thread: EventEmitter): Promise<FirstOfThread<M>> {
  return new Promise((resolve) => {
    let crash: Error | null = null;
    thread.once('error', (error: Error) => (crash = error));
    thread.once('message', (message: M) => resolve({ kind: 'message', message }));
    thread.once('exit', () => resolve({ kind: 'ended', crash }));
  });
}
