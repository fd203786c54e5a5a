import { unreachable } from '../../errors/index.js';
import { ANSWER, type Answer } from '../core/answers.js';
import { STATUS, type Core } from '../core/core.js';
import type { Packet } from '../core/records.js';
import { firstStored } from '../storage/stored-state.js';
import type { HostModes } from './modes.js';
import type { HostPort } from './port.js';

/** D4: no life has this number, so nobody who recovers takes an answer with it for one. */
const NO_LIFE = Number.MAX_SAFE_INTEGER;

/** Gives a core the packets that come, and sees to what its answers ask for. */
export class PacketIntake {
  /** The packet that was taken last, for traces. */
  taken: Packet | null = null;

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
    this.taken = packet;
    switch (packet.kind) {
      case 'prepare': {
        const isFirst = takeover.heardOf(packet.epoch);
        // R5, R10: who has no room stalls the epoch that it is a member of; it promises where it is asked again, so is needed.
        if (isFirst && !core.hasRoom) return;
        if (packet.epoch <= core.promised) this.answerOlder(packet.from, packet.epoch);
        else this.tellIfOver(packet.from, this.orDefer(packet, core.prepare(packet), true));
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
        this.tellIfOver(packet.from, this.orDefer(packet, core.fetch(packet), false));
        return;
      case 'join': {
        const answer = this.orDefer(packet, core.join(packet), false);
        if (answer === ANSWER.nothing) takeover.heardOf(packet.promised);
        this.tellIfOver(packet.from, answer);
        return;
      }
      case 'refuse':
        takeover.heardOf(packet.promised);
        return;
      case 'hint':
        hints.heard(packet);
        return;
      case 'announce':
        this.tellIfOver(packet.from, this.orDefer(packet, core.announced(packet), false));
        return;
      case 'answer':
        // Late: this host has recovered.
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

  /**
   * D1, D3: who goes on in a life that is over is told so, by an answer to no life at all: that it has been given a number that is not new, or
   * was taken for dead and is not, it cannot find out by itself.
   */
  private tellIfOver(to: number, answer: Answer): void {
    const { lives, self, hosts } = this.core;
    if (answer !== ANSWER.oldLife || lives === null) return;
    const nothing = { promised: 0, installed: null, agreed: 0, log: firstStored(hosts).log };
    const { life, known } = lives;
    this.port.send(to, { kind: 'answer', from: self, life, nonce: NO_LIFE, known, ...nothing });
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
