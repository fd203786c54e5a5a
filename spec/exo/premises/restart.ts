/**
 * `restart` (docs/decisions/0010): a crash and the restart are one step, and a crash that loses nothing is none.
 *
 * Verified of every local state: while a host is down nothing can happen to it but its restart, and neither the crash
 * nor the restart says anything; and where a crash is left out, crash and restart lead back to the very same state.
 */
import type { Premise, PremiseFailure, Verification } from '../../../checker/index.js';
import type { HostEvent } from '../events.js';
import type { HostSnapshot } from '../names.js';
import { hasVolatile } from '../crash-rules.js';
import type { System } from '../system.js';
import { bytesOf, failure, firstInTurn, hostPremise, outcome, type AskedHost } from './asked.js';

const CRASH: HostEvent = { type: 'CRASH' };
const RESTART: HostEvent = { type: 'RESTART' };

/** Whether the model lets this host crash in this local state. */
export type MayCrash = (self: number, state: HostSnapshot) => boolean;

/** Where a crash is left out, other than by `mayCrash`, nothing may be lost by it. */
export function restartPremise(
  system: System,
  mayCrash: MayCrash = (_self, state) => hasVolatile(state),
): Premise {
  return hostPremise('restart', system, (host) => verifyHost(host, mayCrash));
}

function verifyHost(host: AskedHost, mayCrash: MayCrash): Verification {
  const down = new Set<string>();
  return firstInTurn(host.graph.states, (state) => verifyCrash(host, state, mayCrash, down));
}

function verifyCrash(
  host: AskedHost,
  state: HostSnapshot,
  mayCrash: MayCrash,
  known: Set<string>,
): PremiseFailure | null {
  const crash = outcome(host.settled, state, CRASH);
  if (crash === null) return null;
  if (crash.effects.length > 0) return failure(host, CRASH, state, 'a crash sends something');
  const down = crash.next;
  const restart = outcome(host.settled, down, RESTART);
  if (restart === null) return failure(host, RESTART, down, 'a host that has crashed cannot restart at once');
  const key = bytesOf(host, down);
  if (!known.has(key)) {
    known.add(key);
    if (restart.effects.length > 0) return failure(host, RESTART, down, 'a restart sends something');
    const other = host.events.find((event) => event.type !== 'RESTART' && down.can(event));
    if (other !== undefined) return failure(host, other, down, 'a host that is down does something');
  }
  if (mayCrash(host.self, state) || bytesOf(host, restart.next) === bytesOf(host, state)) return null;
  return failure(
    host,
    CRASH,
    state,
    'it is left out, as one that loses nothing; but after the restart the host is another',
  );
}
