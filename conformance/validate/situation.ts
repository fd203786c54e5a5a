/** Where a specified host stands in a run, and what happens to it: as in spec/exo, with logs as nodes, so that nothing grows with the run. */
import type { Epoch } from '../../spec/exo/log.js';
import type { StateName } from '../compare/states.js';
import { EMPTY_LOG, type LogNode } from './entry-tree.js';

export type { Epoch };

export interface Durable {
  readonly promised: number;
  readonly installed: Epoch | null;
  readonly log: LogNode;
  readonly delivered: number;
}

export interface Gathered {
  readonly from: readonly number[];
  readonly log: LogNode;
  readonly delivered: number;
}

/** A specified host. Payloads that wait are not in it: they are held against the run apart (payloads.ts). */
export interface Situation extends Durable {
  readonly name: StateName;
  readonly disk: Durable;
  readonly agreed: number;
  readonly gathered: Gathered | null;
}

/** An event of the specified host. */
export type Happening =
  | { readonly type: 'PERSISTED' | 'DELIVER' | 'BROADCAST' | 'CRASH' | 'RESTART' }
  | { readonly type: 'APPEND'; readonly hasPayload: boolean }
  | {
      readonly type: 'RECEIVE';
      readonly epoch: number;
      readonly slot: number;
      readonly source: number;
      /** The log of the sender before this entry: the last senders in it are the message's history. */
      readonly before: LogNode;
    }
  | { readonly type: 'TIMEOUT' | 'PREPARE'; readonly epoch: number }
  | {
      readonly type: 'PROMISE';
      readonly epoch: number;
      readonly from: number;
      readonly log: LogNode;
      readonly delivered: number;
    }
  | { readonly type: 'BEGIN'; readonly members: readonly number[] }
  | {
      readonly type: 'START' | 'INSTALL';
      readonly epoch: Epoch;
      readonly log: LogNode;
      readonly delivered: number;
    }
  | { readonly type: 'CATCH_UP' | 'RETURN'; readonly to: number }
  | {
      readonly type: 'FETCH';
      readonly from: number;
      readonly epoch: number;
      readonly length: number;
      readonly wanted: 'entries' | 'snapshot';
    }
  | {
      readonly type: 'JOIN';
      readonly from: number;
      readonly promised: number;
      readonly isInstalled: boolean;
      readonly wanted: 'entries' | 'snapshot';
    };

/** What a step sends, as far as it matters who may receive what. */
export type Sending =
  | { readonly kind: 'broadcast' }
  /** All entries of the log from the length on that was asked for. */
  | { readonly kind: 'entries'; readonly to: readonly number[] }
  | { readonly kind: 'prepare'; readonly to: readonly number[]; readonly epoch: number }
  | {
      readonly kind: 'promise';
      readonly to: readonly number[];
      readonly epoch: number;
      readonly log: LogNode;
      readonly delivered: number;
    }
  | {
      readonly kind: 'start' | 'install';
      readonly to: readonly number[];
      readonly epoch: Epoch;
      readonly log: LogNode;
      readonly delivered: number;
    }
  | {
      readonly kind: 'fetch';
      readonly to: readonly number[];
      readonly epoch: number;
      readonly length: number;
    }
  | {
      readonly kind: 'join';
      readonly to: readonly number[];
      readonly promised: number;
      readonly isInstalled: boolean;
    };

/** A host that has never run. */
export function freshSituation(epoch: Epoch): Situation {
  const fresh: Durable = { promised: 0, installed: epoch, log: EMPTY_LOG, delivered: 0 };
  return { name: 'following', ...fresh, disk: fresh, agreed: 0, gathered: null };
}
