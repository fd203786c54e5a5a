/** What a host receives is what somebody has sent: by its contents, for the bytes on the wire have no more. */
import type { LogNode } from './entry-tree.js';
import { difference, type FieldDifference, type Problem } from './problem.js';
import type { RingRun } from './ring-run.js';
import type { SeenFrame, SeenLog, SeenMessage, SeenPacket } from './seen.js';
import { besides, keyOf, type PacketSending } from './sent-packets.js';

/** The log of a sender whose message this frame is; or that there is none. */
export function sentEntry(run: RingRun, frame: SeenFrame): LogNode | Problem {
  const { tree } = run;
  const node = tree.sentNode(frame.slot, frame, frame.history);
  if (node !== null) return node;
  const near = tree
    .sentAt(frame.slot)
    .map((one) => `epoch ${tree.epochOf(one)} of ${run.names[tree.sourceOf(one)] ?? ''}`);
  const others =
    near.length === 0 ? 'nothing was sent for it' : `sent for it: ${near.slice(0, 4).join('; ')}`;
  const text = `no such entry of slot ${frame.slot}, epoch ${frame.epoch} was sent; ${others}`;
  return { kind: 'unsent', text, awaits: { kind: 'message', to: null, message: { kind: 'entry', frame } } };
}

/**
 * A packet that was sent to this host, and is as it is received; or that there is none. `again`: it is sent once more instead, and what the specified
 * hosts do not have in it may be another by now.
 */
export function sentPacket<K extends PacketSending['kind']>(
  run: RingRun,
  to: number,
  message: Extract<SeenMessage, { readonly kind: K }>,
  how: 'received' | 'again' = 'received',
): Extract<PacketSending, { readonly kind: K }> | Problem {
  const seen = message as Extract<SeenMessage, { readonly kind: PacketSending['kind'] }>;
  const key = keyOf(seen.kind, seen.from, seen as never);
  const sent = run.packets.withKey(key);
  let nearest: readonly FieldDifference[] = [];
  for (const { packet, shown } of sent) {
    if (!packet.to.includes(to)) continue;
    const differences = [
      ...unlikePacket(run, packet, seen),
      ...(how === 'received' && shown !== null ? unlikeShown(seen, shown) : []),
    ];
    if (differences.length === 0) return packet as Extract<PacketSending, { readonly kind: K }>;
    nearest = differences;
  }
  const but = nearest.map(({ field, run: one, spec }) => `${field} is ${one}, sent with ${spec}`).join(', ');
  const text = `nobody has sent such a message to ${run.names[to] ?? ''}: ${key}${but === '' ? '' : `; ${but}`}`;
  return { kind: 'unsent', text, awaits: { kind: 'message', to, message } };
}

/** What the specified hosts do not have in a packet: it arrives as it was sent. */
function unlikeShown(seen: SeenPacket, shown: SeenPacket): readonly FieldDifference[] {
  const [one, other] = [besides(seen), besides(shown)];
  return Object.keys(one)
    .map((field) => difference(field, one[field], other[field]))
    .filter((found) => found !== null);
}

/** The fields in which a packet that was seen is not the one that was sent. */
export function unlikePacket(
  run: RingRun,
  sent: PacketSending,
  seen: Extract<SeenMessage, { readonly kind: PacketSending['kind'] }>,
): readonly FieldDifference[] {
  const { epoch } = sent as { readonly epoch?: unknown };
  const all = [difference('kind', seen.kind, sent.kind)];
  if (seen.kind === 'answer' && sent.kind === 'answer') all.push(...unlikeAnswer(seen, sent));
  else if ('epoch' in seen) all.push(difference('epoch', inOrder(seen.epoch), inOrder(epoch)));
  all.push(...unlikeLives(seen, sent));
  if (seen.kind === 'prepare') all.push(difference('from', seen.from, seen.epoch % run.hosts));
  if (seen.kind === 'fetch' && sent.kind === 'fetch')
    all.push(difference('length', seen.length, sent.length));
  if (seen.kind === 'join' && sent.kind === 'join') {
    all.push(difference('promised', seen.promised, sent.promised));
    all.push(difference('isInstalled', seen.isInstalled, sent.isInstalled));
  }
  if ('log' in seen && 'log' in sent) all.push(...unlikeLog(run, sent, seen.log));
  return all.filter((one) => one !== null);
}

/** D1, D4, D9: what packets say of lives. Nothing where hosts have disks. */
function unlikeLives(seen: object, sent: object): readonly (FieldDifference | null)[] {
  const [one, other] = [seen, sent] as readonly [
    Readonly<Record<string, unknown>>,
    Readonly<Record<string, unknown>>,
  ];
  return ['life', 'starterLife', 'nonce', 'known'].map((field) =>
    difference(field, one[field], other[field]),
  );
}

function unlikeAnswer(
  seen: Extract<SeenMessage, { readonly kind: 'answer' }>,
  sent: Extract<PacketSending, { readonly kind: 'answer' }>,
): readonly (FieldDifference | null)[] {
  return [
    difference('epoch', inOrder(seen.epoch), inOrder(sent.installed)),
    difference('promised', seen.promised, sent.promised),
    difference('agreed', seen.agreed, sent.agreed),
  ];
}

/** Records compare field by field, in whatever order they were written. */
function inOrder(epoch: unknown): unknown {
  if (typeof epoch !== 'object' || epoch === null) return epoch;
  const { number, members, base, snapshot, lives } = epoch as Readonly<Record<string, unknown>>;
  return { number, members, base, snapshot, lives };
}

function unlikeLog(
  { tree }: RingRun,
  sent: { readonly log: LogNode; readonly delivered: number },
  seen: SeenLog,
): readonly (FieldDifference | null)[] {
  const { log, delivered } = sent;
  const length = tree.lengthOf(log);
  return [
    difference('log.length', seen.length, length),
    difference('log.delivered', seen.delivered, delivered),
    difference('log.lastEpoch', seen.lastEpoch, length === 0 ? -1 : tree.epochOf(log)),
    seen.crc === null ? null : difference('log.crc', seen.crc, tree.crcOf(log)),
    seen.start > delivered
      ? { field: 'log.start', run: String(seen.start), spec: `at most ${delivered}` }
      : null,
  ];
}

export function isProblem(found: object | number): found is Problem {
  return typeof found === 'object' && 'text' in found;
}
