/** What scripts share that run clusters of real processes. The build has to be there. */
import fs from 'node:fs';
import os from 'node:os';

const { killMembers } = await import('../dist/conformance/faults/index.js');
const words = process.argv.slice(2);

/** What stands behind a flag of the command, or else `fallback`. */
export function valueOf(flag, fallback) {
  const at = words.indexOf(flag);
  return at < 0 ? fallback : words[at + 1];
}

/** Ends the process where a word is no flag that is known: it would be passed over, and the run be another than what was asked for. */
export function expectFlags(flags) {
  const odd = words.find((word, i) =>
    word.startsWith('--') ? !flags.includes(word) : !flags.includes(words[i - 1]),
  );
  if (odd !== undefined) refuse(`unknown option '${odd}'; accepted: ${flags.join(', ')}`);
  const bare = words.find((word, i) => flags.includes(word) && (words[i + 1] ?? '--').startsWith('--'));
  if (bare !== undefined) refuse(`${bare} takes a value`);
}

/** What `make` returns, or the end of the process, in a line, where an option has a value that it cannot have. */
export function orRefuse(make) {
  try {
    return make();
  } catch (error) {
    return refuse(error.message);
  }
}

function refuse(text) {
  console.error(text);
  process.exit(BAD_OPTION);
}

const BAD_OPTION = 151;

/** The folder of the cluster that runs; null between two. It goes where the process is ended by a signal. */
export const running = { folder: null };

// Whatever ends this process, no host is left behind.
process.on('exit', killMembers);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.once(signal, () => {
    killMembers();
    if (running.folder !== null) fs.rmSync(running.folder, { recursive: true, force: true });
    process.exit(128 + os.constants.signals[signal]);
  });
