import type { EngineSide } from '../host/engine-side.js';
import { countOf, firstNumberOf, sourceOf } from '../wire/layout.js';
import type { OwnAgreed, OwnEntries } from './host-side.js';

/** Finds own payloads by looking through what is agreed in a log. */
export class OwnScan implements OwnEntries {
  /** Entries, from the first, that have been looked through. */
  private looked = 0;

  constructor(private readonly engine: EngineSide) {}

  take(to: OwnAgreed): void {
    const { log, self, agreed } = this.engine;
    if (this.looked < log.start) {
      to.agreedUpTo(log.markNumberOf(self));
      this.looked = log.start;
    }
    for (; this.looked < agreed; this.looked++) {
      const place = log.placeOf(this.looked);
      if (sourceOf(log.words, place) !== self) continue;
      to.agreedIn(this.looked, firstNumberOf(log.words, place), countOf(log.words, place));
    }
  }
}
