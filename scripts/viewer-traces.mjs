/**
 * Writes anew what the viewer is tested on and nothing else in the project makes, in viewer/testing/traces: `node scripts/viewer-traces.mjs`.
 * A lasso, a split vote, and a run of real hosts over UDP of which one goes down and comes back. The last is another each time.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { assign, sendTo, setup } from 'xstate';
import { build } from './build.mjs';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const FOLDER = path.join(ROOT, 'viewer', 'testing', 'traces');

if (!(await build())) process.exit(255);
const { check, initialStates, lossy, metaOfResult, reliable, sameStates, successors, system, traceOf } =
  await import('../dist/checker/index.js');
const { writeItf } = await import('../dist/traces/index.js');
const { directory, join, udpEach } = await import('../dist/impl/index.js');

write('lasso.itf.json', writeItf(lasso()));
write('split-vote.itf.json', writeItf(splitVote()));
write('real-run.ndjson.gz', gzipSync(await realRun(), { level: 9 }));

function write(name, content) {
  fs.writeFileSync(path.join(FOLDER, name), content);
  console.log(`${name}: ${content.length} bytes`);
}

/** A client that asks again and again, and whose every question is lost. */
function lasso() {
  const client = setup({}).createMachine({
    initial: 'idle',
    states: {
      idle: { on: { START: 'waiting' } },
      waiting: {
        entry: sendTo(({ system: actors }) => actors.get('server'), { type: 'REQUEST' }),
        after: { 1000: { target: 'waiting', reenter: true } },
        on: { REPLY: 'done' },
      },
      done: { type: 'final' },
    },
  });
  const server = setup({}).createMachine({
    on: { REQUEST: { actions: sendTo(({ system: actors }) => actors.get('client'), { type: 'REPLY' }) } },
  });
  const model = system({
    name: 'a client that asks until it is answered',
    actors: { client, server },
    network: lossy({ perLink: 1 }),
    inputs: { client: [{ type: 'START' }] },
  });
  const [initial] = initialStates(model);
  const states = [initial];
  const steps = [];
  for (const action of ['START', 'Lose', 'Timer', 'Lose']) {
    const next = successors(model, states.at(-1)).find(({ rule }) => rule.name === action);
    if (next === undefined) throw new Error(`${action} is not enabled: ${namesOf(model, states.at(-1))}`);
    steps.push(next);
    states.push(next.states);
  }
  const loop = states.findIndex((one) => sameStates(model, one, states.at(-1)));
  if (loop === states.length - 1) throw new Error('the run is no lasso');
  const meta = {
    ...{ model: model.name, bounds: {}, knobs: {}, property: 'Answered', verdict: 'violated' },
    ...{ version: '', command: 'node scripts/viewer-traces.mjs' },
    evidence: { values: [], hosts: [], because: 'the client asks for ever, and every question is lost' },
  };
  // A lasso says its last state once: the step after it is that of the loop again.
  const trace = traceOf(model, { initial, steps: steps.slice(0, -1) }, meta);
  return { ...trace, loop };
}

function namesOf(model, state) {
  return successors(model, state).map(({ rule }) => rule.name);
}

/** Four hosts of which two stand at once, and have two votes each. */
function splitVote() {
  const names = ['A', 'B', 'C', 'D'];
  const voter = setup({
    guards: {
      isFree: ({ context }) => context.voted === null,
      isEnough: ({ context, event }) => event.type === 'VOTE' && context.votes === 2,
    },
  }).createMachine({
    context: ({ input }) => ({ ...input, voted: null, votes: 0 }),
    initial: 'follower',
    states: {
      follower: {
        after: { 150: { guard: 'isFree', target: 'candidate' } },
        on: {
          ASK: {
            guard: 'isFree',
            actions: [
              assign({ voted: ({ event }) => event.from }),
              sendTo(({ system: actors, event }) => actors.get(event.from), { type: 'VOTE' }),
            ],
          },
        },
      },
      candidate: {
        entry: [
          assign({ voted: ({ context }) => context.name, votes: 1 }),
          ...[0, 1, 2].map((i) =>
            sendTo(
              ({ system: actors, context }) => actors.get(context.others[i]),
              ({ context }) => ({ type: 'ASK', from: context.name }),
            ),
          ),
        ],
        on: {
          VOTE: [
            { guard: 'isEnough', target: 'leader' },
            { actions: assign({ votes: ({ context }) => context.votes + 1 }) },
          ],
        },
      },
      leader: {},
    },
  });
  const model = system({
    name: 'an election among four',
    actors: Object.fromEntries(
      names.map((name) => [
        name,
        { machine: voter, input: { name, others: names.filter((one) => one !== name) } },
      ]),
    ),
    network: reliable({ perLink: 1 }),
    mayEnd: () => true,
    always: {
      SomebodyCanWin: (actors) =>
        names.filter((name) => actors[name].matches('candidate') && actors[name].context.votes === 2).length <
        2,
    },
  });
  const result = check(model);
  if (result.counterexample === null) throw new Error(`no split vote: ${result.verdict}`);
  return traceOf(model, result.counterexample, {
    ...metaOfResult(model, result),
    command: 'node scripts/viewer-traces.mjs',
    evidence: {
      ...{ values: [], hosts: [] },
      because:
        'A and B have two votes each of four, their own among them, and three are needed: nobody can win any more',
    },
  });
}

/** Three hosts over UDP in this process, so that their lines stand in the order in which things happened. */
async function realRun() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-real-'));
  const ids = ['a', 'b', 'c'];
  const ring = ids.map((id, i) => ({ id, address: `127.0.0.1:${47310 + i}` }));
  const lines = [];
  const counters = new Map();
  let began = null;
  const number = (actor) => {
    counters.set(actor, (counters.get(actor) ?? 0) + 1);
    return counters.get(actor);
  };
  const sink = {
    write(line) {
      const said = JSON.parse(line);
      if (said.schema !== undefined) {
        delete said.observed;
        if (lines.length === 0) lines.push(JSON.stringify({ ...said, ordering: 'total' }));
        return;
      }
      began ??= said.atUs;
      lines.push(JSON.stringify({ ...said, n: number(said.actor), atUs: said.atUs - began }));
    },
    close() {},
  };
  const open = (id) =>
    join({
      id,
      ring,
      transport: udpEach(),
      log: directory(path.join(folder, id)),
      trace: sink,
      deliveries: 'none',
    });
  const [a, b, c] = await Promise.all(ids.map(open));
  await Promise.all([a.broadcast('one'), b.broadcast('two'), c.broadcast('three')]);
  await c.close();
  lines.push(JSON.stringify({ actor: 'c', n: number('c'), action: 'Crash' }));
  await Promise.all([a.broadcast('four'), b.broadcast('five')]);
  const again = await open('c');
  await again.broadcast('six');
  for (const host of [a, b, again]) await host.close();
  fs.rmSync(folder, { recursive: true });
  return `${lines.join('\n')}\n`;
}
