/**
 * How the process ends if not by its command: code of the user's that exits, that never finishes loading, or that
 * throws when nobody asks it anything. Without this, an exit code would say that all is well.
 */
import { inOneLine, messageOf } from '../../errors/index.js';
import { EXIT } from '../exit-codes.js';
import { printJsonErrorNow } from './json-errors.js';
import { printErrorNow } from './terminal.js';

/** The module that is being loaded, and the one that was; null while there is none. */
let loading: string | null = null;
let loaded: string | null = null;
let isOver = false;

/** Notes that a module is being loaded until the promise is settled; whatever ends the process then is its doing. */
export async function whileLoading<T>(module: string, load: () => Promise<T>): Promise<T> {
  loading = module;
  loaded = module;
  try {
    return await load();
  } finally {
    loading = null;
  }
}

/** From now on the process ends as it will. */
export function isEnding(): void {
  isOver = true;
}

/** Watches how the process ends, from its very beginning. */
export function watchEnding(): void {
  process.once('beforeExit', () => {
    if (isOver || loading === null) return;
    end(
      'EXO150',
      `module '${loading}' never finishes loading: a top-level await waits for what does not come; let it settle, ` +
        'or export the model without waiting',
      EXIT.malformed,
    );
    process.exit(EXIT.malformed);
  });
  process.once('exit', () => {
    if (isOver) return;
    const where = loading === null ? 'while it was checked' : 'while it was loading';
    process.exitCode = loaded === null ? EXIT.ours : EXIT.malformed;
    end(
      'EXO151',
      loaded === null
        ? 'the process ends before its command has'
        : `module '${loaded}' ends the process ${where}: leave out process.exit`,
      process.exitCode,
    );
  });
  process.on('uncaughtException', (error: unknown) => endByException(error));
}

/** An exception that nobody is there to catch: of a timer, or of a promise that nobody waits for. */
function endByException(error: unknown): void {
  if (isOver) return;
  if (loaded === null) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    printErrorNow(`exo: internal error: ${text}`);
    printJsonErrorNow({ code: null, message: messageOf(error), exitCode: EXIT.ours });
    isOver = true;
    process.exit(EXIT.ours);
  }
  end(
    'EXO152',
    `module '${loaded}' throws ${inOneLine(String(error))} when nothing is asked of it: in a timer or a promise`,
    EXIT.malformed,
  );
  process.exit(EXIT.malformed);
}

function end(code: string, message: string, exitCode: number): void {
  isOver = true;
  printErrorNow(`exo: ${code}: ${message}`);
  printJsonErrorNow({ code, message, exitCode });
}
