/** What an application gives a host to call: whatever it throws, the host goes on, and the application is warned. */
import { ExoError, thrownText } from '../../errors/index.js';
import type { RunSink } from '../tracing/run-sink.js';
import type { Logger } from './logger.js';

/**
 * Calls what an application gave. What it throws, or rejects with, becomes a warning of the process (EXO452): thrown on, it would stop the host in
 * the midst of a step, or end the process.
 */
export function guarded(whose: string, call: () => unknown): void {
  try {
    const result = call();
    if (result instanceof Promise) result.catch((error: unknown) => warn(whose, error));
  } catch (error) {
    warn(whose, error);
  }
}

function warn(whose: string, cause: unknown): void {
  const warning = new ExoError('EXO452', `${whose} threw ${thrownText(cause)}; the host goes on`, { cause });
  // Where it was thrown is of use, and where the warning was made is not.
  const detail = cause instanceof Error ? cause.stack : undefined;
  process.emitWarning(Object.assign(warning, { detail }));
}

/** A logger that may throw. */
export function guardedLogger(logger: Logger): Logger {
  const call =
    (level: keyof Logger) =>
    (fields: object, text: string): void =>
      guarded(`the logger's ${level}`, () => logger[level](fields, text));
  return { debug: call('debug'), info: call('info'), warn: call('warn'), error: call('error') };
}

/** A trace that may throw: after that it gets no more lines, as a run with a gap is of no use. */
export function guardedSink(sink: RunSink): RunSink {
  let isWhole = true;
  return {
    write: (line) => {
      if (!isWhole) return;
      isWhole = false;
      guarded('the trace', () => {
        sink.write(line);
        isWhole = true;
      });
    },
    close: () => guarded('the trace', () => sink.close()),
  };
}
