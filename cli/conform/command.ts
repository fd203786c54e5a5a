import path from 'node:path';
import { conform, killAll, type ConformResult } from '../../conformance/index.js';
import { EXIT } from '../exit-codes.js';
import { expectFolderThere, writeTextFile } from '../replay/trace-file.js';
import { interruptible } from '../terminal/interruptible.js';
import { paintOf, print, terminal } from '../terminal/terminal.js';
import { tellVerdict } from '../verdicts/verdicts.js';
import { conformCommand, type ConformFlags } from './flags.js';
import { conformHtml } from './html.js';
import { conformJson, conformText, verdictText } from './text.js';

/** What a verdict is to whoever started it. */
const CODES = {
  holds: EXIT.ok,
  violated: EXIT.violated,
  stalled: EXIT.unending,
  broken: EXIT.malformed,
  bounded: EXIT.bounded,
} as const;

/** `exo conform`: runs a program as all hosts of a ring, and says whether it is atomic broadcast. Returns the exit code. */
export async function conformProgram({ options, runs, out, json, quiet }: ConformFlags): Promise<number> {
  if (out !== undefined) expectFolderThere('--out', out);
  // Whatever ends this process, no host is left behind.
  process.on('exit', killAll);
  const results = await interruptible(async (signal) => {
    const all: ConformResult[] = [];
    for (let i = 0; i < runs; i++) {
      const result = await conform({ ...options, seed: options.seed + i }, signal);
      all.push(result);
      tell(result);
      if (result.verdict.kind !== 'holds') break;
    }
    return all;
  });
  const last = results.at(-1) as ConformResult;
  if (out !== undefined) write(out, results, last);
  const { paint } = terminal();
  if (json) print(conformJson(results));
  else if (quiet) print(verdictText(results, paint));
  else print(conformText(results, paint));
  return CODES[last.verdict.kind];
}

function tell(result: ConformResult): void {
  const { verdict, options } = result;
  const name = conformCommand(options);
  if (verdict.kind === 'holds') tellVerdict({ name, outcome: 'passed' });
  else {
    const outcome = { violated: 'failed', stalled: 'failed', broken: 'error', bounded: 'skipped' } as const;
    tellVerdict({ name, outcome: outcome[verdict.kind], text: verdictText([result], paintOf(false)) });
  }
}

function write(folder: string, results: readonly ConformResult[], last: ConformResult): void {
  const files: Readonly<Record<string, string>> = {
    'report.txt': `${conformText(results, paintOf(false))}\n`,
    'report.html': conformHtml(results),
    'messages.ndjson': last.lines.map((line) => `${line}\n`).join(''),
    ...(last.run !== null && { 'run.ndjson': last.run.map((line) => `${line}\n`).join('') }),
  };
  for (const [name, text] of Object.entries(files)) writeTextFile(path.join(folder, name), text, '--out');
}
