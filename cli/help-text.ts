import { typed } from './command-line.js';

/** The examples that stand below the help of a command. */
export function examples(commands: readonly string[]): string {
  const lines = commands.map((command) => `  ${typed(command)}`);
  return `\nExample${commands.length === 1 ? '' : 's'}:\n${lines.join('\n')}`;
}
