/** What a running host and the world that is modelled around it are at one moment, and what may happen to them. */
import type { HostState, Timer } from '../../impl/parts.js';
import type { HostEvent } from '../../spec/exo/events.js';
import type { Entry } from '../../spec/exo/log.js';
import type { Packet as SpecPacket } from '../../spec/exo/packets.js';
import type { StorageState } from './harness-storage.js';
import { entriesOf } from './translation.js';

export interface DriverState extends StorageState {
  readonly host: HostState;
  /** The timers that are set; any of them may go off at any time. */
  readonly timers: readonly Timer[];
  /** How many payloads the application has submitted, and were taken. */
  readonly submitted: number;
  /** The entries that were compacted. */
  readonly prefix: readonly Entry[];
  /** The payloads that the application was given, as texts `source.number`. */
  readonly given: readonly string[];
  /** What went wrong; nothing happens any more then. */
  readonly problem: string | null;
}

/** What happens to the host besides what it receives. */
export type DriverEvent =
  | Extract<HostEvent, { readonly packet: SpecPacket } | { readonly type: 'RECEIVE' }>
  /** R2: somebody has a payload for a slot further on. */
  | { readonly type: 'HINT'; readonly from: number; readonly epoch: number; readonly slot: number }
  | { readonly type: 'TIMER'; readonly timer: Timer }
  | { readonly type: 'FLUSHED' }
  | { readonly type: 'DISK_FAILS' }
  | { readonly type: 'SUBMIT' }
  | { readonly type: 'COMPACT' };

/** All entries of a host's log, compacted ones too. */
export function entriesIn({ host, prefix }: Pick<DriverState, 'host' | 'prefix'>): readonly Entry[] {
  return [...prefix, ...entriesOf(host.core.log.frames)];
}

/** What a trace shows. */
export function shown(state: DriverState): unknown {
  const { host, timers, flushing, submitted, given, problem } = state;
  const { core, sending, takeover, deferred, catchingUp, returning, writing } = host;
  return {
    status: core.status,
    promised: core.promised,
    installed: core.installed?.number ?? null,
    log: entriesIn(state).map(({ epoch, source }) => `${epoch}.${source}`),
    agreed: core.agreed,
    unwritten: core.unwritten,
    modes: { sending, takeover, deferred: deferred.mode, question: catchingUp.question, returning, writing },
    timers,
    flushing,
    submitted,
    given,
    ...(problem !== null && { problem }),
  };
}
