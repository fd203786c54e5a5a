/**
 * The last step of a life that nobody has written down. A process that is killed between sending something and writing its line leaves a message that
 * nobody is seen to have sent. Lines are written one by one, so what is missing is one step: the message may be explained by one step of the
 * specified host from where the life was last seen. Nothing else is made up: it is asked for only once nothing else can explain the message.
 */
import type { LogNode } from './entry-tree.js';
import { newLife, type BegunLife } from './new-life.js';
import { isProblem, unlikePacket } from './received.js';
import type { RingRun } from './ring-run.js';
import type { SeenMessage } from './seen.js';
import type { PacketSending } from './sent-packets.js';
import type { Happening, Sending, Situation } from './situation.js';
import type { SpecifiedHost } from './specified-host.js';
import type { Step } from './step.js';

/** A life that is over, as it was last seen. */
export interface EndedLife {
  readonly front: Situation;
  /** Whether the next life shows that storage has written all that was under way, or nobody knows. */
  readonly mayBeWritten: boolean;
}

/** A message that is waited for, and by whom. */
export interface Wanted {
  readonly to: number;
  readonly message: SeenMessage;
}

/**
 * Looks for one step in which the host sends what is wanted. What that step sends is then sent. Returns whether there is one.
 */
export function sendsAtLast(
  run: RingRun,
  spec: SpecifiedHost,
  { front, mayBeWritten }: EndedLife,
  wanted: Wanted,
): boolean {
  const begun = lastLife(spec, front, wanted);
  if (begun !== null && sendsIn(run, spec, begun, wanted)) return true;
  for (const happening of lastHappenings(run, spec, wanted)) {
    if (happening.type === 'PERSISTED' && !mayBeWritten) continue;
    const step = spec.ask(front, happening);
    if (step !== null && sendsIn(run, spec, { before: front, happening, step }, wanted)) return true;
  }
  return false;
}

/** Whether a step sends what is wanted; all that it sends is sent then. */
function sendsIn(
  run: RingRun,
  spec: SpecifiedHost,
  { before, happening, step }: BegunLife,
  wanted: Wanted,
): boolean {
  if (!step.sent.some((one) => isWanted(run, step, before, happening, one, wanted))) return false;
  for (const one of step.sent) sends(run, spec.self, step.next.log, happening, one);
  return true;
}

/** D3: without a disk a life announces itself as it begins, which may be all that it does, so that none of its lines was written. */
function lastLife(spec: SpecifiedHost, front: Situation, { message }: Wanted): BegunLife | null {
  if (message.kind !== 'announce' || message.from !== spec.self || front.lives === null) return null;
  const begun = newLife(spec, front, message.life);
  return isProblem(begun) ? null : begun;
}

/** Lives that ended without anybody seeing how, and of which no last step was filled in. */
export class EndedLives {
  private readonly lives: EndedLife[] = [];

  add(life: EndedLife): void {
    this.lives.push(life);
  }

  /** Whether one of them sends at last what is wanted. One life has one last step. */
  sendsAtLast(run: RingRun, spec: SpecifiedHost, wanted: Wanted): boolean {
    const place = this.lives.findIndex((life) => sendsAtLast(run, spec, life, wanted));
    if (place < 0) return false;
    this.lives.splice(place, 1);
    return true;
  }
}

/** All that may make the host send such a message. */
function lastHappenings(
  { packets }: RingRun,
  { self }: SpecifiedHost,
  { to, message }: Wanted,
): readonly Happening[] {
  const asked = packets.to(self);
  switch (message.kind) {
    case 'entry':
      return [
        { type: 'BROADCAST' },
        ...asked.flatMap(({ from, packet }): Happening[] =>
          packet.kind === 'fetch' && from === to
            ? [
                {
                  type: 'FETCH',
                  from,
                  epoch: packet.epoch,
                  length: packet.length,
                  wanted: 'entries',
                  ...ofLife(packet),
                },
              ]
            : [],
        ),
      ];
    case 'prepare':
    case 'promise':
      return [{ type: 'PERSISTED' }];
    case 'start':
    case 'install':
      return [
        { type: 'PERSISTED' },
        ...asked.flatMap(({ from, packet }): Happening[] => {
          if (from !== to) return [];
          const all = ['entries', 'snapshot'] as const;
          if (packet.kind === 'join') {
            const { promised, isInstalled } = packet;
            return all.map((one) => ({
              type: 'JOIN',
              from,
              promised,
              isInstalled,
              wanted: one,
              ...ofLife(packet),
            }));
          }
          if (packet.kind !== 'fetch') return [];
          const { epoch, length } = packet;
          return [{ type: 'FETCH', from, epoch, length, wanted: 'snapshot', ...ofLife(packet) }];
        }),
      ];
    case 'fetch':
      return [{ type: 'CATCH_UP', to }];
    case 'join':
      return [{ type: 'RETURN', to }];
    case 'announce':
      return [{ type: 'ASK_AGAIN' }];
    case 'answer':
      return asked.flatMap(({ from, packet }): Happening[] =>
        packet.kind === 'announce' && from === to
          ? [{ type: 'ANNOUNCE', from, life: packet.life, nonce: packet.nonce }]
          : [],
      );
    default:
      return [];
  }
}

function ofLife({ life }: { readonly life?: number }): { readonly life?: number } {
  return life === undefined ? {} : { life };
}

function isWanted(
  run: RingRun,
  step: Step,
  front: Situation,
  happening: Happening,
  sent: Sending,
  { to, message }: Wanted,
): boolean {
  if (sent.kind === 'broadcast') return isEntry(run, front.log, message);
  if (sent.kind === 'entries')
    return (
      message.kind === 'entry' &&
      entriesOf(run, step.next.log, happening).some((node) => isEntry(run, node, message))
    );
  if (message.kind === 'entry' || message.kind === 'refuse' || message.kind === 'hint') return false;
  return sent.to.includes(to) && unlikePacket(run, sent, message).length === 0;
}

function isEntry({ tree }: RingRun, node: LogNode, message: SeenMessage): boolean {
  if (message.kind !== 'entry') return false;
  const { slot, epoch, source, crc, first, count, history } = message.frame;
  return (
    tree.lengthOf(node) === slot + 1 &&
    tree.epochOf(node) === epoch &&
    tree.sourceOf(node) === source &&
    tree.crcOf(node) === crc &&
    tree.firstOf(node) === first &&
    tree.countOf(node) === count &&
    tree.digestOf(tree.parentOf(node)) === history
  );
}

function sends(run: RingRun, self: number, log: LogNode, happening: Happening, sent: Sending): void {
  if (sent.kind === 'broadcast') run.tree.send(log);
  else if (sent.kind === 'entries') entriesOf(run, log, happening).forEach((node) => run.tree.send(node));
  else run.packets.add(self, sent satisfies PacketSending, null);
}

function entriesOf({ tree }: RingRun, log: LogNode, happening: Happening): readonly LogNode[] {
  const nodes: LogNode[] = [];
  if (happening.type !== 'FETCH') return nodes;
  for (let node = log; tree.lengthOf(node) > happening.length; node = tree.parentOf(node)) nodes.push(node);
  return nodes;
}
