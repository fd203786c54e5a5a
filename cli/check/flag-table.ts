/** The flags of `exo check`: one table from which they are parsed, explained and listed. */
import {
  badValue,
  parseBudget,
  parseBytes,
  parseCount,
  parseDurationMs,
  parseSetting,
  parseWord,
} from '../terminal/units.js';

export interface Flag {
  /** As in the help: the name, and what it takes. */
  readonly flags: string;
  readonly meaning: string;
  /** The value when left out; none where there is no such thing. */
  readonly fallback?: number | string | boolean;
  /** How the help names the default; the value itself when left out. */
  readonly fallbackText?: string;
  readonly parse?: (option: string, text: string, before: unknown) => unknown;
}

const BUDGET = { fallback: 0, parse: parseBudget } as const;

/** In the order in which the help shows them. */
export const CHECK_FLAGS: readonly Flag[] = [
  { flags: '--hosts <n>', meaning: 'hosts in the ring, 2 to 9', fallback: 3, parse: atLeast(1) },
  { flags: '--slots <L>', meaning: 'slots in a log', fallback: 4, parse: atLeast(1) },
  {
    flags: '--epochs <E>',
    meaning: 'exo: epochs that may be begun, counting epoch 0',
    fallbackText: '3',
    parse: atLeast(1),
  },
  {
    flags: '--payloads <k>',
    meaning: 'exo: payloads that each application submits, or inf: always one more',
    fallbackText: 'inf',
    parse: parseBudget,
  },
  { flags: '--timeouts <T>', meaning: 'time-outs that may happen, or inf', ...BUDGET },
  { flags: '--losses <D>', meaning: 'receptions that may be lost, or inf', ...BUDGET },
  { flags: '--partitions <P>', meaning: 'partitions that may happen, or inf', ...BUDGET },
  { flags: '--crashes <C>', meaning: 'crashes that may happen, or inf', ...BUDGET },
  {
    flags: '--medium <medium>',
    meaning:
      'bus: heard at once by any subset; async: delayed and reordered; ' +
      'receive-any (exo): at any later time, any number of times, or never',
    fallback: 'bus',
    parse: (option, text) => parseWord(option, text, ['bus', 'async', 'receive-any']),
  },
  {
    flags: '--storage <storage>',
    meaning: 'exo: durable: a disk survives a crash; diskless: nothing does',
    fallbackText: 'durable',
    parse: (option, text) => parseWord(option, text, ['durable', 'diskless']),
  },
  {
    flags: '--diskless-recovery <how>',
    meaning: 'exo: repaired: in a new life, D1-D10; naive: after asking q others (with --storage diskless)',
    fallbackText: 'repaired',
    parse: (option, text) => parseWord(option, text, ['repaired', 'naive']),
  },
  {
    flags: '--literal',
    meaning: 'published: the countable form without errors or recovery (with --medium async)',
  },
  {
    flags: '--drop-dead',
    meaning: 'published: do not keep messages in flight that have no further effect (with --literal)',
  },
  {
    flags: '--offload',
    meaning:
      'exo: hosts are split into an engine, which is the protocol, and a driver, with channels between them',
  },
  {
    flags: '--split <k>',
    meaning: 'exo --offload: how many hosts are split, from A on',
    fallbackText: '1',
    parse: parseBudget,
  },
  {
    flags: '--fifo <k>',
    meaning: 'exo --offload: records that each of the channels C1 and C2 holds',
    fallbackText: '1',
    parse: parseBudget,
  },
  {
    flags: '--queue <k>',
    meaning: "exo --offload: payloads in an engine's queue",
    fallbackText: '1',
    parse: parseBudget,
  },
  {
    flags: '--window <k>',
    meaning: "exo --offload: entries in an engine's log that are not compacted, or inf",
    fallbackText: 'inf',
    parse: parseBudget,
  },
  {
    flags: '--resets <R>',
    meaning:
      'exo --offload: resets of engines that may happen, or inf; --crashes are of drivers, and of plain hosts',
    fallbackText: '0',
    parse: parseBudget,
  },
  {
    flags: '--bound <name=value>',
    meaning: "your own: a bound of the module's, see exo list ./model.js; also --name value; repeatable",
    parse: (option, text, before) => ({
      ...Object(before),
      ...Object.fromEntries([
        /^[^=]+=$/.test(text) ? [text.slice(0, -1), ''] : parseSetting(option, text, 'name=value'),
      ]),
    }),
  },
  {
    flags: '--set <knob=value>',
    meaning: 'a knob, see exo list; repeatable',
    parse: (option, text, before) => ({
      ...Object(before),
      ...Object.fromEntries([parseSetting(option, text)]),
    }),
  },
  {
    flags: '--property <name>',
    meaning: 'check this one only; repeatable, or separated by commas',
    parse: (option, text, before) => [...listed(before), ...names(option, text, 'Agreement,Stability')],
  },
  {
    flags: '--no-reduce <name>',
    meaning: 'exo: switch a reduction off, see exo list; repeatable, or separated by commas; all for all',
    parse: (option, text, before) => [...listed(before), ...names(option, text, 'persist,deliver')],
  },
  {
    flags: '--search <order>',
    meaning:
      'bfs (shortest counterexamples), dfs (with --depth-max it may pass over what lies within the limit) or random',
    fallback: 'bfs',
    parse: (option, text) => parseWord(option, text, ['bfs', 'dfs', 'random']),
  },
  { flags: '--seed <n>', meaning: 'of --search random', fallbackText: '1', parse: atLeast(0) },
  { flags: '--walks <n>', meaning: 'runs of --search random', fallbackText: '1,000', parse: atLeast(1) },
  { flags: '--exact', meaning: 'compare whole states instead of 64-bit fingerprints' },
  { flags: '--states-max <n>', meaning: 'end after this many distinct states', parse: atLeast(1) },
  {
    flags: '--memory-max <size>',
    meaning: 'end when the process has this much memory: 512M, 2G',
    fallbackText: 'three quarters of what is free',
    parse: parseBytes,
  },
  { flags: '--time-max <time>', meaning: 'end after this long: 500ms, 30s, 5m', parse: parseDurationMs },
  {
    flags: '--depth-max <n>',
    meaning: 'look no deeper than this many steps; with bfs all states within them are visited, with dfs not',
    parse: atLeast(0),
  },
  { flags: '--trace-out <file>', meaning: 'write the counterexample there, as ITF' },
  { flags: '--open', meaning: 'show the counterexample in the browser, as exo view does' },
  {
    flags: '--chart-out <file>',
    meaning: 'draw the charts there (.svg, .html), what the search never met dashed',
  },
  { flags: '--junit <file>', meaning: 'write the verdicts there too, as JUnit XML' },
  {
    flags: '--coverage',
    meaning: 'list what of the charts was never met, and what was received, taken or ignored in which state',
  },
  {
    flags: '--require-coverage',
    meaning: 'end with exit code 10 if a state, transition or event was never met, or a guard not both ways',
  },
  {
    flags: '--call-actions',
    meaning:
      'call custom actions once for each state and event, to find those that change what they are given',
  },
  { flags: '--json', meaning: 'print one JSON object instead' },
  { flags: '--quiet', meaning: 'the verdict only, and no progress' },
];

function atLeast(min: number): (option: string, text: string) => number {
  return (option, text) => parseCount(option, text, min);
}

/** What a repeatable flag was given before. */
function listed(before: unknown): readonly unknown[] {
  return Array.isArray(before) ? before : [];
}

function names(option: string, text: string, example: string): readonly string[] {
  const list = text.split(',').map((name) => name.trim());
  if (list.includes('')) throw badValue(option, text, `names separated by commas, such as ${example}`);
  return list;
}
