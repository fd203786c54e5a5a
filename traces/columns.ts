import { TraceError } from './trace-error.js';
import type { Trace, TraceState, Value } from './trace.js';
import { sameValue } from './value.js';

/** The variables to show: those asked for, or all. Throws a `TraceError` (`EXO205`) if one does not exist. */
export function columnsOf(trace: Trace, columns: readonly string[] | undefined): readonly string[] {
  const unknown = columns?.find((name) => !trace.vars.includes(name));
  if (unknown === undefined) return columns ?? trace.vars;
  const accepted = trace.vars.join(', ');
  throw new TraceError('EXO205', { path: 'columns', found: JSON.stringify(unknown), accepted });
}

/** The state after `step` actions, and the one before. Throws a `TraceError` (`EXO205`) if there is none. */
export function stepOf(
  trace: Trace,
  step: number,
): { readonly state: TraceState; readonly before?: TraceState } {
  const [state, before] = [trace.states[step], trace.states[step - 1]];
  if (state) return before ? { state, before } : { state };
  throw new TraceError('EXO205', {
    path: 'step',
    found: String(step),
    accepted: `0 to ${trace.states.length - 1}`,
  });
}

/** The value of a variable. Throws a `TraceError` (`EXO202`) if the state has none. */
export function valueIn(state: TraceState, name: string): Value {
  const value = Object.hasOwn(state.vars, name) ? state.vars[name] : undefined;
  if (value !== undefined) return value;
  throw new TraceError('EXO202', { path: name, found: 'nothing', accepted: 'a value for each variable' });
}

/** Whether an action changed a variable; the first state changes nothing. */
export function isChanged(state: TraceState, before: TraceState | undefined, name: string): boolean {
  return before !== undefined && !sameValue(valueIn(before, name), valueIn(state, name));
}
