import type { CoreState } from '../../impl/parts.js';
import type { Implementation } from './faulty-copy.js';

/**
 * The state of a core without what makes no difference any more: what was known to be agreed once it is delivered, and for
 * whom a promise or a record was trimmed once it is sent.
 */
export function canonicalCore(state: CoreState, { STATUS }: Implementation): CoreState {
  const { status, known, delivered, deliveredByAll } = state;
  const isTrimming = status === STATUS.promising || status === STATUS.starting;
  return {
    ...state,
    known: Math.max(known, delivered),
    deliveredByAll: isTrimming ? deliveredByAll : 0,
  };
}
