import { RECORDS_MAX, ringBounds, ringModel } from '../../conformance/ring/model.js';
import { RING } from './built-in.js';
import type { ModelOptions } from './model-options.js';
import type { Source } from './source.js';
import { counted } from '../terminal/numbers.js';
import { parseCount } from '../terminal/units.js';

/** Two threads at a ring in shared memory: `payloads` records go through it. Throws EXO3xx where it does not take that many. */
export function ringSource({ payloads = 'inf' }: ModelOptions): Source {
  const asked = payloads === 'inf' ? RECORDS : payloads;
  const records = parseCount('--payloads', String(asked), 1, RECORDS_MAX);
  return {
    name: RING,
    file: null,
    model: ringModel(ringBounds(records)),
    bounds: { payloads: records },
    boundsText: [counted(records, 'record')],
    knobs: {},
    departures: {},
    medium: null,
    literal: false,
    reductions: [],
    noReduce: [],
    explain: (error) => error,
  };
}

const RECORDS = 4;
