import type { Message } from './messages.js';
import type { Scheduled } from './schedule.js';

/** What is due in a run. */
export type Due =
  | { readonly kind: 'message'; readonly from: number; readonly mark: number; readonly message: Message }
  | { readonly kind: 'timer'; readonly timer: string; readonly mark: number }
  | { readonly kind: 'scheduled'; readonly what: Scheduled }
  | { readonly kind: 'restart' }
  | { readonly kind: 'heal'; readonly heal: () => void; readonly hosts: readonly string[] }
  /** `calm`: the faults are over. `drained`: the time for messages that come late is. */
  | { readonly kind: 'calm' | 'drained' | 'deadline' };

/** A timer that is set anew whenever it goes off must not keep time from going on. */
export const TIMER_MS_MIN = 0.1;

/** The host that a fault is for; one of many hosts is nobody's in particular. */
export function hostOf(what: Scheduled): number {
  return what.kind === 'partition' ? 0 : what.host;
}
