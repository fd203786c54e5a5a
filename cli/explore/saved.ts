/** A run that was explored, as a file: a trace that `exo replay` executes, or a test that does. */
import path from 'node:path';
import { traceOf, type Verdict } from '../../checker/index.js';
import { writeItf, type Trace } from '../../traces/index.js';
import type { CheckFlags } from '../check/flags.js';
import { metaOf } from '../replay/trace-meta.js';
import type { Source } from '../models/source.js';
import type { Exploration, Node } from './exploration.js';
import { pathOf, runOf } from './run-to.js';

export interface SavedFile {
  readonly file: string;
  readonly text: string;
  /** What has to be known about it, in a sentence or none. */
  readonly note: string;
}

/** What is explored, and how it was started. */
export interface Explored {
  readonly source: Source;
  readonly flags: CheckFlags;
  readonly command: string;
}

/** The run to a state as ITF. A trace ends where a property is first broken: what comes after is left out. */
export function savedTrace(exploration: Exploration, node: Node, explored: Explored): SavedFile {
  const { trace, name, note } = traceTo(exploration, node, explored);
  return { file: `${name}.itf.json`, text: writeItf(trace), note };
}

/** A test for vitest that executes the run again, and fails where the model no longer does what it did. */
export function savedTest(exploration: Exploration, node: Node, explored: Explored): SavedFile {
  const { trace, name, note } = traceTo(exploration, node, explored);
  const itf = JSON.stringify(writeItf(trace));
  const { file, declared, model } = explored.source;
  const isPlain = file !== null && declared === undefined;
  const what = JSON.stringify(titleOf(trace, model.name));
  const text = isPlain ? moduleTest(path.basename(file), what, itf) : commandTest(name, what, itf);
  const place = file === null ? '' : `put it beside ${path.basename(file)}`;
  return { file: `${name}.test.ts`, text, note: [note, place].filter((part) => part !== '').join('; ') };
}

function moduleTest(module: string, what: string, itf: string): string {
  return `import { test } from 'vitest';
import { assertReproduces } from 'exo-broadcast/checker';
import { readItf } from 'exo-broadcast/traces';
import { model } from './${module}';

const TRACE = ${itf};

test(${what}, () => {
  assertReproduces(readItf(TRACE), model);
});
`;
}

function commandTest(name: string, what: string, itf: string): string {
  return `import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const TRACE = ${itf};

test(${what}, () => {
  const file = path.join(import.meta.dirname, '${name}.itf.json');
  fs.writeFileSync(file, TRACE);
  try {
    const { status, stdout } = spawnSync('npx', ['exo', 'replay', file, '--quiet'], { encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, expect.stringContaining('reproduced')]);
  } finally {
    fs.rmSync(file);
  }
});
`;
}

function titleOf({ meta, states }: Trace, model: string): string {
  const length = `${states.length - 1} ${states.length === 2 ? 'step' : 'steps'}`;
  const { property, verdict } = meta;
  if (property !== null) return `${model}: ${property} is violated in ${length}`;
  return verdict === 'deadlocked' ? `${model}: a deadlock in ${length}` : `${model}: a run of ${length}`;
}

interface Made {
  readonly trace: Trace;
  /** For files, without an ending. */
  readonly name: string;
  readonly note: string;
}

function traceTo(exploration: Exploration, node: Node, { source, flags, command }: Explored): Made {
  const path = pathOf(node);
  const broken = path.find(({ leads }) => leads.violates.length > 0);
  const last = broken ?? node;
  const isDead = broken === undefined && exploration.offers(last).end === 'deadlock';
  const verdict: Verdict = broken !== undefined ? 'violated' : isDead ? 'deadlocked' : 'bounded';
  const property = broken?.leads.violates[0] ?? null;
  const beside = source.file === null ? undefined : `${source.file}.itf.json`;
  const about = metaOf(
    source,
    { property, verdict },
    { ...flags, ...(beside !== undefined && { traceOut: beside }) },
  );
  const left = path.length - 1 - last.depth;
  const note =
    left === 0
      ? ''
      : `as far as step ${last.depth}, where ${property ?? ''} is violated: a trace says what happens at its end`;
  const trace = traceOf(exploration.model, runOf(last), { ...about, command });
  return { trace, name: nameOf(source, property, last.depth), note };
}

function nameOf({ name }: Source, property: string | null, steps: number): string {
  const model = path
    .basename(name)
    .replace(/\.\w+$/, '')
    .replaceAll(/[^\w-]/g, '-');
  return [model, property, `${steps}-steps`].filter((part) => part !== null).join('-');
}
