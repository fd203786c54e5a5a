import type { MutantOutcome } from '../../conformance/index.js';
import { count, counted } from '../terminal/numbers.js';

const LINE_EVERY_MS = 5_000;

/** Which mutant is done, in a line that is rewritten on a terminal; a new line every few seconds elsewhere. */
export function showImplProgress(quiet: boolean): {
  readonly show: (outcome: MutantOutcome, done: number, all: number) => void;
  readonly end: () => void;
} {
  if (quiet) return { show: () => undefined, end: () => undefined };
  const { stderr } = process;
  const isTerminal = stderr.isTTY === true;
  let toldAt = performance.now();
  return {
    show: ({ mutant }, done, all) => {
      if (!isTerminal && performance.now() - toldAt < LINE_EVERY_MS) return;
      toldAt = performance.now();
      const line = `${count(done)} of ${counted(all, 'mutant')} · ${mutant.name}`;
      stderr.write(isTerminal ? `\r\u001b[K${line}` : `${line}\n`);
    },
    end: () => {
      if (isTerminal) stderr.write('\r\u001b[K');
    },
  };
}
