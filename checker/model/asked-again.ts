import { muted } from './muted.js';

let again = 0;

/** Asks what was asked before, to see whether the answer is the same; what is printed is dropped. */
export function askingAgain(ask: () => void): void {
  again += 1;
  try {
    muted(ask);
  } finally {
    again -= 1;
  }
}

/** Whether what is being asked was asked before: who counts questions counts each once. */
export function isAskedAgain(): boolean {
  return again > 0;
}
