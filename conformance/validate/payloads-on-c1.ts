/**
 * C1 of one split host (O4): what its driver puts, in order, and what its engine takes of that. A run does not show which session an engine is in,
 * so it is in the first that explains what it takes: sessions ascend, and each holds what the driver has kept from the one before, so a later one
 * explains no more of what comes then.
 *
 * A session that ends throws away what was not taken (O9, O10). An engine that has begun anew is in a session that begins after all that the one before it
 * was in (O3).
 */
export class PayloadsOnC1 {
  /** Those in which the engine may be, oldest first. */
  private sessions: Session[] = [];
  /** The greatest number that the engine has taken in this life of its. */
  private last = -1;

  /** The driver begins a session: C1 is empty. */
  begin(): void {
    this.sessions.push({ runs: [], taken: -1, isTakenFrom: false });
  }

  /** The driver puts a payload. Numbers ascend in a session. */
  put(number: number): void {
    if (this.sessions.length === 0) this.begin();
    const { runs } = this.sessions.at(-1) as Session;
    const run = runs.at(-1);
    if (run !== undefined && run.last === number - 1) run.last = number;
    else runs.push({ first: number, last: number });
  }

  /** A life of the engine begins: the session that the former one was in is over. */
  engineBegins(): void {
    this.last = -1;
    const at = this.sessions.findLastIndex(({ isTakenFrom }) => isTakenFrom);
    if (at >= 0) this.sessions.splice(0, at + 1);
  }

  /**
   * Whether the engine may take this payload next. It drops what it has taken in this life, and what is agreed (O7), without a step: `agreed` gives
   * the number of the last own payload that is.
   */
  takes(number: number, agreed: () => number): boolean {
    const at = this.sessions.findIndex((session) => this.isNextIn(session, number, agreed));
    if (at < 0) return false;
    this.sessions.splice(0, at);
    const session = this.sessions[0] as Session;
    session.taken = number;
    session.isTakenFrom = true;
    this.last = Math.max(this.last, number);
    // What comes before it is not asked for again.
    while ((session.runs[0]?.last ?? number) < number) session.runs.shift();
    return true;
  }

  private isNextIn({ runs, taken }: Session, number: number, agreed: () => number): boolean {
    if (number <= taken || !runs.some(({ first, last }) => first <= number && number <= last)) return false;
    const isFree = (from: number): boolean =>
      runs.every(({ first, last }) => number <= Math.max(first, from + 1) || last <= from);
    return isFree(Math.max(taken, this.last)) || isFree(Math.max(taken, this.last, agreed()));
  }
}

interface Session {
  /** Numbers that were put, ascending, by those that follow on each other. */
  readonly runs: { readonly first: number; last: number }[];
  /** The last one that was taken; -1 for none. */
  taken: number;
  isTakenFrom: boolean;
}
