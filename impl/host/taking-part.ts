import { ExoError } from '../../errors/index.js';
import { ANSWER } from '../core/answers.js';
import { firstEpoch, type Core } from '../core/core.js';
import type { AnswerPacket } from '../core/records.js';
import type { Storage } from '../storage/storage.js';
import type { HostModes } from './modes.js';
import { PAYLOADS_A_LIFE } from './payload-numbers.js';
import type { HostPort } from './port.js';

/** How a host comes to take part: with what storage holds, or without a disk with what the others tell it. */
export class TakingPart {
  constructor(
    private readonly core: Core,
    private readonly storage: Storage,
    private readonly port: HostPort,
    private readonly modes: HostModes,
    /** Whether the application is given what is agreed as soon as it is; otherwise a cursor reads it. */
    private readonly pushes: boolean,
  ) {}

  /** D3, D4: the host begins a life without a disk. */
  beginLife(life: number): void {
    const { writing, numbers, recovering } = this.modes;
    writing.begin();
    numbers.begin(life * PAYLOADS_A_LIFE);
    if (recovering.isRecovering) recovering.ask();
    else this.takePart();
  }

  /** D5, D6: an answer has come, to this life or to one that is over. */
  heedAnswer(packet: AnswerPacket): void {
    const { core, storage, port } = this;
    const { lives, self } = core;
    if (lives === null) return;
    const newest = packet.known[self] as number;
    if (newest > lives.life) {
      const why = `life ${lives.life} of host ${self} is over: others know of life ${newest}`;
      this.modes.writing.giveUp(new ExoError('EXO424', `${why}; give each life a number above all before`));
      return;
    }
    if (!this.modes.recovering.isRecovering || core.answered(packet) !== ANSWER.taken) return;
    if (this.modes.recovering.isRecovering) return;
    const { promised, installed, log } = core;
    const whole = log.whole(core.settled);
    // What is kept beside the core, if anything is, goes on from there.
    this.modes.writing.run(() => {
      storage.install(installed ?? { ...firstEpoch(core.hosts), number: promised }, whole);
      if (installed === null) storage.promise(promised);
      storage.flush(() => undefined);
    });
    if (whole.snapshot !== null && this.pushes) port.restore(log.start, whole.snapshot);
    this.takePart();
    this.modes.catchingUp.ask('epoch', null);
  }

  /** The host takes part from now on, with what its core has. */
  takePart(): void {
    const { core, modes } = this;
    modes.takeover.heardOf(core.promised);
    if (core.installed !== null) modes.membership.entered();
    modes.patience.begin();
    if (core.isLastSender) modes.sending.armRepeat();
  }
}
