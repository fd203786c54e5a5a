import { columnsOf, isChanged } from './columns.js';
import { showAction } from './show.js';
import { withTimerWords } from './timer-words.js';
import { lanesAmong } from './lens-lanes.js';
import type { Trace, TraceMessage, TraceState } from './trace.js';

export interface MermaidOptions {
  /** The variables to draw as participants, in order; if left out, those that the lens of the trace has lanes for or that messages name, and all without a lens. */
  readonly columns?: readonly string[];
  /** The name above a participant; the name of the variable if left out. */
  readonly heading?: (name: string) => string;
}

/**
 * A trace as a Mermaid sequence diagram. Messages between participants are arrows, lost ones dotted and with a
 * cross at the end, and the first of a step names the step. A step without such messages is a note over the
 * participants that it changed, or over all.
 *
 * No newline at the end. Throws a `TraceError` (`EXO205`) for a column that the trace does not have.
 *
 * @example
 * console.log(renderMermaid(trace).split('\n')[0]); // sequenceDiagram
 */
export function renderMermaid(trace: Trace, options: MermaidOptions = {}): string {
  const names = options.columns ? columnsOf(trace, options.columns) : lanesAmong(trace, trace.vars);
  const ids = new Map(names.map((name, i) => [name, isSafeId(name) ? name : `_${i}`]));
  const lines = [
    titleLine(trace),
    ...names.map((name) => participantLine(ids.get(name) ?? name, options.heading?.(name) ?? name)),
    ...trace.states.flatMap((state, step) => stepLines(state, step, trace.states[step - 1], ids)),
    ...(trace.loop === undefined ? [] : noteLines(`↻ then again from step ${trace.loop}`, [...ids.values()])),
  ];
  return ['sequenceDiagram', ...lines.map((line) => `  ${line}`)].join('\n');
}

type Ids = ReadonlyMap<string, string>;

function titleLine({ meta: { model, property, verdict } }: Trace): string {
  const about = property === null ? verdict : `${property} ${verdict}`;
  return `title ${escaped(`${about} · ${model}`.replaceAll(/\s+/gu, ' '))}`;
}

function participantLine(id: string, heading: string): string {
  return heading === id ? `participant ${id}` : `participant ${id} as ${escaped(heading) || '–'}`;
}

function stepLines(
  state: TraceState,
  step: number,
  before: TraceState | undefined,
  ids: Ids,
): readonly string[] {
  const arrows = (state.messages ?? []).flatMap((message) => arrowOf(message, ids));
  if (arrows.length === 0) {
    const changed = [...ids].filter(([name]) => isChanged(state, before, name)).map(([, id]) => id);
    const label = `${step}. ${withTimerWords(showAction(state.action, state.picks))}`;
    return noteLines(label, changed.length > 0 ? changed : [...ids.values()]);
  }
  return arrows.map(({ arrow, text }, i) => {
    const label = i === 0 ? `${step}. ${state.action}${text === '' ? '' : `: ${text}`}` : text;
    return `${arrow}: ${escaped(label)}`;
  });
}

function arrowOf(
  { from, to, text, lost, fate }: TraceMessage,
  ids: Ids,
): readonly { arrow: string; text: string }[] {
  // What nobody has met yet has no arrow: it gets one where it is met.
  if (fate === 'sent') return [];
  const [source, target] = [ids.get(from), ids.get(to)];
  if (source === undefined || target === undefined) return [];
  return [{ arrow: `${source}${lost ? '--x' : '->>'}${target}`, text }];
}

/** A note reaches from the first of its participants to the last. */
function noteLines(text: string, over: readonly string[]): readonly string[] {
  const [first, last] = [over[0], over.at(-1)];
  if (first === undefined || last === undefined) return [];
  return [`Note over ${first === last ? first : `${first},${last}`}: ${escaped(text)}`];
}

/** The words of Mermaid's sequence diagrams, which it reads in any case. */
const KEYWORDS = new Set(
  `sequencediagram participant actor create destroy box loop rect opt alt else par par_over and critical option
  break end left right over note links link properties details activate deactivate title autonumber off as
  acctitle accdescr`.split(/\s+/),
);

function isSafeId(name: string): boolean {
  return /^[a-z]\w*$/i.test(name) && !KEYWORDS.has(name.toLowerCase()) && !MISREAD.test(name);
}

/** Mermaid takes `style…:…#…;` for a definition of colours, in any diagram. */
const MISREAD = /style|classDef/;

/**
 * A text without what Mermaid reads as its own: ends of statements, entities, comments, HTML, formulas, and the
 * prefixes `wrap:` and `nowrap:`. Its entity codes are decimal.
 */
function escaped(text: string): string {
  const code = (character: string): string => `#${character.codePointAt(0)};`;
  return text
    .trim()
    .replaceAll(/[#;&<>"%$]|s(?=tyle)|c(?=lassDef)|(?<=^(?:no)?)w(?=rap:)|^:/gi, code)
    .replaceAll(/\r\n|[\n\r\u2028\u2029]/g, '<br/>')
    .replaceAll(/\p{Cc}|\p{Cs}/gu, ' ');
}
