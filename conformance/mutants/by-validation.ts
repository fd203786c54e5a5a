/** Judges traces of a faulty version, which another process writes (written-runs.ts): nothing of the version runs beside the judge. */
import { RunReader, TraceError } from '../../traces/index.js';
import { HostAnswers } from '../validate/host-answers.js';
import type { Rejection } from '../validate/validation.js';
import { RunValidator } from '../validate/validator.js';
import type { Found } from './found.js';
import { MARK, type RunMark } from './written-runs.js';

/**
 * Looks for the first run of a faulty version whose trace is rejected. The validator knows the specification only, and nothing of the implementation;
 * what specified hosts answer is the same in runs of other versions.
 */
export class TraceJudge {
  private run: Extract<RunMark, { kind: 'run' }> | null = null;
  private reader = new RunReader('run');
  private validator: RunValidator | null = null;
  private isEnded = false;
  /** What the simulator has found in the first run that it finds fault with, and whose trace is accepted. */
  private accepted: Found | null = null;

  constructor(private readonly answers = new HostAnswers()) {}

  /** Takes the next line. Returns what is wrong, once a run is rejected: then no more lines are to be given. */
  take(line: string): Found | null {
    if (line.startsWith(MARK)) return this.takeMark(JSON.parse(line.slice(MARK.length)) as RunMark);
    try {
      const read = this.reader.read(line);
      if (read?.kind === 'header') this.validator = new RunValidator(read.header, { answers: this.answers });
      if (read?.kind === 'event') this.validator?.push(read.event, { file: 'run', line: this.reader.lines });
    } catch (error) {
      if (!(error instanceof TraceError)) throw error;
      return this.found('malformed', error.message);
    }
    const { validator } = this;
    return validator?.isDecided === true ? this.end() : null;
  }

  /**
   * What came of all runs, none of which is rejected: what the simulator has found, though all traces are accepted; or nothing. Undefined if they have not come to
   * their end: whoever writes them has been ended, and that says nothing of the version.
   */
  finish(): Found | null | undefined {
    return this.isEnded ? this.accepted : undefined;
  }

  private takeMark(mark: RunMark): Found | null {
    const before = this.end();
    if (before !== null) return before;
    if (mark.kind === 'threw') return { how: mark.how, where: mark.where };
    if (mark.kind === 'end') this.isEnded = true;
    else this.run = mark;
    this.reader = new RunReader('run');
    return null;
  }

  /** The run is over: why it is not accepted; null if it is. */
  private end(): Found | null {
    const { run, validator } = this;
    this.validator = null;
    const rejection = validator?.finish().rejection ?? null;
    if (rejection !== null) return this.found(howOf(rejection), whereOf(rejection));
    if (run !== null && run.fault !== null)
      this.accepted ??= { how: run.fault, where: `seed ${run.seed}`, isAccepted: true };
    return null;
  }

  private found(how: string, where: string): Found {
    return { how, where: `seed ${this.run?.seed ?? 0}: ${where}` };
  }
}

function howOf({ problem }: Rejection): string {
  if (problem.kind === 'violated') return problem.violation.property;
  return problem.kind === 'differs' ? (problem.differences[0]?.field ?? 'differs') : problem.kind;
}

function whereOf({ event }: Rejection): string {
  return `event ${event.n} of ${event.actor}, ${event.action}`;
}
