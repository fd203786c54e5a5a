/** How a model of pairs says what shows that the implementation does not follow the specification. */
import type { Finding } from '../../checker/index.js';

/** What the two differ in, on which event. */
interface Differing {
  readonly event: string;
  readonly field: string;
  readonly spec: string;
  readonly core: string;
}

/** What is seen of a state that is none of a pair, which it always is. */
export const NO_PAIR: Differing = { event: 'none', field: 'state', spec: 'one of a pair', core: 'another' };

export function divergenceFinding({ event, field, spec, core }: Differing): Finding {
  return {
    values: [`${field} ${core} in the implementation`],
    at: [[0]],
    because: `after ${event} it is ${spec} in the specification`,
  };
}
