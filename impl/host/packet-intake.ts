import { unreachable } from '../../errors/index.js';
import { ANSWER, type Answer } from '../core/answers.js';
import { STATUS, type Core } from '../core/core.js';
import type { Packet } from '../core/records.js';
import type { HostModes } from './modes.js';
import type { HostPort } from './port.js';

/** Gives a core the packets that come, and sees to what its answers ask for. */
export class PacketIntake {
  constructor(
    private readonly core: Core,
    private readonly port: Pick<HostPort, 'send'>,
    private readonly modes: Pick<HostModes, 'takeover' | 'deferred' | 'catchingUp' | 'hints'>,
    /** Told when an epoch has been promised to somebody else, or has begun here. */
    private readonly whenTakenOver: () => void,
  ) {}

  /** A packet has come, or one that has waited has its turn. */
  take(packet: Packet): void {
    const { core } = this;
    const { takeover, hints } = this.modes;
    switch (packet.kind) {
      case 'prepare': {
        const isFirst = takeover.heardOf(packet.epoch);
        // R5, R10: who has no room stalls the epoch that it is a member of; it promises where it is asked again, so is needed.
        if (isFirst && !core.hasRoom) return;
        if (packet.epoch <= core.promised) this.answerOlder(packet.from, packet.epoch);
        else this.orDefer(packet, core.prepare(packet), true);
        return;
      }
      case 'promise':
        if (core.promise(packet) === ANSWER.taken && takeover.promised()) this.whenTakenOver();
        return;
      case 'start':
        takeover.heardOf(packet.epoch.number);
        this.askFor(this.orDefer(packet, core.start(packet), true), packet.from);
        return;
      case 'install':
        takeover.heardOf(packet.epoch.number);
        this.askFor(this.orDefer(packet, core.install(packet), true), packet.from);
        return;
      case 'fetch':
        this.orDefer(packet, core.fetch(packet), false);
        return;
      case 'join':
        if (this.orDefer(packet, core.join(packet), false) === ANSWER.nothing) {
          takeover.heardOf(packet.promised);
        }
        return;
      case 'refuse':
        takeover.heardOf(packet.promised);
        return;
      case 'hint':
        hints.heard(packet);
        return;
      case 'announce':
        this.orDefer(packet, core.announced(packet), false);
        return;
      case 'answer':
        core.answered(packet);
        return;
      default:
        unreachable(packet);
    }
  }

  /** R9, R10: an epoch that cannot be installed is asked for: at once with a snapshot, and until there is room for it. */
  private askFor(answer: Answer, from: number): void {
    const isLater = answer === ANSWER.full && this.core.status === STATUS.waiting;
    if (answer === ANSWER.needsSnapshot || isLater) this.modes.catchingUp.ask('epoch', from);
  }

  /** R3, R5: a starter that is too late is told so; one that asks again is answered again. */
  private answerOlder(starter: number, epoch: number): void {
    const { core } = this;
    if (core.promiseAgain(epoch) === ANSWER.taken || epoch === core.promised) return;
    this.port.send(starter, { kind: 'refuse', from: core.self, promised: core.promised });
  }

  /** What has to wait for storage waits, with no new frames where it is a takeover. */
  private orDefer(packet: Packet, answer: Answer, isTakeover: boolean): Answer {
    if (answer === ANSWER.taken) {
      if (isTakeover) this.whenTakenOver();
    } else if (answer === ANSWER.unwritten) {
      this.modes.deferred.defer(packet, isTakeover);
    }
    return answer;
  }
}
