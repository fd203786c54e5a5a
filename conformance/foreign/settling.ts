import type { DueEvents } from './due-events.js';
import type { Due } from './due.js';
import type { ConformOptions } from './options.js';
import type { Seat } from './seat.js';
import type { UsersJudge } from './users.js';

/** After all is delivered, a run goes on for so long: for messages that come late. */
const DRAIN_MS = 200;

/** Whether all hosts have delivered the same, once the faults are over. */
export class Settling {
  /** Since when they have; null while they have not. */
  settledMs: number | null = null;

  constructor(
    private readonly options: ConformOptions,
    private readonly seats: readonly Seat[],
    private readonly judge: UsersJudge,
    private readonly events: DueEvents<Due>,
  ) {}

  /** Once the faults are over, looks whether all have delivered the same. Is to be called whenever that may have changed. */
  look(): void {
    if (this.events.now < this.options.durationMs) return;
    if (!this.isSettled()) this.settledMs = null;
    else if (this.settledMs === null) {
      this.settledMs = this.events.now;
      this.events.push(this.settledMs + DRAIN_MS, 0, { kind: 'drained' });
    }
  }

  /** Whether they have for so long that the time for messages that come late is over, too. */
  isDrained(): boolean {
    return this.settledMs !== null && this.events.now >= this.settledMs + DRAIN_MS;
  }

  /** What is lacking, and where. */
  stalledText(): string {
    const { durationMs, settleMs } = this.options;
    const lacking = this.seats.flatMap((seat) => {
      const [next] = this.missingAt(seat);
      const { id, place } = seat.parts;
      if (!seat.isUp) return [`${id} is not ready`];
      return next === undefined
        ? []
        : [`${id} has delivered ${this.judge.counts[place] ?? 0}, and not ${JSON.stringify(next)}`];
    });
    return `${(durationMs + settleMs) / 1_000} s after the beginning, ${settleMs / 1_000} s after the last fault: ${lacking.join('; ')}`;
  }

  private isSettled(): boolean {
    return this.seats.every((seat) => seat.isUp && this.missingAt(seat).length === 0);
  }

  private missingAt({ parts: { place } }: Seat): readonly string[] {
    return this.judge.missing(
      place,
      this.seats.flatMap((seat) => [...seat.owed]),
    );
  }
}
