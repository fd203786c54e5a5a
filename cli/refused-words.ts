/** What a command line that is refused should have been: what would be accepted, and who takes what this command does not. */
import { CommanderError, type Command } from 'commander';
import { ExoError } from '../errors/index.js';

/** By command, the page with what its options mean. */
const PAGES: Readonly<Record<string, string>> = {
  conform: 'docs/conform.md says what a program has to do',
  export: 'docs/exports.md has the formats',
  host: 'docs/hosts.md has an example of the file',
  engine: 'docs/hosts.md has an example of the file',
  kv: 'docs/hosts.md has an example of the file',
};

/** By command and flag, how what is wanted is had without the flag. */
const INSTEAD: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  explore: {
    '--out':
      "exo explore writes no file: its page saves traces and tests, and 'exo view trace.itf.json --out page.html' writes a page",
    '--trace-out':
      "exo explore writes no file: its page saves traces, and 'exo check … --trace-out' writes one",
    '--property': "exo explore judges every property: 'exo check … --property' searches for one",
  },
};

/** Flags that more commands take than this are no hint at any of them. */
const TAKERS_MAX = 5;

/** An error of a command line with what would be accepted; any other as it is. Commander has said already what is wrong, and what is near. */
export function withAccepted(error: unknown, program: Command, words: readonly string[]): unknown {
  const command = program.commands.find((one) => one.name() === words[0]);
  if (error instanceof ExoError && error.code === 'EXO337' && command !== undefined) {
    const [, flag = ''] = /' takes no (--[\w-]+)/.exec(error.message) ?? [];
    if (command.options.some(({ long }) => long === flag) || error.message.includes('did you mean'))
      return error;
    const own = `exo help ${command.name()} lists the flags of the command itself`;
    return new ExoError('EXO337', [error.message, ...hintsOf(program, command, flag), own].join('; '));
  }
  if (!(error instanceof CommanderError)) return error;
  const { code, exitCode, message } = error;
  const saying = (...parts: readonly string[]): CommanderError =>
    new CommanderError(exitCode, code, [message, ...parts].join('; '));
  const accepted = (list: readonly string[]): string => `accepted: ${list.join(', ')}`;
  switch (code) {
    case 'commander.unknownOption': {
      const [, flag = ''] = /unknown option '(--[\w-]+)/.exec(message) ?? [];
      const known = accepted((command ?? program).options.map(({ long, short }) => long ?? short ?? ''));
      return saying(known, ...(command === undefined ? [] : hintsOf(program, command, flag)));
    }
    case 'commander.unknownCommand':
      return saying(accepted(program.commands.map((one) => one.name())));
    case 'commander.missingArgument':
    case 'commander.excessArguments':
      return saying(accepted([`exo ${command?.name() ?? ''} ${command?.usage() ?? ''}`]));
    case 'commander.missingMandatoryOptionValue': {
      const page = PAGES[command?.name() ?? ''];
      return page === undefined ? error : saying(page);
    }
    default:
      return error;
  }
}

/** How what a flag is for is had: without it, or from the commands that take it. */
function hintsOf(program: Command, command: Command, flag: string): readonly string[] {
  const instead = INSTEAD[command.name()]?.[flag];
  if (instead !== undefined) return [instead];
  const takers = program.commands.filter((one) => one.options.some(({ long }) => long === flag));
  if (takers.length === 0 || takers.length > TAKERS_MAX || takers.includes(command)) return [];
  const names = takers.map((one) => `exo ${one.name()}`).join(', ');
  return [`${flag} is a flag of ${names}`];
}
