/** Whether the outgoing messages of a core are those of the specified host: the same messages to the same hosts, in the same order. */
import { checkFrame, frameProblem, type Packet } from '../../impl/parts.js';
import type { HostEffect } from '../../spec/exo/names.js';
import type { Log } from '../../spec/exo/log.js';
import type { Packet as SpecPacket } from '../../spec/exo/packets.js';
import { compareImage, shownFrame, shownMessage } from './states.js';
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
      return spec.kind === 'prepare' ? unlike('epoch', spec.epoch, packet.epoch) : null;
    case 'promise':
      if (spec.kind !== 'promise') return null;
      return firstOf(
        () => unlike('promise', [spec.epoch, spec.from], [packet.epoch, packet.from]),
        () => compareLog('promised log', spec, packet.log, hosts),
      );
    case 'start':
    case 'install': {
      if (spec.kind !== 'start' && spec.kind !== 'install') return null;
      const { number, members, base, snapshot } = packet.epoch;
      return firstOf(
        () => unlike('record', spec.epoch, { number, members: [...members], base, snapshot }),
        () => compareLog(`log of ${packet.kind}`, spec, packet.log, hosts),
      );
    }
    case 'fetch':
      if (spec.kind !== 'fetch') return null;
      return unlike(
        'fetch',
        [spec.from, spec.epoch, spec.length],
        [packet.from, packet.epoch, packet.length],
      );
    case 'join':
      if (spec.kind !== 'join') return null;
      return unlike(
        'join',
        [spec.from, spec.promised, spec.isInstalled],
        [packet.from, packet.promised, packet.isInstalled],
      );
    case 'refuse':
    case 'hint':
      // Said by drivers only, never by a core.
      return unlike('message', spec.kind, packet.kind);
  }
}

/** A log in a packet; where it begins behind a mark, somebody who has nothing needs the snapshot with it. */
function compareLog(
  field: string,
  spec: Log,
  image: Extract<Packet, { kind: 'promise' }>['log'],
  hosts: number,
): Difference | null {
  return firstOf(
    () => unlike(`delivered of ${field}`, spec.delivered, image.delivered),
    () => compareImage(field, image, spec.log, hosts),
  );
}
