import { STATUS, type CoreAction } from '../core/core.js';
import type { Packet } from '../core/records.js';
import type { HostTrace } from '../host/parts.js';
import type { HostView } from '../host/view.js';
import type { TraceMessage, TraceState, Value } from '../../traces/index.js';
import { epochOf, slotOf } from '../wire/layout.js';
import type { PooledFrame } from './frame-pool.js';

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

interface Step {
  readonly action: CoreAction | ClusterAction;
  readonly picks: TraceState['picks'];
  /** The host whose state the step changes; null for nobody's. */
  readonly name: string | null;
  readonly state: Value;
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

/** Keeps the last steps of a cluster, as a trace has them. */
export class Recorder {
  private readonly kept: Step[] = [];
  /** Steps that are no longer kept, and where the next one goes. */
  private dropped = 0;
  private messages: TraceMessage[] = [];
  /** By host, its state before the first step that is kept. */
  private readonly before: Map<string, Value>;

  constructor(
    private readonly names: readonly string[],
    private readonly stepsMax: number,
    private readonly now: () => number,
  ) {
    this.before = new Map(names.map((name) => [name, NOTHING_YET]));
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

  /** The states, the first of them without an action. */
  states(): readonly TraceState[] {
    const vars = Object.fromEntries(this.before);
    const summary = this.dropped === 0 ? 'the beginning' : `after ${this.dropped} steps that are not kept`;
    const states: TraceState[] = [{ action: 'init', picks: {}, vars, summary }];
    let current: Readonly<Record<string, Value>> = vars;
    for (let i = 0; i < this.kept.length; i++) {
      const step = this.kept[(this.dropped + i) % this.kept.length] as Step;
      if (step.name !== null) current = { ...current, [step.name]: step.state };
      const { action, picks, messages, summary: text } = step;
      states.push({ action, picks, vars: current, ...(messages.length > 0 && { messages }), summary: text });
    }
    return states;
  }

  private add(action: Step['action'], picks: Step['picks'], name: string | null, state: Value): void {
    const step = {
      action,
      picks,
      name,
      state,
      messages: this.messages,
      summary: `at ${timeText(this.now())}`,
    };
    this.messages = [];
    if (this.kept.length < this.stepsMax) {
      this.kept.push(step);
      return;
    }
    const at = this.dropped % this.stepsMax;
    const oldest = this.kept[at];
    if (oldest !== undefined && oldest.name !== null) this.before.set(oldest.name, oldest.state);
    this.kept[at] = step;
    this.dropped += 1;
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
