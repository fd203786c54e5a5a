import type { Occurrence } from './result.js';

/** Lines and occurrences that are kept for whoever reads of the run: the last ones. */
const KEPT = 50_000;

/** What has happened in a run, and every line between the harness and the programs. */
export class Chronicle {
  readonly history: Occurrence[] = [];
  readonly lines: string[] = [];

  /** `now` tells the milliseconds since the beginning. */
  constructor(private readonly now: () => number) {}

  note(kind: Occurrence['kind'], hosts: readonly string[], payload?: string): void {
    keep(this.history, { atMs: this.now(), kind, hosts, ...(payload !== undefined && { payload }) });
  }

  wrote(line: string): void {
    keep(this.lines, line);
  }
}

function keep<T>(list: T[], one: T): void {
  if (list.push(one) > 2 * KEPT) list.splice(0, KEPT);
}
