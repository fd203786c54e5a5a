/**
 * Keeps quiet what functions of a model print while they are asked once more what they were asked before: a guard that logs says so once for each
 * question of the search, however often its answers are checked.
 */

/** Runs something that asks again; what is printed meanwhile, by `console` or straight to standard output or error, is dropped. */
export function muted<T>(run: () => T): T {
  if (restore !== null) return run();
  restore = silence();
  try {
    return run();
  } finally {
    restore?.();
    restore = null;
  }
}

/** Runs something in the midst of that of which all that is printed is seen, such as a report of progress. */
export function aloud<T>(run: () => T): T {
  if (restore === null) return run();
  restore();
  restore = null;
  try {
    return run();
  } finally {
    restore = silence();
  }
}

/** Lets things be printed again; null while they are. */
let restore: (() => void) | null = null;

function silence(): () => void {
  const { stdout, stderr } = process;
  const loud = globalThis.console;
  const isOwn = [stdout, stderr].map((stream) => Object.hasOwn(stream, 'write'));
  const [writeOut, writeError] = [stdout.write, stderr.write];
  globalThis.console = quiet(loud);
  stdout.write = writeNothing;
  stderr.write = writeNothing;
  return () => {
    globalThis.console = loud;
    stdout.write = writeOut;
    stderr.write = writeError;
    // What was inherited is so again.
    if (isOwn[0] === false) Reflect.deleteProperty(stdout, 'write');
    if (isOwn[1] === false) Reflect.deleteProperty(stderr, 'write');
  };
}

function writeNothing(): boolean {
  return true;
}

const PRINTING = [
  ...[
    'assert',
    'count',
    'debug',
    'dir',
    'dirxml',
    'error',
    'group',
    'groupCollapsed',
    'groupEnd',
    'info',
    'log',
  ],
  ...['table', 'time', 'timeEnd', 'timeLog', 'trace', 'warn'],
];

const quieted = new WeakMap<Console, Console>();

/** A console that prints nothing, and is otherwise as another. */
function quiet(loud: Console): Console {
  const known = quieted.get(loud);
  if (known !== undefined) return known;
  const silent = Object.create(loud) as Console;
  for (const name of PRINTING) {
    Object.defineProperty(silent, name, { value: () => undefined, configurable: true, writable: true });
  }
  quieted.set(loud, silent);
  return silent;
}
