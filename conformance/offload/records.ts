/** Records of C1 and C2, of the specification and of the code, in one form; in the late form of C2. */
import type { C1, C2 } from '../../impl/parts.js';
import type { Entry } from '../../spec/exo/log.js';
import type { C2Record } from '../../spec/offload/records.js';
import { payloadBytes, snapshotOf } from '../compare/logs.js';
import { shownFrame, shownMessage } from '../compare/images.js';
import { lastSources } from '../compare/logs.js';
import { numbered } from './numbered.js';
import { lastOwnIn } from '../../spec/offload/edge.js';

/** A record as it is compared. */
export type Shown = Readonly<Record<string, unknown>>;

/** C1 that writes down what is put into it. */
export function shownC1(outgoing: Shown[]): C1 {
  const put = (record: Shown): boolean => outgoing.push(record) > 0;
  return {
    begin: (session, delivered, pointer) => put({ kind: 'begin', session, delivered, pointer }),
    payload: (number, source, at, bytes) =>
      put({ kind: 'payload', number, bytes: source.slice(at, at + bytes) }),
  };
}

/** C2 that does so; sessions are not told apart. */
export function shownC2(outgoing: Shown[]): C2 {
  const put = (record: Shown): boolean => outgoing.push(record) > 0;
  return {
    reset: () => put({ kind: 'reset' }),
    begin: (_, next, mark) => put({ kind: 'begin', next, mark }),
    snapshot: (mark, number, bytes) => put({ kind: 'snapshot', mark, number, bytes: bytes.slice() }),
    append: (slot, words, at) => put({ kind: 'append', slot, entry: shownFrame(words, at) }),
  };
}

/** A payload of C1, as the code puts it. */
export function shownPayload(self: number, number: number): Shown {
  return { kind: 'payload', number, bytes: payloadBytes(self, number) };
}

/** A record of the specification's C2, as the code puts it; the log is what the engine has. */
export function shownRecord(record: C2Record, self: number, hosts: number, log: readonly Entry[]): Shown {
  if (record.kind === 'append') {
    const { slot } = record;
    const history = lastSources(log.slice(0, slot), hosts);
    return { kind: 'append', slot, entry: shownMessage({ ...numbered(record.entry), slot, history }) };
  }
  if (record.kind !== 'snapshot')
    throw new RangeError(`no record of the late form: ${record.kind as string}`);
  const entries = numbered(record.log);
  return {
    kind: 'snapshot',
    mark: record.mark,
    number: lastOwnIn(record.log, self),
    bytes: snapshotOf(entries),
  };
}
