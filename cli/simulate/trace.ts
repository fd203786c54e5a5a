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

/** The last steps of a run, which were kept; of this many at most. */
export function simulationTrace(result: SimulationResult, traceSteps: number): Trace {
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

function simulatedAgain({ meta }: Trace, file: string): [SimulationResult, number] {
  const { simulation, traceSteps } = meta;
  try {
    if (typeof traceSteps !== 'number' || !isTraceSteps(traceSteps)) {
      const found = JSON.stringify(traceSteps);
      throw new ExoError('EXO206', `traceSteps is a whole number from 1 to ${TRACE_STEPS_MAX}, not ${found}`);
    }
    const options = simulationOptions(Object(simulation) as object);
    return [simulate(options, { traceSteps }), traceSteps];
  } catch (error) {
    throw unusable(file, error);
  }
}

function isTraceSteps(count: number): boolean {
  return Number.isInteger(count) && count >= 1 && count <= TRACE_STEPS_MAX;
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
