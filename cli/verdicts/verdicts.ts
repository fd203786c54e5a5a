/**
 * What a command has judged, told besides what it prints: as JUnit XML where `--junit` asks for it, and as annotations where the
 * process runs in GitHub's actions.
 */
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { CommanderError, type Command } from 'commander';
import { inOneLine, messageOf } from '../../errors/index.js';
import { codeOf, EXIT, exitCodeOfError } from '../exit-codes.js';
import { isReadOnce } from '../replay/input.js';
import { expectWritable, writeTextFile } from '../replay/trace-file.js';
import { printError } from '../terminal/terminal.js';
import { renderJUnit, type Verdict } from './junit.js';

/** What the command that runs has told. */
const told: Verdict[] = [];

/** Tells a verdict. A command that tells none is judged as a whole, by its exit code. */
export function tellVerdict(...verdicts: readonly Verdict[]): void {
  told.push(...verdicts);
}

/** Adds `--junit` to commands. */
export function addJUnit(program: Command, names: readonly string[]): void {
  for (const command of program.commands) {
    const isThere = command.options.some(({ long }) => long === '--junit');
    if (names.includes(command.name()) && !isThere) {
      command.option('--junit <file>', 'write the verdicts there too, as JUnit XML');
    }
  }
}

/** Runs a command and tells its verdicts. What the command throws is thrown again, after it was told. */
export async function tellingVerdicts(
  program: Command,
  words: readonly string[],
  run: () => Promise<number>,
): Promise<number> {
  const began = performance.now();
  told.length = 0;
  let file: string | undefined;
  program.hook('preAction', (_, command) => {
    const { junit } = command.opts<{ readonly junit?: string }>();
    if (junit !== undefined) expectWritable(junit, '--junit');
    file = junit;
  });
  const name = `exo ${words.join(' ')}`;
  const ended = await run().then(
    (code) => ({ code, verdicts: told.length > 0 ? told : [{ name, ...wholeOf(code) }] }),
    (error: unknown) => ({ error, verdicts: verdictsOfError(name, error) }),
  );
  try {
    tell(file, ended.verdicts, words, began);
  } catch (cause) {
    // What has gone wrong before says more.
    if (!('error' in ended)) throw cause;
  }
  if ('error' in ended) throw ended.error;
  return ended.code;
}

/** What was judged before an error stands. A command line that is wrong is none of what it would have judged: nothing is told of it. */
function verdictsOfError(name: string, error: unknown): readonly Verdict[] {
  const isOfLine = error instanceof CommanderError || exitCodeOfError(error) === EXIT.badOption;
  if (isOfLine && told.length === 0) return [];
  const text = `${codeOf(error) ?? 'internal error'}: ${messageOf(error)}`;
  return [...told, { name, outcome: 'error', text }];
}

function tell(
  file: string | undefined,
  verdicts: readonly Verdict[],
  words: readonly string[],
  began: number,
): void {
  if (verdicts.length === 0) return;
  const option = words.findIndex((word) => word.startsWith('-'));
  const suite = `exo ${words.slice(0, option < 0 ? 2 : Math.min(option, 2)).join(' ')}`.trim();
  // First what cannot fail.
  for (const verdict of verdicts) annotate(suite, verdict);
  if (file !== undefined)
    writeTextFile(file, renderJUnit(suite, verdicts, (performance.now() - began) / 1000), '--junit');
}

/** Annotates a run of GitHub's actions with what has not passed; anywhere else, says nothing. */
export function annotate(suite: string, { name, outcome, text = '', place }: Verdict): void {
  if (process.env['GITHUB_ACTIONS'] !== 'true' || outcome === 'passed') return;
  const level = outcome === 'skipped' ? 'warning' : 'error';
  const file = place === undefined ? null : fileInWorkspace(place.file);
  const where = file === null ? {} : { file, line: String(place?.line) };
  printError(
    annotation(
      level,
      { ...where, title: inOneLine(isWithin(name, suite) ? name : `${suite}: ${name}`) },
      text,
    ),
  );
}

/** Whether a name begins with that of its suite, as the names of command lines do. */
function isWithin(name: string, suite: string): boolean {
  return name === suite || name.startsWith(`${suite} `);
}

/** A workflow command of GitHub's actions: one line, with what would end it escaped. */
function annotation(
  level: 'error' | 'warning',
  properties: Readonly<Record<string, string>>,
  text: string,
): string {
  const escaped = (part: string): string =>
    part.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const given = Object.entries(properties).map(
    ([name, value]) => `${name}=${escaped(value).replaceAll(':', '%3A').replaceAll(',', '%2C')}`,
  );
  return `::${level} ${given.join(',')}::${escaped(text)}`;
}

/** A file by its path in the checkout, as GitHub names files; null for one that lies elsewhere, or is none. */
function fileInWorkspace(file: string): string | null {
  if (isReadOnce(file)) return null;
  const within = path.relative(process.env['GITHUB_WORKSPACE'] ?? '.', path.resolve(file));
  return within.startsWith('..') || path.isAbsolute(within) ? null : within.replaceAll(path.sep, '/');
}

function wholeOf(code: number): Pick<Verdict, 'outcome' | 'text'> {
  switch (code) {
    case EXIT.ok:
      return { outcome: 'passed' };
    case EXIT.bounded:
      return { outcome: 'skipped', text: 'not finished: a limit ended it (exit code 3)' };
    default:
      return { outcome: 'failed', text: `exit code ${code}` };
  }
}
