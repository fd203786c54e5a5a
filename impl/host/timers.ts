import type { HostModes } from './modes.js';
import type { Timer } from './port.js';
import type { Progress } from './progress.js';

/** What a timer that has gone off is about. */
export function goOff(timer: Timer, modes: HostModes, progress: Progress): void {
  switch (timer) {
    case 'takeover':
      progress.lostPatience();
      return;
    case 'repeat':
      modes.sending.repeat();
      return;
    case 'hold':
      if (modes.sending.holdIsOver(modes.deferred.isOpen)) progress.tookEntry();
      return;
    case 'prepare':
      modes.takeover.askAgain();
      return;
    case 'grace':
      if (modes.takeover.graceIsOver()) progress.tookOver();
      return;
    case 'ask':
      modes.catchingUp.askAnother();
      return;
    case 'return':
      if (modes.returning.isTime()) progress.takeOver();
      return;
    case 'recover':
      modes.recovering.ask();
      return;
  }
}
