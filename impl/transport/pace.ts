/** How fast messages come: whether it is worth while to wait for the next one in the thread itself. */

/** Messages that follow each other within this time are a ring at work; a token that is held comes round more slowly. */
const GAP_MS_MAX = 2;

export class Pace {
  private heardMs = -Infinity;
  private beforeMs = -Infinity;

  /** A message has come. */
  heard(nowMs: number): void {
    this.beforeMs = this.heardMs;
    this.heardMs = nowMs;
  }

  /** Whether the last two messages came soon after each other, and the next one may be as soon. */
  isFast(nowMs: number): boolean {
    return this.heardMs - this.beforeMs <= GAP_MS_MAX && nowMs - this.heardMs <= GAP_MS_MAX;
  }
}
