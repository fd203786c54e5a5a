/** Completion scripts for shells: commands, and the options of each. */
import type { Command } from 'commander';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof SHELLS)[number];

interface Completed {
  readonly name: string;
  readonly meaning: string;
  readonly options: readonly { readonly flag: string; readonly meaning: string }[];
}

/** The script that makes a shell complete `exo`. It calls nothing: all words stand in it. Ends with a newline. */
export function completionScript(program: Command, shell: Shell): string {
  const commands = program.commands.map((command): Completed => ({
    name: command.name(),
    meaning: firstSentence(command.description()),
    options: [
      ...command.options
        .filter(({ hidden }) => !hidden)
        .map(({ long, short, description }) => ({ flag: long ?? short ?? '', meaning: description })),
      { flag: '--help', meaning: 'what the command takes' },
    ],
  }));
  return { bash: bashScript, zsh: zshScript, fish: fishScript }[shell](commands);
}

function bashScript(commands: readonly Completed[]): string {
  return [
    '# Completions of exo for bash: source <(exo completions bash)',
    '_exo() {',
    '  local word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]} words=""',
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    words="${commands.map(({ name }) => name).join(' ')}"`,
    '  elif [[ $word == -* ]]; then',
    '    case $command in',
    ...commands.map(
      ({ name, options }) => `      ${name}) words="${options.map(({ flag }) => flag).join(' ')}" ;;`,
    ),
    '    esac',
    '  fi',
    '  COMPREPLY=($(compgen -W "$words" -- "$word"))',
    // Anything else is a path, or the value of an option.
    '  [ ${#COMPREPLY[@]} -eq 0 ] && COMPREPLY=($(compgen -f -- "$word"))',
    '}',
    'complete -o filenames -F _exo exo',
    '',
  ].join('\n');
}

function zshScript(commands: readonly Completed[]): string {
  const described = (name: string, meaning: string): string =>
    zshQuoted(`${name.replaceAll(':', '\\:')}:${meaning}`);
  return [
    '#compdef exo',
    '# Completions of exo for zsh: exo completions zsh > "${fpath[1]}/_exo"',
    '_exo() {',
    '  local -a words',
    '  if (( CURRENT == 2 )); then',
    `    words=(${commands.map(({ name, meaning }) => described(name, meaning)).join(' ')})`,
    "    _describe 'command' words",
    '  elif [[ $PREFIX == -* ]]; then',
    '    case ${(Q)${(z)BUFFER}[2]} in',
    ...commands.map(
      ({ name, options }) =>
        `      ${name}) words=(${options.map(({ flag, meaning }) => described(flag, firstSentence(meaning))).join(' ')}) ;;`,
    ),
    '    esac',
    "    _describe -o 'option' words",
    '  else',
    '    _files',
    '  fi',
    '}',
    'compdef _exo exo',
    '',
  ].join('\n');
}

function fishScript(commands: readonly Completed[]): string {
  return [
    '# Completions of exo for fish: exo completions fish | source',
    ...commands.flatMap(({ name, meaning, options }) => [
      `complete -c exo -n __fish_use_subcommand -f -a ${name} -d ${fishQuoted(meaning)}`,
      ...options.map(
        ({ flag, meaning: said }) =>
          `complete -c exo -n '__fish_seen_subcommand_from ${name}' -l ${flag.replace(/^--/, '')} -d ${fishQuoted(firstSentence(said))}`,
      ),
    ]),
    '',
  ].join('\n');
}

function firstSentence(text: string): string {
  return (
    text
      .split(/(?<=\.)\s|[;:(]/)[0]
      ?.trim()
      .replace(/\.$/, '') ?? ''
  );
}

function zshQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function fishQuoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
