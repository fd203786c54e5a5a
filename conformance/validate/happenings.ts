/** What has happened to the specified host, if an event of a run is explained: for events that are no entries, and no storage. */
import { differs, type Problem } from './problem.js';
import { isProblem, sentEntry, sentPacket } from './received.js';
import type { RingRun } from './ring-run.js';
import type { SeenEvent, SeenFrame } from './seen.js';
import type { Happening, Sending } from './situation.js';

/** What has happened to a host; or why that cannot be told. */
export function happeningOf(run: RingRun, self: number, event: SeenEvent): Happening | Problem {
  switch (event.action) {
    case 'Broadcast':
      return { type: 'BROADCAST' };
    case 'Timeout':
      if (event.epoch === null) return missing('args.epoch');
      return { type: 'TIMEOUT', epoch: event.epoch };
    case 'Start': {
      const members = event.set.epoch?.members;
      if (members === undefined) return missing('set.epoch');
      return { type: 'BEGIN', members };
    }
    case 'Fetch':
    case 'Join': {
      const [to] = event.sent[0]?.to ?? [];
      if (to === undefined) return missing('sent[0].to');
      return { type: event.action === 'Fetch' ? 'CATCH_UP' : 'RETURN', to };
    }
    case 'Announce':
      return { type: 'ASK_AGAIN' };
    default:
      return happeningOfPacket(run, self, event);
  }
}

/** The entry that an event takes, which somebody has sent. */
export function receivedEntry(
  run: RingRun,
  { received }: SeenEvent,
): { readonly frame: SeenFrame; readonly happening: Happening } | Problem {
  if (received === null) return missing('received');
  if (received.kind !== 'entry') return wrongKind('entry');
  const { frame } = received;
  const sent = sentEntry(run, frame);
  if (typeof sent !== 'number') return sent;
  const { epoch, slot, source } = frame;
  return { frame, happening: { type: 'RECEIVE', epoch, slot, source, before: run.tree.parentOf(sent) } };
}

function happeningOfPacket(run: RingRun, self: number, event: SeenEvent): Happening | Problem {
  const { received } = event;
  if (received === null) return missing('received');
  switch (event.action) {
    case 'Promise': {
      if (received.kind !== 'prepare') return wrongKind('prepare');
      const packet = sentPacket(run, self, received);
      return isProblem(packet) ? packet : { type: 'PREPARE', epoch: packet.epoch, ...ofLife(packet) };
    }
    case 'Gather': {
      if (received.kind !== 'promise') return wrongKind('promise');
      const packet = sentPacket(run, self, received);
      if (isProblem(packet)) return packet;
      return { ...packet, type: 'PROMISE', from: received.from };
    }
    case 'Install':
    case 'CatchUp': {
      const kind = event.action === 'Install' ? 'start' : 'install';
      if (received.kind !== kind) return wrongKind(kind);
      const packet = sentPacket(run, self, received);
      if (isProblem(packet)) return packet;
      const { epoch, log, delivered } = packet as Extract<Sending, { readonly kind: 'start' | 'install' }>;
      return { type: kind === 'start' ? 'START' : 'INSTALL', epoch, log, delivered };
    }
    case 'AnswerFetch': {
      if (received.kind !== 'fetch') return wrongKind('fetch');
      const packet = sentPacket(run, self, received);
      if (isProblem(packet)) return packet;
      const wanted = event.sent.some(({ kind }) => kind === 'install') ? 'snapshot' : 'entries';
      const { epoch, length } = packet;
      return { type: 'FETCH', from: received.from, epoch, length, wanted, ...ofLife(packet) };
    }
    case 'Answer': {
      if (received.kind !== 'announce') return wrongKind('announce');
      const { from, life, nonce } = received;
      // D3: life 0 was the first of all. Who says that it has begun only asks which lives are known, and nothing can come of the answer.
      const packet = life === 0 && nonce !== 0 ? received : sentPacket(run, self, received);
      return isProblem(packet) ? packet : { type: 'ANNOUNCE', from, life, nonce };
    }
    case 'TakeAnswer': {
      if (received.kind !== 'answer') return wrongKind('answer');
      const packet = sentPacket(run, self, received);
      if (isProblem(packet)) return packet;
      return { ...packet, type: 'ANSWER' };
    }
    default: {
      if (received.kind !== 'join') return wrongKind('join');
      const packet = sentPacket(run, self, received);
      if (isProblem(packet)) return packet;
      const wanted = event.sent.some(({ kind }) => kind === 'install') ? 'snapshot' : 'entries';
      const { promised, isInstalled } = packet;
      return { type: 'JOIN', from: received.from, promised, isInstalled, wanted, ...ofLife(packet) };
    }
  }
}

function ofLife({ life }: { readonly life?: number }): { readonly life?: number } {
  return life === undefined ? {} : { life };
}

/** An event without a field that says what has happened. */
export function missing(field: string): Problem {
  return differs(`the event has no ${field}, without which it cannot be explained yet`);
}

/** An event that takes another message than it may. */
export function wrongKind(accepted: string): Problem {
  return differs(`the event takes a ${accepted}, and another message was received`);
}
