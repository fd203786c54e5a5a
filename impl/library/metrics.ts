import { STATUS } from '../core/core.js';
import type { TransportCounts } from '../transport/transport.js';
import type { HostSide } from './host-side.js';

/** How a host is doing: plain data, as of the moment at which it was asked. */
export interface HostMetrics {
  readonly transport: string;
  readonly log: string;
  /** Where the host is in the protocol. */
  readonly status: keyof typeof STATUS;
  /** R5: the greatest epoch that it has promised. */
  readonly promised: number;
  /** R1: the epoch that it follows; null while it follows none. */
  readonly epoch: { readonly number: number; readonly members: readonly number[] } | null;
  /** Entries, from the first, in its log; the log is kept from `start` on. */
  readonly length: number;
  readonly start: number;
  /** Entries, from the first, that are agreed, and that the application has taken. */
  readonly agreed: number;
  readonly delivered: number;
  /** Own payloads that somebody waits for. */
  readonly pending: number;
  readonly isHalted: boolean;
  readonly takeovers: number;
  readonly repeats: number;
  readonly medium: TransportCounts | null;
  readonly outOfBand: TransportCounts | null;
  /** Messages that were refused, by why. */
  readonly refused: Readonly<Record<string, number>>;
}

/** The metrics of a host that runs, with those of what is around it. */
export function metricsOf(
  side: HostSide,
  around: Pick<HostMetrics, 'transport' | 'log' | 'pending' | 'delivered' | 'isHalted'>,
): HostMetrics {
  const { status, promised, epoch, log, agreed } = side.view;
  const names = Object.entries(STATUS).find(([, one]) => one === status);
  return {
    ...around,
    status: (names?.[0] ?? 'following') as keyof typeof STATUS,
    promised,
    epoch: epoch && { number: epoch.number, members: [...epoch.members] },
    length: log.length,
    start: log.start,
    agreed,
    ...side.counts(),
  };
}
