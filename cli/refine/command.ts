import { checkAsync, tableText, traceOf, type CheckResult } from '../../checker/index.js';
import { FULL_SCOPES, QUICK_SCOPES } from '../../conformance/index.js';
import { FULL_DISKLESS_SCOPES, QUICK_DISKLESS_SCOPES } from '../../conformance/refine/scopes.js';
import { exoHost } from '../../spec/exo/host.js';
import { disklessOffloadCoverage, offloadCoverage } from '../../conformance/offload/model.js';
import {
  FULL_DISKLESS_OFFLOAD_SCOPES,
  FULL_OFFLOAD_SCOPES,
  QUICK_DISKLESS_OFFLOAD_SCOPES,
  QUICK_OFFLOAD_SCOPES,
  UNREACHABLE_DISKLESS_OFFLOAD,
  UNREACHABLE_OFFLOAD,
} from '../../conformance/offload/scopes.js';
import { GuardCoverage, UNREACHABLE, UNREACHABLE_DISKLESS } from '../../conformance/refine/guard-coverage.js';
import { noCounts, FOLLOWS_SPEC } from '../../conformance/refine/model.js';
import type { PairCounts } from '../../conformance/refine/paired-component.js';
import { searchOptionsOf } from '../check/flags.js';
import { quoted, typed } from '../command-line.js';
import { EXIT } from '../exit-codes.js';
import type { ModelOptions } from '../models/model-options.js';
import { interruptible } from '../terminal/interruptible.js';
import { count, counted, seconds } from '../terminal/numbers.js';
import { showProgress } from '../terminal/progress.js';
import type { RefineFlags } from './flags.js';
import { modelOptionsOf, offloadModelOptionsOf, refineSource } from '../models/refine-source.js';
import { divergenceText } from './text.js';
import { describeSource } from '../models/source-text.js';
import type { Source } from '../models/source.js';
import type { Verdict } from '../verdicts/junit.js';
import { tellVerdict } from '../verdicts/verdicts.js';
import { paintOf, print, terminal, type Terminal } from '../terminal/terminal.js';
import { expectWritable, writeTraceFile } from '../replay/trace-file.js';
import { metaOf } from '../replay/trace-meta.js';
import { version } from '../version.js';
import { wrapItems } from '../terminal/wrap.js';

/** Bounds, by name, as the command line has them. */
interface Scope {
  readonly name: string;
  readonly says: string;
  readonly options: ModelOptions;
}

/** What is held against the specification. */
interface Subject {
  readonly title: string;
  /** What it is called in the verdict. */
  readonly name: string;
  readonly quick: readonly Scope[];
  readonly full: readonly Scope[];
  readonly coverage: () => GuardCoverage;
  /** Outcomes of guards that cannot come up, and why. */
  readonly unreachable: Readonly<Record<string, string>>;
}

const CORE: Subject = {
  title: "The implementation's core beside the specification",
  name: 'the core',
  quick: QUICK_SCOPES.map((scope) => ({ ...scope, options: modelOptionsOf(scope.options) })),
  full: FULL_SCOPES.map((scope) => ({ ...scope, options: modelOptionsOf(scope.options) })),
  coverage: () => new GuardCoverage(),
  unreachable: UNREACHABLE,
};

const DISKLESS: Subject = {
  title: "The implementation's core, without a disk, beside the specification",
  name: 'the core without a disk',
  quick: QUICK_DISKLESS_SCOPES.map((scope) => ({ ...scope, options: modelOptionsOf(scope.options) })),
  full: FULL_DISKLESS_SCOPES.map((scope) => ({ ...scope, options: modelOptionsOf(scope.options) })),
  coverage: () => new GuardCoverage([exoHost], new Set()),
  unreachable: UNREACHABLE_DISKLESS,
};

const OFFLOAD: Subject = {
  title: "The implementation's engine and driver beside the specification",
  name: 'the offload path',
  quick: QUICK_OFFLOAD_SCOPES.map((scope) => ({ ...scope, options: offloadModelOptionsOf(scope.options) })),
  full: FULL_OFFLOAD_SCOPES.map((scope) => ({ ...scope, options: offloadModelOptionsOf(scope.options) })),
  coverage: offloadCoverage,
  unreachable: UNREACHABLE_OFFLOAD,
};

const DISKLESS_OFFLOAD: Subject = {
  title: "The implementation's engine, without a disk, and driver beside the specification",
  name: 'the offload path without a disk',
  quick: QUICK_DISKLESS_OFFLOAD_SCOPES.map((scope) => ({
    ...scope,
    options: offloadModelOptionsOf(scope.options),
  })),
  full: FULL_DISKLESS_OFFLOAD_SCOPES.map((scope) => ({
    ...scope,
    options: offloadModelOptionsOf(scope.options),
  })),
  coverage: disklessOffloadCoverage,
  unreachable: UNREACHABLE_DISKLESS_OFFLOAD,
};

/** What came of one scope. */
interface Line {
  readonly scope: Scope;
  readonly source: Source;
  readonly result: CheckResult;
  readonly counts: PairCounts;
}

/** `exo refine`: the code beside the specification, in every reachable state. Returns the exit code. */
export async function refineCode(flags: RefineFlags): Promise<number> {
  if (flags.traceOut !== undefined) expectWritable(flags.traceOut);
  const subject = subjectOf(flags);
  const scopes = scopesOf(subject, flags);
  const coverage = subject.coverage();
  const lines: Line[] = [];
  const screen = terminal();
  if (!flags.json && !flags.quiet) print(heading(subject, screen));
  for (const scope of scopes) {
    const line = await search(scope, flags, coverage);
    lines.push(line);
    tellVerdict(verdictOf(line, flags));
    if (!flags.json && !flags.quiet) print(lineText(line, screen));
    if (line.result.verdict !== 'exhausted') break;
  }
  const code = exitCode(lines, scopes, uncovered(subject, coverage), flags);
  const last = lines.at(-1);
  const trace = last && traceText(last, flags, screen);
  if (flags.json) print(json(subject, lines, coverage));
  else {
    if (!flags.quiet && trace !== null && trace !== undefined) print(trace);
    print(`${flags.quiet ? '' : '\n'}${summary(subject, lines, coverage, flags, code, screen)}`);
  }
  return code;
}

function verdictOf({ scope, result, source }: Line, flags: RefineFlags): Verdict {
  const { name } = scope;
  const { counterexample } = result;
  if (result.verdict === 'exhausted') return { name, outcome: 'passed' };
  if (counterexample === null) return { name, outcome: 'skipped', text: 'a limit ended its search' };
  const trace = traceOf(source.model, counterexample, metaOf(source, result, flags));
  return {
    name,
    outcome: 'failed',
    text: divergenceText(trace, { ...terminal(), paint: paintOf(false) }) ?? result.verdict,
  };
}

function subjectOf({ offload, set }: RefineFlags): Subject {
  const isDiskless = set['storage'] === 'diskless';
  if (offload === true) return isDiskless ? DISKLESS_OFFLOAD : OFFLOAD;
  return isDiskless ? DISKLESS : CORE;
}

function scopesOf({ quick, full }: Subject, flags: RefineFlags): readonly Scope[] {
  // Refuses what it does not take, before anything is printed.
  if (flags.hasBounds || Object.keys(flags.set).length > 0) refineSource(flags);
  if (flags.hasBounds) {
    return [{ name: 'as given', says: 'the bounds of the command line', options: flags }];
  }
  return flags.quick ? quick : full;
}

async function search(scope: Scope, flags: RefineFlags, coverage: GuardCoverage): Promise<Line> {
  const counts = noCounts();
  const source = refineSource(scope.options, {}, { counts, coverage });
  const progress = showProgress(flags.quiet || flags.json, `${scope.name}: `);
  try {
    const result = await interruptible((signal) =>
      checkAsync(source.model, {
        ...searchOptionsOf(flags),
        properties: [FOLLOWS_SPEC],
        ...progress.hooks,
        signal,
      }),
    );
    return { scope, source, result, counts };
  } finally {
    progress.end();
  }
}

/** Coverage is asked for where all scopes were searched: one by itself need not reach every guard. */
function exitCode(
  lines: readonly Line[],
  scopes: readonly Scope[],
  open: readonly string[],
  flags: RefineFlags,
): number {
  const verdicts = lines.map(({ result }) => result.verdict);
  if (verdicts.includes('violated')) return EXIT.violated;
  if (verdicts.includes('bounded') || lines.length < scopes.length) return EXIT.bounded;
  return !flags.hasBounds && open.length > 0 ? EXIT.vacuous : EXIT.ok;
}

/** Outcomes of guards that never came up, and for which there is no reason; and reasons for some that did. */
function uncovered({ unreachable }: Subject, { missing }: GuardCoverage): readonly string[] {
  const unexcused = missing.filter((outcome) => !(outcome in unreachable));
  const wrong = Object.keys(unreachable).filter((outcome) => !missing.includes(outcome));
  return [...unexcused, ...wrong.map((outcome) => `${outcome}, says a reason, and it came up`)];
}

function heading({ title }: Subject, { paint }: Terminal): string {
  return `${paint.bold(title)}\nEvery reachable state, every event: the same step, the same messages, the same refusals.\n`;
}

function lineText({ scope, source, result, counts }: Line, { paint }: Terminal): string {
  const verdict = {
    exhausted: paint.green('✔ the same'),
    violated: paint.red('✘ differs'),
    bounded: paint.yellow('… not finished'),
    deadlocked: paint.red('✘ deadlock'),
  }[result.verdict];
  return [
    `${scope.name}  ${paint.dim(scope.says)}`,
    `  ${paint.dim(describeSource(source))}`,
    `  ${verdict}: ${counted(counts.pairs, 'pair')} of a state and an event, ${count(counts.refused)} refused by both; ` +
      `${counted(result.states, 'state')}, ${seconds(result.seconds)}`,
  ].join('\n');
}

function summary(
  { name, unreachable }: Subject,
  lines: readonly Line[],
  coverage: GuardCoverage,
  flags: RefineFlags,
  code: number,
  { columns, paint }: Terminal,
): string {
  const pairs = lines.reduce((sum, { counts }) => sum + counts.pairs, 0);
  const partial = lines.reduce((sum, { counts }) => sum + counts.partial, 0);
  const seen = coverage.outcomes - coverage.missing.length;
  const figures = `${counted(pairs, 'pair')} compared, ${count(partial)} partial acknowledgements; guards: ${seen} of ${coverage.outcomes} outcomes`;
  const heads: Readonly<Record<number, string>> = {
    [EXIT.ok]: paint.green(`✔ ${name} follows the specification`),
    [EXIT.bounded]: paint.yellow('… not finished: nothing differs so far'),
    [EXIT.vacuous]: paint.yellow('△ the same wherever it was compared, but guards are not covered'),
    [EXIT.violated]: paint.red(`✘ ${name} does not follow the specification`),
  };
  const missing = coverage.missing.map((outcome) => {
    const reason = unreachable[outcome];
    return reason === undefined ? outcome : `${outcome}: ${reason}`;
  });
  const notes =
    flags.quiet || missing.length === 0 ? [] : ['', ...missing.flatMap((text) => wrapItems([text], columns))];
  return [`${heads[code] ?? ''}: ${figures}`, ...notes].join('\n');
}

function traceText({ source, result }: Line, flags: RefineFlags, screen: Terminal): string | null {
  const { counterexample } = result;
  if (counterexample === null) return null;
  const trace = traceOf(source.model, counterexample, metaOf(source, result, flags));
  if (flags.traceOut !== undefined) writeTraceFile(flags.traceOut, trace);
  const divergence = divergenceText(trace, screen);
  const file = flags.traceOut ?? 'divergence.itf.json';
  return [
    '',
    tableText(trace, source.model, screen),
    ...(divergence === null ? [] : ['', divergence]),
    '',
    flags.traceOut === undefined
      ? `${screen.paint.dim('keep it')}     ${typed('exo refine')} … --trace-out ${file}`
      : `${screen.paint.dim('written to')}  ${file}`,
    `${screen.paint.dim('replay it')}   ${typed(`exo replay ${quoted(file)}`)}`,
  ].join('\n');
}

function json({ unreachable }: Subject, lines: readonly Line[], coverage: GuardCoverage): string {
  return JSON.stringify(
    {
      verdict: lines.at(-1)?.result.verdict ?? null,
      scopes: lines.map(({ scope, source, result, counts }) => ({
        name: scope.name,
        verdict: result.verdict,
        states: result.states,
        transitions: result.transitions,
        depth: result.depth,
        bounds: source.bounds,
        medium: source.medium,
        reductions: source.reductions,
        ...counts,
        seconds: result.seconds,
        peakBytes: result.peakBytes,
        steps: result.counterexample?.steps.length ?? null,
      })),
      guards: {
        outcomes: coverage.outcomes,
        missing: coverage.missing.map((outcome) => ({ outcome, reason: unreachable[outcome] ?? null })),
      },
      version: version(),
    },
    null,
    2,
  );
}
