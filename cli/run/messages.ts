/** What a local cluster and its hosts tell each other, between processes. */
import type { HostMetrics } from '../../impl/index.js';
import type { TransportKind } from '../host/transport-kinds.js';

/** What a host of a local cluster is started with. */
export interface HostOrders {
  readonly id: string;
  readonly ring: readonly { readonly id: string; readonly address: string }[];
  readonly transport: { readonly kind: TransportKind; readonly port: number };
  /** Where its log is; without any, a host that is started again is a new life. */
  readonly log: { readonly kind: 'disk'; readonly directory: string } | { readonly kind: 'memory' | 'none' };
  readonly payloadBytes: number;
  readonly perSecond: number;
}

export type ToHost =
  | { readonly kind: 'start'; readonly orders: HostOrders; readonly hasLived: boolean }
  | { readonly kind: 'cut'; readonly from: readonly number[] }
  | { readonly kind: 'rate'; readonly perSecond: number };

/** Why a host could not begin. */
export interface Refused {
  readonly refused: { readonly code: string | null; readonly text: string };
}

/** How a host is, told several times a second. */
export interface FromHost {
  readonly metrics: HostMetrics;
  /** Payloads delivered in this life, and those of its own that were agreed. */
  readonly delivered: number;
  readonly own: number;
  /** The median time from broadcast to agreed of the last second, in ms; null without any. */
  readonly medianMs: number | null;
  /** Messages that were not in order, or came twice: always 0. */
  readonly disorder: number;
}
