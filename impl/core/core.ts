/**
 * One host of Exo as completed, rules R1–R11 of docs/protocol.md: a deterministic step function over typed arrays. It
 * has no clock, no socket, no disk and no randomness in it; what happens to it are calls, and what it says goes to an
 * output that is given to it. Its calls are the events of the specified host, one by one, and each answers that it is
 * taken, or why it is not; a refusal changes nothing. Which of the calls that may be made is made when, is for the
 * driver (host/host.ts).
 *
 * Nothing that reveals what is durable leaves before it is written (R4): `takeWrites` hands what is new to storage, and
 * `persisted` says how far storage has come. On the path of a message nothing is allocated.
 */
import { assert } from '../../errors/index.js';
import { wordsOf } from '../wire/layout.js';
import { ANSWER, type Answer } from './answers.js';
import { Asking } from './asking.js';
import { STATUS, type CoreState, type CoreWriter } from './core-state.js';
import type { EntryLog } from './entry-log.js';
import type { Announce, AnswerPacket, Stored } from './records.js';
import { ringFrom } from './ring.js';

export { STATUS };
export { firstEpoch, type CoreTrace } from './standing.js';
export type * from './core-state.js';

export class Core extends Asking {
  /**
   * R4: hands everything to storage that it does not have yet. Returns the position up to which it will be written
   * once storage has flushed that.
   */
  takeWrites(writer: CoreWriter): number {
    const { log, handed, journal } = this;
    if (handed < journal) {
      switch (this.status) {
        case STATUS.following: {
          for (let slot = log.length - (journal - handed); slot < log.length; slot++) {
            const place = log.placeOf(slot);
            writer.entry(log.bytes, 4 * place, frameBytes(log, place));
          }
          break;
        }
        case STATUS.promising:
        case STATUS.claiming:
          writer.promise(this.promised);
          break;
        case STATUS.starting:
        case STATUS.installing:
          writer.install(this.epoch, log.whole(this.settled));
          break;
        default:
          assert(false, 'while promises are waited for, nothing is to be written');
      }
      this.handed = journal;
    }
    return journal;
  }

  /** R4: storage has written everything up to this position. What depends on it happens now; R7: so may agreement. */
  persisted(position: number): Answer {
    assert(position <= this.handed, 'what is written was handed to storage');
    if (position <= this.written) return ANSWER.nothing;
    this.written = position;
    switch (this.status) {
      case STATUS.following:
        this.agree();
        break;
      case STATUS.promising:
        this.status = STATUS.waiting;
        this.answerStarter();
        break;
      case STATUS.claiming:
        this.status = STATUS.gathering;
        this.askAll();
        break;
      case STATUS.starting:
        this.status = STATUS.following;
        this.settle();
        this.startAll();
        break;
      case STATUS.installing:
        this.status = STATUS.following;
        this.settle();
        break;
      default:
        assert(false, 'while promises are waited for, nothing is written');
    }
    if (this.trace !== null) this.trace('Persist', this);
    return ANSWER.taken;
  }

  /** R4: as `takeWrites` and `persisted` with all that is new, which is entries, where storage keeps nothing. Nobody may trace. */
  wroteEntries(): void {
    this.handed = this.written = this.journal;
    this.agree();
  }

  /** R2, R4: as `append`, `wroteEntries` and `broadcast` one after the other, where storage keeps nothing. Nobody may trace. */
  send(): Answer {
    const answer = this.append();
    if (answer !== ANSWER.taken) return answer;
    this.wroteEntries();
    this.output.broadcast(this.log.words, this.log.placeOf(this.log.length - 1));
    return answer;
  }

  /** D4: a host without a disk that has restarted tells all others its life, and asks what they know; again until it has recovered. */
  announce(): Answer {
    if (this.status !== STATUS.recovering || this.lives === null) return ANSWER.nothing;
    const { life } = this.lives;
    this.sendAll({ kind: 'announce', from: this.self, life, nonce: life });
    if (this.trace !== null) this.trace('Announce', this);
    return ANSWER.taken;
  }

  /** D4: another host has restarted: that it has a new life is known before it is answered; D9: a promise of a former one is dropped. */
  announced({ from, life, nonce }: Announce): Answer {
    const { lives } = this;
    if (lives === null || this.status === STATUS.recovering) return ANSWER.recovering;
    if (lives.isOver(from, life)) return ANSWER.oldLife;
    if (!this.isWritten) return ANSWER.unwritten;
    lives.learn(from, life);
    this.lookAtLives();
    const { self, promised, installed, agreed, log } = this;
    const packet = {
      kind: 'answer',
      from: self,
      life: lives.life,
      nonce,
      promised,
      installed,
      agreed,
    } as const;
    this.output.send(from, { ...packet, known: lives.known, log: log.whole(this.settled) });
    if (this.trace !== null) this.trace('Answer', this);
    return ANSWER.taken;
  }

  /** D5, D6: an answer to this life; with q of others that count the host takes part again, with what they say. */
  answered(packet: AnswerPacket): Answer {
    const { lives } = this;
    if (lives === null || this.status !== STATUS.recovering) return ANSWER.nothing;
    if (!lives.takeAnswer(packet)) return ANSWER.oldLife;
    const recovered = lives.recovered(this.majority);
    if (recovered !== null) {
      const { promised, installed, log, agreed, known } = recovered;
      lives.known = known;
      lives.answers = [];
      this.restart({ promised, installed, log, reserved: 0 }, log.mark.length);
      this.agreed = agreed;
    }
    if (this.trace !== null) this.trace('TakeAnswer', this);
    return ANSWER.taken;
  }

  /**
   * R4: becomes what storage holds. The application has what it made of the first `delivered` entries, at least of those
   * before `stored.log.mark`; the rest it is given again as it is agreed. A log that is longer than the options say has room.
   */
  restart(stored: Stored, delivered: number): void {
    const { promised, installed, log } = stored;
    this.promised = promised;
    this.installed = installed;
    this.log.restartAt(log.mark, log.snapshot);
    this.log.become(log, log.mark.length, true);
    this.gathered = null;
    this.queue.clear();
    this.journal = this.handed = this.written = 0;
    this.delivered = delivered;
    this.known = log.delivered;
    this.deliveredByAll = 0;
    this.settledAtPromise = -1;
    this.knownAtPromise = null;
    this.agreed = Math.max(this.known, delivered);
    this.status = installed === null ? STATUS.waiting : STATUS.following;
    this.lookAtLives();
    if (installed === null) return;
    this.order = ringFrom(installed.number % this.hosts, installed.members);
    this.turn = (this.log.length - installed.base) % this.order.length;
    this.agree();
  }

  /** All that this host is. Nothing of it is shared with the core but records that nobody changes. */
  save(): CoreState {
    const { status, promised, installed, gathered, agreed, known, delivered, deliveredByAll } = this;
    const queue: CoreState['queue'][number][] = [];
    this.queue.forEach((number, payload) => queue.push({ number, payload: payload.slice() }));
    return {
      status,
      promised,
      installed,
      gathered,
      unwritten: this.journal - this.written,
      unhanded: this.journal - this.handed,
      agreed,
      known,
      delivered,
      deliveredByAll,
      log: this.log.whole(this.settled),
      queue,
      ...(this.lives !== null && { lives: this.lives.save() }),
    };
  }

  /** Becomes what was saved, of a core with the same options. */
  load(state: CoreState): void {
    const { promised, installed, log, delivered } = state;
    this.restart({ promised, installed, log, reserved: 0 }, delivered);
    this.status = state.status;
    this.gathered = state.gathered;
    this.journal = state.unwritten;
    this.handed = state.unwritten - state.unhanded;
    this.written = 0;
    this.agreed = state.agreed;
    this.known = state.known;
    this.deliveredByAll = state.deliveredByAll;
    if (state.lives !== undefined) this.lives?.load(state.lives);
    this.lookAtLives();
    for (const { number, payload } of state.queue) {
      assert(this.queue.push(number, payload), 'what was saved has room again');
    }
  }
}

function frameBytes(log: EntryLog, place: number): number {
  return 4 * wordsOf(log.words, place);
}
