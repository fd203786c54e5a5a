import { historyDigest, readFrame, wordsOfFrames } from '../../impl/parts.js';
import type { Entry, Message } from '../../spec/exo/log.js';
import type { Start } from '../../spec/exo/packets.js';
import type { Epoch } from '../../spec/exo/records.js';
import { allHosts, successorsNeeded } from '../../spec/ring.js';
import type { DriverState } from './driver-state.js';
import type { OthersBounds } from './known.js';
import { entriesOf } from './translation.js';
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
  readonly records: readonly {
    readonly epoch: Pick<Epoch, 'number' | 'members' | 'base' | 'snapshot'>;
    readonly log: readonly Entry[];
  }[];
}

/** By a host in a state. */
export function keptBy({ host }: DriverState): Kept {
  return {
    frames: host.catchingUp.ahead.map((frame) => readFrame(wordsOfFrames(frame), 0)),
    records: host.deferred.packets.flatMap((packet) => {
      if (packet.kind !== 'start') return [];
      const { number, members, base, snapshot } = packet.epoch;
      return [
        { epoch: { number, members: [...members], base, snapshot }, log: entriesOf(packet.log.frames) },
      ];
    }),
  };
}

/** R1: of one epoch there is one record. R2: frames of it are from whose turn it is. */
export function fitsKept({ frames, records }: Kept, { epoch, log }: Start, bounds: OthersBounds): boolean {
  const isOne = records.every(
    (one) => one.epoch.number !== epoch.number || textOf(one) === textOf({ epoch, log }),
  );
  return (
    isOne && frames.every((frame) => frame.epoch !== epoch.number || isOf({ epoch, log }, frame, bounds))
  );
}

/** R2: whether a frame is of the record of its epoch that waits, if one does. */
export function fitsRecords({ records }: Kept, message: Message, bounds: OthersBounds): boolean {
  const frame = { ...message, history: historyDigest(message.history) };
  return records.every((one) => one.epoch.number !== message.epoch || isOf(one, frame, bounds));
}

/** R2: whether an epoch with this record has such a frame. */
function isOf(
  { epoch, log }: Kept['records'][number],
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

function textOf({ epoch: { members, base, snapshot }, log }: Kept['records'][number]): string {
  return JSON.stringify([
    members,
    base,
    snapshot,
    log.map(({ epoch, source, payload }) => [epoch, source, payload]),
  ]);
}
