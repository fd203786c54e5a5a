import { historyDigest, readFrame, wordsOfFrames } from '../../impl/parts.js';
import { sameEntry, type Entry, type Message } from '../../spec/exo/log.js';
import type { Install, Start } from '../../spec/exo/packets.js';
import type { Epoch } from '../../spec/exo/records.js';
import { allHosts, successorsNeeded } from '../../spec/ring.js';
import type { DriverState } from './driver-state.js';
import type { OthersBounds } from './known.js';
import { entriesOf, entriesOfSnapshot } from './translation.js';
import { turnOf } from './turn.js';

/** What a host keeps for later, and what there is has to fit. */
export interface Kept {
  /** Of frames that are ahead of their turn. */
  readonly frames: readonly {
    readonly epoch: number;
    readonly slot: number;
    readonly source: number;
    readonly history: number;
  }[];
  /** Records that wait for storage. */
  readonly records: readonly KeptRecord[];
}

interface KeptRecord {
  readonly kind: 'start' | 'install';
  readonly epoch: Pick<Epoch, 'number' | 'members' | 'base' | 'snapshot'>;
  /** What came with it: the base, or what is agreed beyond it. */
  readonly log: readonly Entry[];
}

/** By a host in a state. */
export function keptBy({ host }: DriverState): Kept {
  return {
    frames: host.catchingUp.ahead.map((frame) => readFrame(wordsOfFrames(frame), 0)),
    records: host.deferred.packets.flatMap((packet) => {
      if (packet.kind !== 'start' && packet.kind !== 'install') return [];
      const { kind, log } = packet;
      const { number, members, base, snapshot } = packet.epoch;
      const epoch = { number, members: [...members], base, snapshot };
      return [{ kind, epoch, log: [...entriesOfSnapshot(log.snapshot), ...entriesOf(log.frames)] }];
    }),
  };
}

/** R1: of one epoch there is one record. R2: frames of it are from whose turn it is. */
export function fitsKept(
  { frames, records }: Kept,
  { kind, epoch, log }: Start | Install,
  bounds: OthersBounds,
): boolean {
  const record: KeptRecord = { kind, epoch, log };
  return (
    records.every((one) => areOfOneRun(one, record)) &&
    frames.every((frame) => frame.epoch !== epoch.number || isOf(record, frame, bounds))
  );
}

/** R1, R3: of one epoch there is one record, and one chain. R5: the base of a later one has all that a snapshot stands for. */
function areOfOneRun(one: KeptRecord, other: KeptRecord): boolean {
  const [lower, higher] = one.epoch.number <= other.epoch.number ? [one, other] : [other, one];
  if (one.epoch.number !== other.epoch.number) {
    return lower.kind === 'start' || beginsWith(higher.log.slice(0, higher.epoch.base), lower.log);
  }
  return (
    textOf(one) === textOf(other) &&
    (one.log.length <= other.log.length ? beginsWith(other.log, one.log) : beginsWith(one.log, other.log))
  );
}

function beginsWith(log: readonly Entry[], first: readonly Entry[]): boolean {
  return log.length >= first.length && first.every((entry, slot) => sameEntry(entry, log[slot]));
}

/** R2: whether a frame is of the record of its epoch that waits, if one does. */
export function fitsRecords({ records }: Kept, message: Message, bounds: OthersBounds): boolean {
  const frame = { ...message, history: historyDigest(message.history) };
  return records.every((one) => one.epoch.number !== message.epoch || isOf(one, frame, bounds));
}

/** R2: whether an epoch with this record has such a frame. */
function isOf(
  { epoch, log }: KeptRecord,
  { slot, source, history }: Kept['frames'][number],
  { hosts }: OthersBounds,
): boolean {
  const { number, members, base } = epoch;
  if (slot < base) return false;
  const senders = allHosts(slot + 1).map(
    (one) => log[one]?.source ?? turnOf(number, base, members, one, hosts),
  );
  const before = senders.slice(0, slot).slice(-successorsNeeded(hosts)).reverse();
  return senders[slot] === source && historyDigest(before) === history;
}

function textOf({ epoch: { members, base, snapshot }, log }: KeptRecord): string {
  return JSON.stringify([
    members,
    base,
    snapshot,
    log.slice(0, base).map(({ epoch, source, payload }) => [epoch, source, payload]),
  ]);
}
