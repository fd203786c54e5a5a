/** Runs of the simulator as traces, and such traces executed again. */
import { simulate, simulationOptions, type SimulationResult } from '../../impl/index.js';
import { hostName } from '../../impl/simulate/host-name.js';
import {
  firstDifference,
  lensAsJson,
  sameValue,
  showAction,
  type Json,
  type Lens,
  type Trace,
  type TraceState,
  type Value,
} from '../../traces/index.js';
import { ExoError, type Replay } from '../../checker/index.js';
import { counted } from '../terminal/numbers.js';
import { simulateCommand, TRACE_STEPS_MAX } from './flags.js';
import { unusable } from '../replay/trace-source.js';
import { version } from '../version.js';

const MODEL = 'simulation';

/** How many of the last steps of a run are kept, and how many around each fault. */
export interface KeptOfRun {
  readonly traceSteps: number;
  readonly traceAround: number;
}

/** The steps of a run that were kept. */
export function simulationTrace(result: SimulationResult, { traceSteps, traceAround }: KeptOfRun): Trace {
  const { options, property, verdict, reason, digest, steps } = result;
  const { hosts, crashes, partitions, diskFailures, slowDisks } = options;
  return {
    meta: {
      model: MODEL,
      bounds: { hosts, crashes, partitions, diskFailures, slowDisks },
      knobs: {},
      property,
      verdict,
      reason,
      digest,
      traceSteps,
      traceAround,
      simulation: options as unknown as Json,
      version: version(),
      command: simulateCommand(options),
      lens: lensAsJson(lensOf(hosts)),
    },
    vars: Array.from({ length: hosts }, (_, host) => hostName(host)),
    states: steps,
  };
}

/** What the fields of a host's state in such a trace mean to viewers. */
function lensOf(hosts: number): Lens {
  return {
    lanes: Array.from({ length: hosts }, (_, host) => ({ name: hostName(host), kind: 'host' })),
    kinds: {
      host: {
        ...{ length: 'length', agreed: 'agreed', delivered: 'delivered', epoch: 'epoch', state: 'status' },
        down: { path: 'status', is: ['down'] },
      },
    },
    actor: 'host',
    actions: {
      ...{ Broadcast: 'broadcast', Receive: 'receive', Timeout: 'takeover', Promise: 'promise' },
      ...{ Start: 'start', Install: 'install', Crash: 'crash', Restart: 'restart' },
      ...{ Persist: 'local', Deliver: 'local', Append: 'local', Submit: 'local' },
    },
  };
}

export function isSimulation({ meta }: Trace): boolean {
  return meta.model === MODEL;
}

/**
 * Simulates again what a trace is of, from its options, and compares every step that it has.
 *
 * @throws ExoError EXO206 where its metadata do not give a simulation.
 */
export function replaySimulation(trace: Trace, file: string): Replay {
  const again = simulationTrace(...simulatedAgain(trace, file));
  for (const [step, state] of trace.states.entries()) {
    const how = differenceFrom(again.states[step], state);
    if (how !== null) return { kind: 'differs', step, how };
  }
  const last = trace.states.length - 1;
  const more = again.states.length - trace.states.length;
  if (more > 0)
    return { kind: 'differs', step: last, how: `the simulation goes on for ${counted(more, 'more step')}` };
  const { property, verdict, digest } = again.meta;
  if (property !== trace.meta.property || verdict !== trace.meta.verdict) {
    const [found, said] = [property ?? verdict, trace.meta.property ?? trace.meta.verdict];
    return { kind: 'differs', step: last, how: `the simulation ends with ${found}, the trace says ${said}` };
  }
  if (digest !== trace.meta['digest']) {
    const how = `the simulation has the digest ${String(digest)}, the trace ${String(trace.meta['digest'])}`;
    return { kind: 'differs', step: last, how: `${how}: steps before those of the trace differ` };
  }
  return {
    kind: 'reproduced',
    what:
      property === null ? `${verdict}, ${counted(last, 'step')}` : `${property} is violated at step ${last}`,
  };
}

/** A host's state in a cell: its epoch, what it does if it does not follow that, and how much of its log is agreed. */
export function simulationCell(_: string, value: Value): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return String(value);
  const { status, promised, epoch, agreed, length } = value as Readonly<Record<string, Value>>;
  const where = status === 'following' ? `${String(epoch)}:` : `${String(status)} ${String(promised)}:`;
  return `${where} ${agreed === null ? '' : `${String(agreed)}/`}${String(length)}`;
}

function simulatedAgain({ meta }: Trace, file: string): [SimulationResult, KeptOfRun] {
  const { simulation } = meta;
  try {
    const traceSteps = stepsIn(meta, 'traceSteps', 1);
    // Earlier traces had the last steps only.
    const traceAround = meta['traceAround'] === undefined ? 0 : stepsIn(meta, 'traceAround', 0);
    const kept = { traceSteps, traceAround };
    const options = simulationOptions(Object(simulation) as object);
    return [simulate(options, kept), kept];
  } catch (error) {
    throw unusable(file, error);
  }
}

/** @throws ExoError EXO206 for what is no number of steps. */
function stepsIn(meta: Trace['meta'], name: 'traceSteps' | 'traceAround', least: number): number {
  const found: unknown = meta[name];
  if (typeof found === 'number' && Number.isInteger(found) && found >= least && found <= TRACE_STEPS_MAX)
    return found;
  const accepted = `a whole number from ${least} to ${TRACE_STEPS_MAX}`;
  throw new ExoError('EXO206', `${name} is ${accepted}, not ${JSON.stringify(found)}`);
}

/** How a step of the simulation is not what the trace says, or null. */
function differenceFrom(found: TraceState | undefined, said: TraceState): string | null {
  if (found === undefined) return 'the simulation has ended before it';
  const isSameAction = found.action === said.action && sameValue(found.picks, said.picks);
  if (!isSameAction) {
    return `it is ${showAction(found.action, found.picks)}, the trace says ${showAction(said.action, said.picks)}`;
  }
  const difference =
    firstDifference(found.vars, said.vars) ??
    firstDifference(
      { summary: found.summary ?? '', messages: messagesOf(found) },
      { summary: said.summary ?? '', messages: messagesOf(said) },
    );
  return difference && `${difference.path} is ${difference.left}, the trace says ${difference.right}`;
}

function messagesOf({ messages = [] }: TraceState): Value {
  return messages.map(({ from, to, text, lost = false }) => ({ from, to, text, lost }));
}
