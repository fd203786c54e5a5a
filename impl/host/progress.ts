import { ANSWER } from '../core/answers.js';
import { STATUS, type Core } from '../core/core.js';
import type { HostModes } from './modes.js';

/** R9, R10: what counts as progress, what follows from it, and what a host does where there is none. */
export class Progress {
  constructor(
    private readonly core: Core,
    private readonly modes: Omit<HostModes, 'writing' | 'hints' | 'numbers' | 'recovering'>,
  ) {}

  /** The log has one more entry, heard or fetched, or of this host. */
  tookEntry(): void {
    const { core } = this;
    const { membership, patience, catchingUp } = this.modes;
    const source = core.log.sourceAt(core.log.length - 1);
    if (source === core.self) this.tookOwn();
    else {
      membership.filledBy(source);
      patience.madeProgress();
    }
    catchingUp.tookEntry();
  }

  /** The log has one more entry of this host, where nothing is missing. */
  tookOwn(): void {
    const { membership, patience, returning } = this.modes;
    membership.filledBy(this.core.self);
    patience.gaveWay();
    if (membership.isWell) returning.isWell();
  }

  /** The log has a number of further entries of other hosts, where nothing is missing. */
  tookEntries(count: number): void {
    const { membership, patience } = this.modes;
    const { log } = this.core;
    for (let slot = log.length - count; slot < log.length; slot++) {
      membership.filledBy(log.sourceAt(slot));
      patience.madeProgress();
    }
  }

  /** An epoch has been promised to somebody else, or begins, here or by an install. */
  tookOver(): void {
    const { core } = this;
    const { sending, takeover, patience, membership, catchingUp } = this.modes;
    sending.leave();
    takeover.end();
    // A promise makes room for somebody else's takeover, and an epoch for its members' entries; either may be in vain.
    patience.gaveWay();
    if (core.status === STATUS.promising) {
      membership.left(core.holder);
      return;
    }
    membership.entered();
    catchingUp.entered();
  }

  /** The `takeover` timer has gone off. */
  lostPatience(): void {
    const { core } = this;
    const { patience, returning, catchingUp, compacting } = this.modes;
    if (!patience.isOver()) return;
    const isFollowing = core.status === STATUS.following;
    const isServed = returning.isListener || core.status === STATUS.waiting;
    // T3: who is served by others does not take over from them, though it may hear nothing of them.
    if (isServed && core.hasRoom && patience.asksFirst()) {
      catchingUp.ask(isFollowing ? 'entries' : 'epoch', null);
      return;
    }
    patience.begin();
    // R10: a host that has no room can follow nobody further, nor be followed, unless only the base of its epoch stands in the way.
    if (core.hasRoom || !isFollowing || compacting.isWaiting) this.takeOver();
  }

  /** R5: this host takes over; if storage is behind, as soon as it is not. */
  takeOver(): void {
    const { takeover, deferred, membership, patience, sending } = this.modes;
    const answer = takeover.prepare();
    if (answer === ANSWER.unwritten) deferred.deferTakeover();
    if (answer !== ANSWER.taken) return;
    membership.left(this.core.holder);
    patience.tookOver();
    sending.leave();
  }
}
