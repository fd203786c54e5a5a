import { isChanged, stepOf, valueIn } from './columns.js';
import { showAction, showValue } from './show.js';
import { withTimerWords } from './timer-words.js';
import { hang, pad, plain, widthOf, type Style } from './text.js';
import type { Trace, TraceMessage } from './trace.js';

export interface StepOptions {
  readonly heading?: (name: string) => string;
  /** `Infinity` for no limit. */
  readonly width: number;
}

/** One step of a trace in full: action, summary, messages, and the whole value of every variable. */
export function renderStep(trace: Trace, step: number, options: StepOptions, style: Style): string {
  const { state, before } = stepOf(trace, step);
  const { width, heading = (name: string): string => name } = options;
  const label = `step ${step} of ${trace.states.length - 1}`;
  const asides = [
    ...(state.summary === undefined ? [] : [state.summary]),
    ...(state.messages ?? []).map((message) => showMessage(message, heading)),
  ];
  const nameWidth = trace.vars.reduce((widest, name) => Math.max(widest, widthOf(plain(heading(name)))), 0);
  return [
    ...hang(label, plain(withTimerWords(showAction(state.action, state.picks))), width, style.heading),
    ...asides.flatMap((aside) => hang(' '.repeat(label.length), plain(aside), width, style.aside)),
    '',
    ...trace.vars.flatMap((name) => {
      const changed = isChanged(state, before, name);
      const prefix = `${changed ? style.mark : ' '}${pad(plain(heading(name)), nameWidth)}`;
      return hang(
        prefix,
        plain(showValue(valueIn(state, name))),
        width,
        changed ? style.changed : style.same,
      );
    }),
  ].join('\n');
}

function showMessage(message: TraceMessage, heading: (name: string) => string): string {
  const { from, to, text, lost, fate } = message;
  if (fate === 'sent') return `${heading(from)} →  ${text}`;
  return `${heading(from)} ${lost ? '⇢' : '→'} ${heading(to)}  ${text}${lost ? '  (lost)' : ''}`;
}
