import { assert } from '../../errors/index.js';
import { ANSWER, type Answer } from './answers.js';
import type { Gathered, KeptPromises } from './core-state.js';
import type { Lives } from './lives.js';
import { lastEpochOf, withPromise } from './lives.js';
import type { LogImage, PromisePacket } from './records.js';
import { Standing } from './standing.js';

/** R5, D8, D9: which promises a starter counts, and whose log is the greatest. */
export class Promises extends Standing {
  /** R5: by the epoch of the last entry, then by length. */
  protected isGreater(image: LogImage, { log }: Pick<Gathered, 'log'>): boolean {
    const epoch = lastEpochOf(image);
    const length = log === null ? this.log.length : log.length;
    const other = log === null ? this.log.lastEpoch : lastEpochOf(log);
    return epoch > other || (epoch === other && image.length > length);
  }

  protected withCounted(gathered: Gathered, from: number, log: LogImage, isGreatest: boolean): Gathered {
    return {
      ...gathered,
      from: [...gathered.from, from].sort((a, b) => a - b),
      log: isGreatest ? log : gathered.log,
      delivered: isGreatest ? log.delivered : gathered.delivered,
      deliveredByAll: Math.min(gathered.deliveredByAll, log.delivered),
    };
  }

  protected countedOf(lives: Lives, { settled, promises }: KeptPromises): Gathered {
    const living = promises.filter(({ from, life }) => !lives.isOver(from, life));
    const kept = { settled, promises: living };
    const none: Gathered = { from: [], log: null, delivered: settled, deliveredByAll: settled, kept };
    return lives
      .counted(living)
      .reduce(
        (gathered, { from, log }) => this.withCounted(gathered, from, log, this.isGreater(log, gathered)),
        none,
      );
  }

  /** D8, D9: lives have become known: whether the installed epoch is alive, and which promises count. */
  protected lookAtLives(): void {
    const { lives, installed, gathered } = this;
    if (lives === null) return;
    this.isLiving = installed === null || lives.isAlive(installed);
    if (gathered?.kept !== undefined) this.gathered = this.countedOf(lives, gathered.kept);
  }

  /** D9: a promise is kept; which of them count is worked out anew with each. */
  protected keepPromise(packet: PromisePacket, { settled, promises }: KeptPromises): Answer {
    const { lives } = this;
    assert(lives !== null, 'promises are kept where hosts have lives');
    if (lives.isOver(packet.from, packet.life) || packet.starterLife !== lives.life) return ANSWER.oldLife;
    const mayBeTaken = this.isGreater(packet.log, { log: null });
    if (mayBeTaken && !this.log.canBecome(packet.log, this.settled)) return ANSWER.needsSnapshot;
    const kept = withPromise(promises, packet);
    if (kept === null) return ANSWER.alreadyCounted;
    this.gathered = this.countedOf(lives, { settled, promises: kept });
    if (this.trace !== null) this.trace('Gather', this);
    return ANSWER.taken;
  }
}
