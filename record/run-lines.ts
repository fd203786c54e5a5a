import { runLine, type RunEvent, type RunHeader } from '../traces/index.js';

/** Where the lines of a run go: a function that is given each without its end, or a stream of Node. */
export type RunSink = ((line: string) => void) | { readonly write: (text: string) => unknown };

/** An event that may not be whole yet. Its number is given when it is written. */
export interface Draft {
  event: Omit<RunEvent, 'n'>;
  isWhole: boolean;
}

/** Writes events in the order in which they began, each once it is whole. */
export class RunLines {
  private readonly write: (line: string) => void;
  private readonly waiting: Draft[] = [];
  private readonly counters = new Map<string, number>();

  constructor(sink: RunSink) {
    this.write = typeof sink === 'function' ? sink : (line) => void sink.write(`${line}\n`);
  }

  begin(header: RunHeader): void {
    this.write(runLine(header));
  }

  open(event: Draft['event']): Draft {
    const draft = { event, isWhole: false };
    this.waiting.push(draft);
    return draft;
  }

  close(draft: Draft, event: Draft['event']): void {
    draft.event = event;
    draft.isWhole = true;
    while (this.waiting[0]?.isWhole === true) this.writeNext();
  }

  private writeNext(): void {
    const draft = this.waiting.shift();
    if (draft === undefined) return;
    const { actor, ...rest } = draft.event;
    const n = (this.counters.get(actor) ?? 0) + 1;
    this.counters.set(actor, n);
    this.write(runLine({ actor, n, ...rest }));
  }
}
