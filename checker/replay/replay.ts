import { ExoError } from '../../errors/index.js';
import { accepts } from '../environment/given.js';
import type { Model } from '../model/model.js';
import { rejectWrongShape } from '../model/validate-model.js';
import type { Run } from '../search/result.js';
import type { Trace } from '../../traces/index.js';
import { endingOf } from './endings.js';
import type { Moment } from './moment.js';
import { advance, begin, runTo } from './moments.js';
import { varNames, type VarNames } from './trace-of.js';

/** What came of executing a trace again: that all of it is so, or the first step at which it is not. */
export type Replay = Reproduced | Differs;

/** The model does what the trace says, and what the trace is about happens at its end and not before. */
export interface Reproduced {
  readonly kind: 'reproduced';
  /** What happens at the end: `Agreement is violated at step 3`. */
  readonly what: string;
}

/** The model does not do what the trace says. */
export interface Differs {
  readonly kind: 'differs';
  /** The step of the trace, 0 for its initial state. */
  readonly step: number;
  /** What the model does there, and what the trace says: `B.agreed is 0, the trace says 2`. */
  readonly how: string;
  /** The trace has other variables than the model: it is of another one. */
  readonly isOfAnotherModel?: true;
}

/**
 * Executes a trace again, step by step and without tables, by the reference semantics of the model: action, picks
 * and resulting state must be those of the trace, and what the trace is about must be so at its end and not before.
 *
 * @throws ExoError EXO209 if the trace is about a property that the model does not have, EXO176 for what is no trace.
 * @example
 * const outcome = replay(model, readItf(fs.readFileSync('run.itf.json', 'utf8')));
 * if (outcome.kind === 'differs') console.log(`step ${outcome.step}: ${outcome.how}`);
 */
export function replay(model: Model, trace: Trace): Replay {
  expectGiven(model, trace);
  const names = varNames(model);
  const strange = strangeVariable(trace, names);
  if (strange !== null) {
    const how = `the trace is of another model: ${strange}`;
    return { kind: 'differs', step: 0, how, isOfAnotherModel: true };
  }
  const moments = play(model, trace, names);
  if ('kind' in moments) return moments;
  const endings = moments.map((moment) => endingOf(model, trace, moment));
  return endings.find(({ kind }) => kind === 'reproduced') ?? endings[0] ?? unended(trace);
}

/**
 * The outcome of a replay in one line.
 *
 * @example
 * console.log(replayLine({ kind: 'differs', step: 2, how: 'no Go' })); // does not reproduce: step 2: no Go
 */
export function replayLine(outcome: Replay): string {
  return outcome.kind === 'reproduced'
    ? `reproduced: ${outcome.what}`
    : `does not reproduce: step ${outcome.step}: ${outcome.how}`;
}

/**
 * Throws where a trace does not reproduce in a model; for tests that keep a counterexample beside a model. The
 * message names the first step that differs, and how.
 *
 * @throws ExoError EXO208 where the trace does not reproduce; EXO209 if it is about a property that the model does
 * not have.
 * @example
 * test('both lights still get green', () => {
 *   assertReproduces(readItf(fs.readFileSync('run.itf.json', 'utf8')), model);
 * });
 */
export function assertReproduces(trace: Trace, model: Model): void {
  const outcome = replay(model, trace);
  if (outcome.kind === 'reproduced') return;
  throw new ExoError('EXO208', `model '${model.name}': the trace ${replayLine(outcome)}`);
}

/**
 * The run that a trace is of, with what each component did on the way, or how the model has none like it.
 *
 * @example
 * const again = runOf(model, trace);
 * console.log('steps' in again && again.steps.length); // 4
 */
export function runOf(model: Model, trace: Trace): Run | Differs {
  expectGiven(model, trace);
  const moments = play(model, trace, varNames(model));
  if ('kind' in moments) return moments;
  return moments[0] === undefined ? unended(trace) : runTo(moments[0]);
}

/** The moments that the end of a trace may mean; several where states look alike. */
function play(model: Model, trace: Trace, names: VarNames): readonly Moment[] | Differs {
  let moments: readonly Moment[] = [];
  for (const [step, state] of trace.states.entries()) {
    const found = step === 0 ? begin(model, state, names) : advance(model, moments, state, names);
    if (typeof found === 'string') return { kind: 'differs', step, how: found };
    moments = found;
  }
  return moments;
}

function strangeVariable({ vars }: Trace, names: VarNames): string | null {
  const ours = [...names.values()];
  const missing = ours.find((name) => !vars.includes(name));
  if (missing !== undefined) return `the model has a variable ${missing}, the trace has none of that name`;
  const extra = vars.find((name) => !ours.includes(name));
  return extra === undefined ? null : `the trace has a variable ${extra}, the model has ${ours.join(', ')}`;
}

function unended(trace: Trace): Differs {
  return { kind: 'differs', step: trace.states.length - 1, how: 'the model does not get there' };
}

/** Rejects what is no model, and what is no trace: the text of a file is none yet. */
function expectGiven(model: Model, trace: unknown): void {
  accepts('a trace, as readItf and traceOf give it', isTrace)('what is to be executed again', trace);
  rejectWrongShape(model);
}

function isTrace(trace: unknown): boolean {
  if (typeof trace !== 'object' || trace === null) return false;
  const { meta, vars, states } = trace as { readonly [part: string]: unknown };
  return typeof meta === 'object' && meta !== null && Array.isArray(vars) && Array.isArray(states);
}
