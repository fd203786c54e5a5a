/** The steps that foreign hosts of Exo tell, held against the specified hosts as they come. */
import {
  RUN_SCHEMA,
  RunReader,
  runLine,
  TraceError,
  type Fields,
  type RunEvent,
  type RunHeader,
} from '../../traces/index.js';
import type { Validation } from '../validate/validation.js';
import { RunValidator } from '../validate/validator.js';
import type { ConformOptions } from './options.js';
import type { ConformVerdict } from './result.js';

export class ToldSteps {
  /** The run, line by line. */
  readonly lines: string[] = [];
  private readonly reader = new RunReader('the steps that were told');
  private readonly validator: RunValidator;
  private readonly counters: number[];

  constructor(
    private readonly ids: readonly string[],
    { hosts, seed, time }: ConformOptions,
  ) {
    const header: RunHeader = {
      ...{ schema: RUN_SCHEMA, model: 'exo', parameters: { hosts }, actors: ids, seed },
      // Processes that run at the same time tell their steps in an order of their own.
      ordering: time === 'virtual' ? ('total' as const) : ('actors' as const),
    };
    this.counters = ids.map(() => 0);
    this.lines.push(runLine(header));
    this.reader.read(runLine(header));
    this.validator = new RunValidator(header);
  }

  /** Takes a step. Returns what is wrong with it, once something is. */
  take(host: number, event: Fields, atMs: number): ConformVerdict | null {
    const n = (this.counters[host] as number) + 1;
    this.counters[host] = n;
    const atUs = Math.round(1_000 * atMs);
    const text = runLine({ ...event, actor: this.ids[host], n, atUs } as RunEvent);
    try {
      const line = this.reader.read(text);
      if (line?.kind !== 'event') return null;
      this.lines.push(text);
      this.validator.push(line.event, { file: 'run.ndjson', line: this.lines.length });
    } catch (error) {
      if (!(error instanceof TraceError)) throw error;
      const { path, found, accepted } = error.problem;
      const where = path.replace(/^line \d+(: )?/, '');
      const words = `${where === '' ? '' : `${where}: `}found ${found}; accepted: ${accepted}`;
      return {
        kind: 'broken',
        text: `host ${this.ids[host] ?? ''} tells a step that is malformed: ${words}`,
      };
    }
    return this.validator.isDecided ? verdictOf(this.validator.finish()) : null;
  }

  /** The host was killed. Of one that has told nothing there is nothing to say. */
  crashed(host: number, atMs: number): ConformVerdict | null {
    return this.counters[host] === 0 ? null : this.take(host, { action: 'Crash' }, atMs);
  }

  /** What the specified hosts say of all of it. */
  finish(): Validation {
    return this.validator.finish();
  }
}

/** What a validation is to a run that would hold otherwise. */
export function verdictOf({ verdict, rejection, events }: Validation): ConformVerdict | null {
  if (rejection === null) {
    if (events > 0) return null;
    return {
      kind: 'broken',
      text: 'no host tells its steps, and level protocol is held against them: write trace messages',
    };
  }
  if (verdict === 'inconclusive')
    return { kind: 'bounded', text: 'the steps that were told are inconclusive' };
  const { event, problem } = rejection;
  const property = problem.kind === 'violated' ? problem.violation.property : 'Protocol';
  return {
    kind: 'violated',
    property,
    text: `${event.action} of ${event.actor}, its step ${event.n}: ${problem.text}`,
  };
}
