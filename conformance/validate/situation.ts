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
  /** D9: without disks, the promises themselves. */
  readonly promises?: readonly GivenPromise[];
}

/** A promise of a host without a disk (D1, D9). */
export interface GivenPromise {
  readonly epoch: number;
  readonly from: number;
  readonly log: LogNode;
  readonly delivered: number;
  readonly life: number;
  readonly starterLife: number;
  readonly known: readonly number[];
}

/** An answer to a host that has restarted without a disk (D4). */
export interface GivenAnswer {
  readonly from: number;
  readonly life: number;
  readonly nonce: number;
  readonly promised: number;
  readonly installed: Epoch | null;
  readonly agreed: number;
  readonly known: readonly number[];
  readonly log: LogNode;
  readonly delivered: number;
}

/** What a host without a disk knows of lives (D1), and the answers that it has while it is recovering (D5). */
export interface KnownLives {
  readonly life: number;
  readonly known: readonly number[];
  readonly answers: readonly GivenAnswer[];
}

/** A specified host. Payloads that wait are not in it: they are held against the run apart (payloads.ts). */
export interface Situation extends Durable {
  readonly name: StateName;
  readonly disk: Durable;
  readonly agreed: number;
  readonly gathered: Gathered | null;
  /** Null where hosts have disks. */
  readonly lives: KnownLives | null;
}

/** An event of the specified host. */
export type Happening =
  | { readonly type: 'PERSISTED' | 'DELIVER' | 'BROADCAST' | 'CRASH' | 'ASK_AGAIN' }
  /** D3: without a disk, the number of the life that begins. */
  | { readonly type: 'RESTART'; readonly life?: number }
  | { readonly type: 'APPEND'; readonly hasPayload: boolean }
  | {
      readonly type: 'RECEIVE';
      readonly epoch: number;
      readonly slot: number;
      readonly source: number;
      /** The log of the sender before this entry: the last senders in it are the message's history. */
      readonly before: LogNode;
    }
  | { readonly type: 'TIMEOUT'; readonly epoch: number }
  | ({ readonly type: 'PREPARE'; readonly epoch: number } & OfLife)
  | ({
      readonly type: 'PROMISE';
      readonly epoch: number;
      readonly from: number;
      readonly log: LogNode;
      readonly delivered: number;
    } & OfPromise)
  | { readonly type: 'BEGIN'; readonly members: readonly number[] }
  | {
      readonly type: 'START' | 'INSTALL';
      readonly epoch: Epoch;
      readonly log: LogNode;
      readonly delivered: number;
    }
  | { readonly type: 'CATCH_UP' | 'RETURN'; readonly to: number }
  | ({
      readonly type: 'FETCH';
      readonly from: number;
      readonly epoch: number;
      readonly length: number;
      readonly wanted: 'entries' | 'snapshot';
    } & OfLife)
  | ({
      readonly type: 'JOIN';
      readonly from: number;
      readonly promised: number;
      readonly isInstalled: boolean;
      readonly wanted: 'entries' | 'snapshot';
    } & OfLife)
  | { readonly type: 'ANNOUNCE'; readonly from: number; readonly life: number; readonly nonce: number }
  | ({ readonly type: 'ANSWER' } & GivenAnswer);

/** D1: the life of a sender; left out where hosts have disks. */
interface OfLife {
  readonly life?: number;
}

/** D1, D9: what a promise says of lives; left out where hosts have disks. */
interface OfPromise extends OfLife {
  readonly starterLife?: number;
  readonly known?: readonly number[];
}

/** What a step sends, as far as it matters who may receive what. */
export type Sending =
  | { readonly kind: 'broadcast' }
  /** All entries of the log from the length on that was asked for. */
  | { readonly kind: 'entries'; readonly to: readonly number[] }
  | ({ readonly kind: 'prepare'; readonly to: readonly number[]; readonly epoch: number } & OfLife)
  | ({
      readonly kind: 'promise';
      readonly to: readonly number[];
      readonly epoch: number;
      readonly log: LogNode;
      readonly delivered: number;
    } & OfPromise)
  | {
      readonly kind: 'start' | 'install';
      readonly to: readonly number[];
      readonly epoch: Epoch;
      readonly log: LogNode;
      readonly delivered: number;
    }
  | ({
      readonly kind: 'fetch';
      readonly to: readonly number[];
      readonly epoch: number;
      readonly length: number;
    } & OfLife)
  | ({
      readonly kind: 'join';
      readonly to: readonly number[];
      readonly promised: number;
      readonly isInstalled: boolean;
    } & OfLife)
  | {
      readonly kind: 'announce';
      readonly to: readonly number[];
      readonly life: number;
      readonly nonce: number;
    }
  | ({ readonly kind: 'answer'; readonly to: readonly number[] } & GivenAnswer);

/** A host that has never run, in a ring of this number of hosts. */
export function freshSituation(hosts: number, isDiskless = false): Situation {
  const firstLives = Array.from({ length: hosts }, () => 0);
  const epoch: Epoch = {
    ...{ number: 0, members: firstLives.map((_, host) => host), base: 0, snapshot: 0 },
    ...(isDiskless && { lives: firstLives }),
  };
  const fresh: Durable = { promised: 0, installed: epoch, log: EMPTY_LOG, delivered: 0 };
  const lives = isDiskless ? { life: 0, known: firstLives, answers: [] } : null;
  return { name: 'following', ...fresh, disk: fresh, agreed: 0, gathered: null, lives };
}
