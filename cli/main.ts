import { inOneLine, messageOf, visible } from '../errors/index.js';
import { CommanderError } from 'commander';
import { codeOf, EXIT, exitCodeOfError } from './exit-codes.js';
import { runProgram } from './program.js';
import { expectJson, printJsonError } from './terminal/json-errors.js';
import { printAnew, printError } from './terminal/terminal.js';

/** Runs one command, and says in one line what is wrong with it if anything is; with `--json` as an object, too. Returns the exit code. */
export async function runCommand(words: readonly string[]): Promise<number> {
  printAnew();
  expectJson();
  try {
    return await runProgram(words);
  } catch (error) {
    if (error instanceof CommanderError) return tellCommander(error);
    const exitCode = exitCodeOfError(error);
    tell(error);
    printJsonError({ code: codeOf(error), message: messageOf(error), exitCode });
    return exitCode;
  }
}

/** Commander throws for help and version too, after it has printed them. */
function tellCommander({ exitCode, message }: CommanderError): number {
  if (exitCode === 0) return EXIT.ok;
  const text = inOneLine(message.replace(/^error: /, ''));
  printError(`exo: EXO322: ${text}`);
  printJsonError({ code: 'EXO322', message: text, exitCode: EXIT.badOption });
  return EXIT.badOption;
}

/** One line for bad input; for an internal error, what to do about it. */
function tell(error: unknown): void {
  const code = codeOf(error);
  printError(`exo: ${code ?? 'internal error'}: ${visible(messageOf(error))}`);
  const isDebugging = process.env['EXO_DEBUG'] === '1';
  if (code === null && !isDebugging) {
    printError('Please report it, with the command and what EXO_DEBUG=1 prints.');
  }
  if (isDebugging && error instanceof Error) printError(error.stack ?? '');
}
