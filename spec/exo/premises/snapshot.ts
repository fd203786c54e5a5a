/** What a host that takes a snapshot becomes, against what the record of its epoch and the entries after it make of the host. */
import type { PremiseFailure } from '../../../checker/index.js';
import type { HostEvent } from '../events.js';
import type { HostSnapshot } from '../names.js';
import type { Install, Packet } from '../packets.js';
import { allDone, failure, firstOf, isInBounds, outcome, possibleIn, type AskedHost } from './asked.js';
import { butDelivered, verifySame } from './deliver.js';
import { messagesOf, recordOf, type InFlight } from './in-flight.js';
import type { OneRun } from './one-run.js';
import type { Heard } from './with-record.js';

/** A snapshot that a host is answered. */
export interface OfferedSnapshot {
  readonly packet: Install;
  /** The keys of the questions that it answers. */
  readonly questions: Set<string>;
  /** The records of its epoch that those have who answer, by their keys. */
  readonly records: Map<string, Packet>;
  /** Whether the record of its epoch is in flight, and all entries of it that the snapshot stands for. */
  isRecordInFlight: boolean;
  areEntriesInFlight: boolean;
}

/** Notes what is in flight where a snapshot is given. Whether all that it is said to stand for is agreed there. */
export function noteGiver(
  snapshot: OfferedSnapshot,
  { self }: AskedHost,
  id: number,
  { installed, log, agreed }: HostSnapshot['context'],
  inFlight: InFlight,
): boolean {
  const { epoch, log: sent } = snapshot.packet;
  const record = installed === null ? null : recordOf(installed, log);
  if (record !== null) snapshot.records.set(inFlight.keyOf(record), record);
  snapshot.isRecordInFlight &&= record !== null && inFlight.has(self, id, record);
  snapshot.areEntriesInFlight &&= messagesOf(sent, epoch.base, inFlight.size).every((entry) =>
    inFlight.has(self, id, entry),
  );
  return snapshot.packet.delivered <= agreed;
}

/** What runs have in common. */
export interface Runs {
  readonly inFlight: InFlight;
  readonly oneRun: OneRun;
}

/** Whether no run has both a host in a local state and a snapshot in flight to it. */
export function isOfOtherRun(
  { self, graph }: AskedHost,
  id: number,
  { packet, records, isRecordInFlight, areEntriesInFlight }: OfferedSnapshot,
  { inFlight, oneRun, heard }: Runs & { readonly heard: Heard },
): boolean {
  const state = graph.states[id] as HostSnapshot;
  const { installed, log } = state.context;
  if (installed?.number !== packet.epoch.number) {
    return isRecordInFlight && [...records.values()].every((record) => !heard.isWith(state, record));
  }
  const excludes = (own: Packet, others: readonly Packet[]): boolean =>
    inFlight.has(self, id, own) && others.every((other) => oneRun.excludes(own, other));
  if (isRecordInFlight && excludes(recordOf(installed, log), [...records.values()])) return true;
  const { base } = installed;
  const theirs = messagesOf(packet.log, base, inFlight.size);
  const mine = messagesOf(log, base, inFlight.size);
  const other = mine.findIndex((entry, i) => inFlight.keyOf(entry) !== inFlight.keyOf(theirs[i] ?? entry));
  const [left, right] = [mine[other], theirs[other]];
  return areEntriesInFlight && left !== undefined && right !== undefined && excludes(left, [right]);
}

/** Pairs of local states of a host that are known to come to the same. */
export type Compared = WeakMap<HostSnapshot, WeakSet<HostSnapshot>>;

/** What is known while the snapshots for a host are verified. */
export interface Known {
  readonly inFlight: InFlight;
  readonly heard: Heard;
  readonly compared: Compared;
}

/** Without asking the host comes to the same, and what may happen then comes to the same too, but for how much is delivered. */
export function verifySnapshot(
  host: AskedHost,
  state: HostSnapshot,
  snapshot: OfferedSnapshot,
  known: Known,
): PremiseFailure | null {
  const { compared } = known;
  const event = known.inFlight.eventOf(snapshot.packet);
  const taken = outcome(host.settled, state, event);
  if (taken === null) return null;
  const built = builtUp(host, state, snapshot, known);
  const after = host.canonical(allDone(host, taken.next));
  if (built !== null && compared.get(after)?.has(built) === true) return null;
  if (taken.effects.length > 0 || built === null || butDelivered(built) !== butDelivered(after)) {
    return failure(
      host,
      event,
      state,
      'it makes of the host what nothing else that is in flight makes of it',
    );
  }
  const { delivered } = snapshot.packet;
  if (Math.max(after.context.agreed, after.context.delivered) > Math.max(built.context.agreed, delivered)) {
    return failure(
      host,
      event,
      state,
      'more is agreed after it than by what is in flight, or with who gave it',
    );
  }
  compared.set(after, (compared.get(after) ?? new WeakSet<HostSnapshot>()).add(built));
  return verifyAfter(host, after, built);
}

function verifyAfter(host: AskedHost, after: HostSnapshot, built: HostSnapshot): PremiseFailure | null {
  return firstOf(possibleIn(host, built), (event: HostEvent) => {
    if (event.type === 'DELIVER' || event.type === 'CRASH' || !isInBounds(host, after, event)) return null;
    const isTaken = host.takes(built)(event);
    if (isTaken === host.takes(after)(event)) {
      return isTaken ? verifySame(host, built, after, event) : null;
    }
    return failure(host, event, after, `it is possible ${isTaken ? 'without' : 'with'} a snapshot only`);
  });
}

/** The host once it has taken the record, if it needs one, and the entries that the snapshot stands for; null if it does not take them. */
function builtUp(
  host: AskedHost,
  state: HostSnapshot,
  { packet, isRecordInFlight, areEntriesInFlight }: OfferedSnapshot,
  { inFlight, heard: met }: Known,
): HostSnapshot | null {
  const { settled, options, canonical } = host;
  const { epoch, log } = packet;
  const heard = (at: HostSnapshot | null, message: Packet): HostSnapshot | null => {
    const known = at === null ? undefined : met.after(at, message);
    if (known !== undefined) return canonical(allDone(host, known));
    const step = at && outcome(settled, at, inFlight.eventOf(message));
    return step === null || step.effects.length > 0 ? null : canonical(allDone(host, step.next));
  };
  const needsRecord = state.context.installed?.number !== epoch.number;
  if ((needsRecord && !isRecordInFlight) || !areEntriesInFlight) return null;
  const begun = needsRecord ? heard(state, recordOf(epoch, log)) : state;
  const first = begun?.context.log.length ?? 0;
  return messagesOf(log, first, options.hosts).reduce(heard, begun);
}
