/** Whether the outgoing messages of a core are those of the specified host: the same messages to the same hosts, in the same order. */
import { checkFrame, frameProblem, type Packet } from '../../impl/parts.js';
import type { HostEffect } from '../../spec/exo/names.js';
import type { Packet as SpecPacket } from '../../spec/exo/packets.js';
import { compareLog, shownFrame, shownMessage, shownRecord } from './images.js';
import { compareAnswer } from './lives.js';
import { sentPacket, type Outgoing } from './live-core.js';
import { CONFIGURATION } from './logs.js';
import { firstOf, unlike, type Difference } from './difference.js';
import type { Implementation } from './faulty-copy.js';

/** One packet to one host, or a broadcast. */
export interface SpecOutgoing {
  /** Null for a broadcast. */
  readonly to: number | null;
  readonly packet: SpecPacket;
}

export function compareEffects(
  impl: Implementation,
  effects: readonly HostEffect[],
  outgoing: readonly Outgoing[],
  hosts: number,
): Difference | null {
  const expected = effects.flatMap(outgoingOf);
  const kinds = expected.map(({ to, packet }) => `${packet.kind} to ${to ?? 'all'}`);
  const found = outgoing.map((one) =>
    one.kind === 'packet'
      ? `${one.packet.kind} to ${one.to}`
      : `entry to ${one.kind === 'resend' ? one.to : 'all'}`,
  );
  const difference = unlike('messages', kinds, found);
  if (difference !== null) return difference;
  for (const [i, { packet }] of expected.entries()) {
    const other = outgoing[i];
    const unequal = other && compareOutgoing(impl, packet, other, hosts);
    if (unequal) return unequal;
  }
  return null;
}

/** The outgoing messages of an effect of the specification, one by one. */
export function outgoingOf(effect: HostEffect): readonly SpecOutgoing[] {
  if (effect.type === 'broadcast') return [{ to: null, packet: effect.params.message }];
  return effect.params.to.flatMap((to) => effect.params.packets.map((packet) => ({ to, packet })));
}

function compareOutgoing(
  impl: Implementation,
  spec: SpecPacket,
  outgoing: Outgoing,
  hosts: number,
): Difference | null {
  if (outgoing.kind !== 'packet') {
    if (spec.kind !== 'entry') return unlike('message', spec.kind, 'entry');
    const { frame } = outgoing;
    const check = checkFrame(frame, 0, 4 * frame.length, CONFIGURATION, hosts);
    if (check !== 0) return unlike('frame', 'sound', frameProblem(check));
    return unlike('entry', shownMessage(spec), shownFrame(outgoing.frame, 0));
  }
  return comparePacket(spec, sentPacket(impl, outgoing.packet, hosts), hosts);
}

function comparePacket(spec: SpecPacket, packet: Packet, hosts: number): Difference | null {
  switch (packet.kind) {
    case 'prepare':
      if (spec.kind !== 'prepare') return null;
      return unlike('prepare', [spec.epoch, spec.life], [packet.epoch, packet.life]);
    case 'promise':
      if (spec.kind !== 'promise') return null;
      return firstOf(
        () => unlike('promise', [spec.epoch, spec.from], [packet.epoch, packet.from]),
        () =>
          unlike(
            'lives of promise',
            [spec.life, spec.starterLife, spec.known],
            [packet.life, packet.starterLife, packet.known],
          ),
        () => compareLog('promised log', spec, packet.log, hosts),
      );
    case 'start':
    case 'install': {
      if (spec.kind !== 'start' && spec.kind !== 'install') return null;
      return firstOf(
        () => unlike('record', spec.epoch, shownRecord(packet.epoch)),
        () => compareLog(`log of ${packet.kind}`, spec, packet.log, hosts),
      );
    }
    case 'fetch':
      if (spec.kind !== 'fetch') return null;
      return unlike(
        'fetch',
        [spec.from, spec.epoch, spec.length, spec.life],
        [packet.from, packet.epoch, packet.length, packet.life],
      );
    case 'join':
      if (spec.kind !== 'join') return null;
      return unlike(
        'join',
        [spec.from, spec.promised, spec.isInstalled, spec.life],
        [packet.from, packet.promised, packet.isInstalled, packet.life],
      );
    case 'announce':
      if (spec.kind !== 'announce') return null;
      return unlike(
        'announcement',
        [spec.from, spec.life, spec.nonce],
        [packet.from, packet.life, packet.nonce],
      );
    case 'answer':
      return spec.kind === 'answer' ? compareAnswer(spec, packet, hosts) : null;
    case 'refuse':
    case 'hint':
      // Said by drivers only, never by a core.
      return unlike('message', spec.kind, packet.kind);
  }
}
