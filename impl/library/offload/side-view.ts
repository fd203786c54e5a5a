import type { SideView } from '../host-side.js';
import type { EngineStatus } from './board.js';

/**
 * What can be seen of a host whose protocol runs in an engine: what that has said of itself last, and what its driver, which has taken entries up
 * to a pointer, knows besides.
 */
export function sideView(self: number, status: () => EngineStatus, pointer: () => number): SideView {
  return {
    self,
    get status() {
      return status().status;
    },
    get promised() {
      return status().promised;
    },
    get epoch() {
      return status().epoch;
    },
    get agreed() {
      return Math.max(status().agreed, pointer());
    },
    get log() {
      const { start, length } = status();
      return { start, length: Math.max(length, pointer()) };
    },
  };
}
