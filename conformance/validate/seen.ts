/** What the events of a run of Exo say, with hosts as numbers. */
import type { SeenEntry } from './entry-tree.js';
import type { Epoch } from './situation.js';

/** An entry with its place, as a message or an event shows it. */
export interface SeenFrame extends SeenEntry {
  readonly slot: number;
  /** The digest of the history (P9). */
  readonly history: number;
}

/** A log as a packet shows it. */
export interface SeenLog {
  readonly start: number;
  readonly length: number;
  readonly delivered: number;
  readonly lastEpoch: number;
  readonly crc: number | null;
}

export type SeenMessage =
  | { readonly kind: 'entry'; readonly frame: SeenFrame }
  | ({
      readonly kind: 'prepare';
      readonly from: number;
      readonly epoch: number;
      readonly delivered: number;
    } & OfLife)
  | ({
      readonly kind: 'promise';
      readonly from: number;
      readonly epoch: number;
      readonly log: SeenLog;
      /** D1, D9: left out where hosts have disks. */
      readonly starterLife?: number;
      readonly known?: readonly number[];
    } & OfLife)
  | {
      readonly kind: 'start' | 'install';
      readonly from: number;
      readonly epoch: Epoch;
      readonly log: SeenLog;
    }
  | ({
      readonly kind: 'fetch';
      readonly from: number;
      readonly epoch: number;
      readonly length: number;
      readonly upTo: number | null;
      readonly delivered: number;
    } & OfLife)
  | ({
      readonly kind: 'join';
      readonly from: number;
      readonly promised: number;
      readonly isInstalled: boolean;
      readonly delivered: number;
    } & OfLife)
  | { readonly kind: 'refuse'; readonly from: number; readonly promised: number }
  | { readonly kind: 'hint'; readonly from: number; readonly epoch: number; readonly slot: number }
  | { readonly kind: 'announce'; readonly from: number; readonly life: number; readonly nonce: number }
  | {
      readonly kind: 'answer';
      readonly from: number;
      readonly life: number;
      readonly nonce: number;
      readonly promised: number;
      /** Null where its sender has promised to leave it. */
      readonly epoch: Epoch | null;
      readonly agreed: number;
      readonly known: readonly number[];
      readonly log: SeenLog;
    };

/** A message of which somebody has to be seen to have sent it, and that is no entry. */
export type SeenPacket = Exclude<SeenMessage, { readonly kind: 'entry' | 'refuse' | 'hint' }>;

/** D1: the life of a sender; left out where hosts have disks. */
interface OfLife {
  readonly life?: number;
}

export const ACTIONS = [
  'Restart',
  'Crash',
  'Say',
  'Submit',
  'Append',
  'Broadcast',
  'Receive',
  'Persist',
  'Deliver',
  'Timeout',
  'Promise',
  'Gather',
  'Start',
  'Install',
  'CatchUp',
  'Fetch',
  'Join',
  'AnswerFetch',
  'AnswerJoin',
  'Announce',
  'Answer',
  'TakeAnswer',
  'Attach',
] as const;

export type SeenAction = (typeof ACTIONS)[number];

/** The fields of a host, as far as they are known. */
export interface SeenFields {
  readonly status?: string;
  readonly promised?: number;
  readonly epoch?: Epoch | null;
  readonly start?: number;
  readonly length?: number;
  readonly agreed?: number;
  readonly settled?: number;
  readonly delivered?: number;
  readonly unwritten?: number;
  /** D1: by host, the newest life that is known. */
  readonly lives?: readonly number[];
}

/** O9: what a driver says as a session begins. */
export interface SeenSession {
  readonly session: number;
  /** What its application has, and what it knows to be agreed. */
  readonly delivered: number;
  readonly pointer: number;
}

export interface SeenEvent {
  readonly actor: number;
  readonly action: SeenAction;
  readonly layer: 'host' | 'engine';
  readonly number: number | null;
  readonly epoch: number | null;
  readonly entry: SeenFrame | null;
  /** Of an engine that begins a session with its driver. */
  readonly session: SeenSession | null;
  readonly received: SeenMessage | null;
  readonly sent: readonly (SeenMessage & { readonly to: readonly number[] | null })[];
  readonly set: SeenFields;
}
