import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { traces } from './arbitrary.test.helper.js';
import { readItf } from './itf.js';
import { renderMermaid } from './mermaid.js';
import type { Trace, TraceState } from './trace.js';

const trace = readItf(readFileSync(new URL('golden/split-slot.itf.json', import.meta.url), 'utf8'));

/** A trace whose variables are named `names` and whose one step has these messages. */
function traceOf(names: readonly string[], step: Partial<TraceState>): Trace {
  const vars = Object.fromEntries(names.map((name) => [name, 0]));
  return { ...trace, vars: names, states: [{ action: 'init', picks: {}, vars, ...step }] };
}

const lines = (of: Trace): string[] =>
  renderMermaid(of)
    .split('\n')
    .map((line) => line.trim());

/** The hosts of the trace. */
const NAMES = ['A', 'B', 'C'];

describe('renderMermaid', () => {
  it('draws messages as arrows, and other steps as notes over what they changed', () => {
    const options = { columns: ['A', 'B', 'C'], heading: (name: string) => `Host ${name}` };
    expect(renderMermaid(trace, options).split('\n')).toEqual([
      'sequenceDiagram',
      '  title SplitSlot reached · published',
      '  participant A as Host A',
      '  participant B as Host B',
      '  participant C as Host C',
      '  Note over A,C: 0. init',
      '  A->>B: 1. Send: 0: A',
      '  A--xC: 0: A',
      '  Note over C: 2. Timeout(C)',
    ]);
  });

  it('draws what the lens has lanes for, and nothing that no message can name', () => {
    const lens = {
      lanes: [
        { name: 'A', kind: 'host' },
        { name: 'C', kind: 'host' },
      ],
      kinds: { host: {} },
    };
    const drawn = renderMermaid({ ...trace, meta: { ...trace.meta, lens } });
    const participants = drawn.split('\n').filter((line) => line.includes('participant'));
    // Nobody sends anything to or from `timeouts`.
    expect(participants.map((line) => line.trim())).toEqual(NAMES.map((name) => `participant ${name}`));
  });

  it('leaves out the messages of hosts that are not drawn', () => {
    expect(renderMermaid(trace, { columns: ['A', 'C'] })).not.toContain('B');
  });

  it('names no property where the trace is about none', () => {
    const { meta } = trace;
    expect(lines({ ...trace, meta: { ...meta, property: null, verdict: 'deadlocked' } })[1]).toBe(
      'title deadlocked · published',
    );
  });

  it('says where a lasso goes on', () => {
    expect(lines({ ...trace, loop: 1 }).at(-1)).toBe('Note over A,timeouts: ↻ then again from step 1');
  });

  it('gives names that Mermaid would misread other identifiers', () => {
    const names = ['end', 'Note', 'a b', 'styled', '9', 'C'];
    expect(lines(traceOf(names, { messages: [{ from: 'end', to: 'C', text: '' }] })).slice(2)).toEqual([
      'participant _0 as end',
      'participant _1 as Note',
      'participant _2 as a b',
      'participant _3 as #115;tyled',
      'participant _4 as 9',
      'participant C',
      '_0->>C: 0. init',
    ]);
  });

  it.each([
    ['a; b', 'a#59; b'],
    ['#1 "x" <b> & 50 %% of $$x$$', '#35;1 #34;x#34; #60;b#62; #38; 50 #37;#37; of #36;#36;x#36;#36;'],
    ['first\nsecond\r\nthird', 'first<br/>second<br/>third'],
    ['wrap: nowrap: x', '#119;rap: nowrap: x'],
    ['nowrap: x', 'no#119;rap: x'],
    ['style:#', '#115;tyle:#35;'],
    ['tab\tand bell\u0007', 'tab and bell'],
  ])('escapes what Mermaid cannot take: %j', (text, escaped) => {
    const messages = ['', text].map((each) => ({ from: 'A', to: 'B', text: each }));
    expect(lines(traceOf(['A', 'B'], { messages })).at(-1)).toBe(`A->>B: ${escaped}`);
  });

  it('gives one statement a line whatever the trace holds', () => {
    const statement =
      /^(sequenceDiagram| {2}(title |participant \w+( as .*)?$|Note over \w+(,\w+)?: |\w+(->>|--x)\w+: ).*)$/;
    fc.assert(
      fc.property(traces, (any) => {
        for (const line of renderMermaid(any).split('\n')) {
          expect(line).toMatch(statement);
          expect(line.replaceAll(/#\d+;/g, '')).not.toMatch(/[#;]/);
        }
      }),
    );
  });
});
