import { STATUS, type CoreAction } from '../core/core.js';
import type { Packet } from '../core/records.js';
import type { HostTrace } from '../host/parts.js';
import type { HostView } from '../host/view.js';
import type { TraceMessage, TraceState, Value } from '../../traces/index.js';
import { epochOf, slotOf } from '../wire/layout.js';
import type { PooledFrame } from './frame-pool.js';
import { KeptSteps, type Change } from './kept-steps.js';

/** What a trace says that is no step of a core. */
export type ClusterAction =
  | 'Crash'
  | 'Restart'
  | 'DiskFails'
  | 'Partition'
  | 'Heal'
  | 'FaultsEnd'
  /** Something that is said again, or to one that is too late. */
  | 'Say';

interface Step extends Change {
  readonly action: CoreAction | ClusterAction;
  readonly picks: TraceState['picks'];
  readonly messages: readonly TraceMessage[];
  readonly summary: string;
}

/** What a trace shows of a machine: of its host while it is up, otherwise of its disk and its application. */
export interface RecordedMachine {
  readonly name: string;
  readonly host: { readonly view: HostView } | null;
  readonly storage: { readonly durable: { readonly promised: number; readonly length: number } };
  readonly application: { readonly entries: number };
}

/** The action of a state in which there is what steps that are not kept have come to. */
const LEFT_OUT = 'LeftOut';

/** Keeps the last steps of a cluster, and those around faults and takeovers, as a trace has them. */
export class Recorder {
  private readonly kept: KeptSteps<Step>;
  private messages: TraceMessage[] = [];

  /** `stepsMax`: how many of the last are kept; `around`: how many around each fault and takeover. */
  constructor(
    private readonly names: readonly string[],
    stepsMax: number,
    around: number,
    private readonly now: () => number,
  ) {
    this.kept = new KeptSteps(stepsMax, around);
  }

  /** Told of the steps of a host's core. */
  traceOf(machine: RecordedMachine): HostTrace {
    return (action, view) => {
      // That a host begins anew is noted from outside, with what stands around it.
      if (action !== 'Submit' && action !== 'Restart')
        this.add(action, picksOf(action, machine.name, view), machine.name, stateOf(view));
    };
  }

  /** Something happens to a host from outside. */
  note(action: ClusterAction, machine: RecordedMachine): void {
    const { host, storage, application, name } = machine;
    const state: Value =
      host === null
        ? {
            status: 'down',
            promised: storage.durable.promised,
            epoch: null,
            length: storage.durable.length,
            agreed: null,
            delivered: application.entries,
          }
        : stateOf(host.view);
    this.add(action, { host: name }, name, state);
  }

  /** Something happens to the network. */
  noteAll(action: ClusterAction, how: string): void {
    this.add(action, how === '' ? {} : { how }, null, null);
  }

  sent(from: number, to: number, what: PooledFrame | Packet, isLost: boolean): void {
    const { names } = this;
    const message = { from: names[from] ?? '', to: names[to] ?? '', text: textOf(what) };
    this.messages.push(isLost ? { ...message, lost: true } : message);
  }

  /** A host has done all that it does at once: what it has said without a step of its core is a step by itself. */
  endStep(machine: RecordedMachine): void {
    if (this.messages.length > 0) this.note('Say', machine);
  }

  /** The states, the first of them without an action. Where steps are left out stands one that says how many. */
  states(): readonly TraceState[] {
    const states: TraceState[] = [];
    let current: Readonly<Record<string, Value>> = Object.fromEntries(
      this.names.map((name) => [name, NOTHING_YET]),
    );
    const leave = (leftOut: number, left: ReadonlyMap<string, Value>): void => {
      current = { ...current, ...Object.fromEntries(left) };
      const isFirst = states.length === 0;
      const text = `${leftOut} steps that are not kept`;
      const summary = isFirst && leftOut === 0 ? 'the beginning' : isFirst ? `after ${text}` : text;
      const [action, picks] = isFirst ? ['init', {}] : [LEFT_OUT, { steps: leftOut }];
      states.push({ action, picks, vars: current, summary });
    };
    for (const { step, leftOut, states: left } of this.kept.kept()) {
      if (leftOut > 0 || states.length === 0) leave(leftOut, left);
      if (step.name !== null) current = { ...current, [step.name]: step.state };
      const { action, picks, messages, summary } = step;
      states.push({ action, picks, vars: current, ...(messages.length > 0 && { messages }), summary });
    }
    if (states.length === 0) leave(0, new Map());
    return states;
  }

  /** How many steps are left out of the states. */
  get leftOut(): number {
    return this.kept.all - this.kept.kept().length;
  }

  private add(action: Step['action'], picks: Step['picks'], name: string | null, state: Value): void {
    const { messages } = this;
    this.messages = [];
    this.kept.add({ action, picks, name, state, messages, summary: `at ${timeText(this.now())}` });
  }
}

const NOTHING_YET: Value = {
  status: 'following',
  promised: 0,
  epoch: 0,
  length: 0,
  agreed: 0,
  delivered: 0,
};

const STATUS_NAMES = Object.keys(STATUS);

/** Nothing of it is shared with the host. */
function stateOf({ status, promised, epoch, log, agreed, delivered }: HostView): Value {
  return {
    status: STATUS_NAMES[status] ?? 'following',
    promised,
    epoch: epoch?.number ?? null,
    length: log.length,
    agreed,
    delivered,
  };
}

function picksOf(action: CoreAction, host: string, view: HostView): TraceState['picks'] {
  switch (action) {
    case 'Append':
    case 'Broadcast':
    case 'Receive':
      return { host, slot: view.log.length - 1 };
    case 'Timeout':
    case 'Promise':
    case 'Gather':
    case 'Start':
    case 'Install':
    case 'CatchUp':
      return { host, epoch: view.promised };
    default:
      return { host };
  }
}

function textOf(what: PooledFrame | Packet): string {
  if ('words' in what) return `entry ${slotOf(what.words, 0)} of epoch ${epochOf(what.words, 0)}`;
  switch (what.kind) {
    case 'prepare':
    case 'promise':
      return `${what.kind} ${what.epoch}`;
    case 'start':
    case 'install':
      return `${what.kind} ${what.epoch.number}, log to ${what.log.length}`;
    case 'fetch':
      return `fetch from ${what.length}`;
    case 'hint':
      return `hint of slot ${what.slot}`;
    case 'join':
    case 'refuse':
      return `${what.kind} ${what.promised}`;
    case 'announce':
    case 'answer':
      return `${what.kind} of life ${what.nonce}`;
  }
}

/** `12.345 ms`: to the microsecond. */
function timeText(milliseconds: number): string {
  return `${milliseconds.toFixed(3)} ms`;
}
