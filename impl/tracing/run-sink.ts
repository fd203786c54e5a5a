/** Takes the lines of a run, each without its end (docs/run-format.md). */
export interface RunSink {
  write(line: string): void;
  /** No more lines come; whatever is kept back is written. */
  close(): void;
}
