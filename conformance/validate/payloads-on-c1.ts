/**
 * C1 of one split host (O4), and the register beside it: the sessions that its driver begins, what it puts in each and says that its application has, and
 * what its engine takes of that. Where the run shows which session the engine is in, that is the one; an older run does not, and then it is the first that
 * explains what it takes: sessions ascend, and each holds what the driver has kept from the one before, so a later one explains no more of what
 * comes then.
 *
 * A session that ends throws away what was not taken (O9, O10). An engine that has begun anew is in a session that begins after all that the one before it
 * was in (O3).
 */
import type { SeenSession } from './seen.js';

/** Whether an engine may do something: it may; not so far as its driver has come; or not whatever that does. */
export type MayDo = 'yes' | 'not yet' | 'never';

/** What becomes of a session that an engine begins: it may; or what the driver has said as it began, if that is something else. */
export type Attached = MayDo | { readonly said: SeenSession };

export class PayloadsOnC1 {
  /** Those in which the engine may be, oldest first. */
  private sessions: Session[] = [];
  /** The one that the driver has begun last. */
  private newest: Session | null = null;
  /** The one that the engine is in, where the run has shown it in this life of the engine. */
  private entered: Session | null = null;
  /** The number of the last session that the run has shown the engine to be in, in any life. */
  private lastEntered = 0;
  /** The greatest number that the engine has taken in this life of its. */
  private last = -1;
  /** The most that the application has ever had. */
  private told = 0;

  /** `isShown`: whether engines show each session that they begin. */
  constructor(private readonly isShown = false) {}

  /** The driver begins a session: C1 is empty. */
  begin(said: SeenSession): void {
    this.newest = { said, runs: [], taken: -1, isTakenFrom: false, told: said.delivered };
    this.told = Math.max(this.told, said.delivered);
    this.sessions.push(this.newest);
  }

  /** The driver says that the application has this number of entries. */
  tells(delivered: number): void {
    this.told = Math.max(this.told, delivered);
    if (this.newest !== null) this.newest.told = Math.max(this.newest.told, delivered);
  }

  /** The driver puts a payload. Numbers ascend in a session, and there is one. */
  put(number: number): void {
    const { runs } = this.newest as Session;
    const run = runs.at(-1);
    if (run !== undefined && run.last === number - 1) run.last = number;
    else runs.push({ first: number, last: number });
  }

  /** A life of the engine begins: the session that the former one was in is over, unless nothing was taken from that but its beginning. */
  engineBegins(): void {
    this.last = -1;
    this.entered = null;
    const at = this.sessions.findLastIndex(({ isTakenFrom }) => isTakenFrom);
    if (at >= 0) this.sessions.splice(0, at + 1);
  }

  /** O9: the engine begins a session, as the run shows it. */
  attaches(seen: SeenSession): Attached {
    const { sessions, entered, newest } = this;
    if (entered !== null && seen.session <= entered.said.session) return 'never';
    const at = sessions.findIndex(({ said }) => said.session === seen.session);
    const session = sessions[at];
    if (session === undefined)
      return newest === null || newest.said.session < seen.session ? 'not yet' : 'never';
    const { delivered, pointer } = session.said;
    if (delivered !== seen.delivered || pointer !== seen.pointer) return { said: session.said };
    sessions.splice(0, at);
    this.entered = session;
    this.lastEntered = seen.session;
    return 'yes';
  }

  /** O9: whether the engine may answer a session: where the run shows them, the last that it has begun. */
  mayAnswer(session: number): boolean {
    return !this.isShown || this.lastEntered === session;
  }

  /**
   * Whether the engine may take this payload next. It drops what it has taken in this life, and what is agreed (O7), without a step: `agreed` gives
   * the number of the last own payload that is.
   */
  takes(number: number, agreed: () => number): MayDo {
    const { entered, sessions, isShown } = this;
    if (entered === null && isShown) return 'never';
    const at =
      entered === null
        ? sessions.findIndex((one) => this.isNextIn(one, number, agreed))
        : this.isNextIn(entered, number, agreed)
          ? 0
          : -1;
    if (at < 0) return this.mayCome();
    sessions.splice(0, at);
    const session = sessions[0] as Session;
    session.taken = number;
    session.isTakenFrom = true;
    this.last = Math.max(this.last, number);
    // What comes before it is not asked for again.
    while ((session.runs[0]?.last ?? number) < number) session.runs.shift();
    return 'yes';
  }

  /** Whether the engine may know that the application has this number of entries: what the register says in its session. */
  mayKnow(delivered: number): MayDo {
    const { entered, isShown } = this;
    if (entered === null && isShown) return 'never';
    return delivered <= (entered?.told ?? this.told) ? 'yes' : this.mayCome();
  }

  /** Whether anything more may come in the session of the engine: the driver may have begun another one. */
  private mayCome(): MayDo {
    return this.entered !== null && this.entered !== this.newest ? 'never' : 'not yet';
  }

  private isNextIn({ runs, taken }: Session, number: number, agreed: () => number): boolean {
    if (number <= taken || !runs.some(({ first, last }) => first <= number && number <= last)) return false;
    const isFree = (from: number): boolean =>
      runs.every(({ first, last }) => number <= Math.max(first, from + 1) || last <= from);
    return isFree(Math.max(taken, this.last)) || isFree(Math.max(taken, this.last, agreed()));
  }
}

interface Session {
  /** What the driver says as it begins. */
  readonly said: SeenSession;
  /** Numbers that were put, ascending, by those that follow on each other. */
  readonly runs: { readonly first: number; last: number }[];
  /** The last one that was taken; -1 for none. */
  taken: number;
  isTakenFrom: boolean;
  /** The most that the application is said to have in this session. */
  told: number;
}
