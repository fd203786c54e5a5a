/** One question to the specified host, made small: what it is about, a key by which it is known again, and the way back from its answer. */
import type { HostContext, Entry, Epoch } from '../../spec/exo/log.js';
import type { HostEvent } from '../../spec/exo/events.js';
import { majority } from '../../impl/parts.js';
import { EMPTY_LOG, type EntryTree, type LogNode } from './entry-tree.js';
import { EpochShift, SlotShift, commonMultiple, type LifeShift } from './shift.js';
import { happeningKey, situationKey } from './shape-key.js';
import { NEW_PAYLOAD, smallEvent } from './shape-of-happenings.js';
import {
  answersIn,
  lifeShift,
  promisesIn,
  recordsIn,
  smallLives,
  smallPromise,
  smallVector,
  type SmallParts,
} from './shape-of-lives.js';
import type { Durable, Happening, Situation } from './situation.js';

export class Shape {
  readonly slots: SlotShift;
  readonly epochs: EpochShift;
  readonly lives: LifeShift;
  readonly key: string;
  /** The nodes of entries that the question shows, by the number that stands for their payload. */
  readonly nodes: LogNode[] = [];
  private readonly tokens = new Map<LogNode, number>();
  /** By log, the numbers of the entries that are shown of it. */
  private readonly windows = new Map<LogNode, readonly number[]>();

  constructor(
    readonly tree: EntryTree,
    readonly self: number,
    readonly hosts: number,
    readonly situation: Situation,
    readonly happening: Happening,
    isShifted: boolean,
  ) {
    this.slots = new SlotShift(isShifted ? this.positions() : [], this.multiple(), 2 * majority(hosts) + 2);
    const logs = [situation.log, situation.disk.log];
    if (situation.gathered !== null) logs.push(situation.gathered.log);
    if ('log' in happening) logs.push(happening.log);
    for (const { log } of promisesIn(situation)) logs.push(log);
    for (const { log } of situation.lives?.answers ?? []) logs.push(log);
    const shown = logs.map((log) => this.show(log)).join(';');
    const epochs = this.epochNumbers();
    this.epochs = new EpochShift(isShifted ? epochs : wholeRange(epochs), isShifted ? hosts : 1);
    this.lives = lifeShift(self, hosts, situation, happening, isShifted);
    this.key = `${happeningKey(this)}|${situationKey(this)}|${shown}|${this.entriesKey()}`;
  }

  /** The event. */
  event(): HostEvent {
    return smallEvent(this);
  }

  /** The context of the specified host. */
  context(): HostContext {
    const { situation, self, hosts } = this;
    const { gathered, agreed, disk } = situation;
    return {
      config: { self, hosts, isBusy: false, ...(situation.lives !== null && { recovery: 'repaired' }) },
      lives: smallLives(this.small, this.lives, self, situation, this.happening),
      ...this.durable(situation),
      disk: this.durable(disk),
      agreed: this.slots.small(agreed),
      gathered: gathered && {
        from: gathered.from,
        log: this.log(gathered.log),
        delivered: this.slots.small(gathered.delivered),
        ...(gathered.promises !== undefined && {
          promises: gathered.promises.map((one) => smallPromise(this.small, this.lives, one)),
        }),
      },
      queue: this.happening.type === 'APPEND' && this.happening.hasPayload ? [NEW_PAYLOAD] : [],
      submitted: 0,
      everAgreed: this.slots.small(agreed),
    };
  }

  /** What makes the parts of the question small. */
  get small(): SmallParts {
    const { hosts, slots, epochs } = this;
    return { hosts, slots, epochs, log: (log) => this.log(log), record: (epoch) => this.record(epoch) };
  }

  private durable({ promised, installed, log, delivered }: Durable): {
    promised: number;
    installed: Epoch | null;
    log: readonly Entry[];
    delivered: number;
  } {
    return {
      promised: this.epochs.small(promised),
      installed: this.record(installed),
      log: this.log(log),
      delivered: this.slots.small(delivered),
    };
  }

  private record(epoch: Epoch | null): Epoch | null {
    if (epoch === null) return null;
    const { number, members, base, snapshot, lives } = epoch;
    return {
      number: this.epochs.small(number),
      members,
      base: this.slots.small(base),
      snapshot: this.slots.small(snapshot),
      ...(lives !== undefined && { lives: smallVector(this.lives, lives) }),
    };
  }

  private log(log: LogNode): readonly Entry[] {
    return (this.windows.get(log) ?? []).map((token) => this.entry(token));
  }

  private entry(token: number): Entry {
    const node = this.nodes[token] as LogNode;
    const { tree, epochs } = this;
    return { epoch: epochs.small(tree.epochOf(node)), source: tree.sourceOf(node), payload: token };
  }

  /** The positions that the specified host compares in this step. */
  private positions(): number[] {
    const { situation, happening, tree } = this;
    const { log, delivered, agreed, disk, gathered } = situation;
    const positions = [tree.lengthOf(log), delivered, agreed, tree.lengthOf(disk.log), disk.delivered];
    if (gathered !== null) positions.push(tree.lengthOf(gathered.log), gathered.delivered);
    if ('log' in happening) positions.push(tree.lengthOf(happening.log), happening.delivered);
    for (const one of [...promisesIn(situation), ...answersIn(situation, happening)]) {
      positions.push(tree.lengthOf(one.log), one.delivered);
      if ('agreed' in one) positions.push(one.agreed);
    }
    // D2: without a disk, nothing is left.
    if (happening.type === 'CRASH' && situation.lives !== null) positions.push(0);
    if (happening.type === 'RECEIVE') positions.push(happening.slot);
    if (happening.type === 'FETCH') positions.push(happening.length);
    if (happening.type === 'JOIN' && situation.installed !== null) {
      positions.push(situation.installed.base, situation.installed.snapshot);
    }
    return positions;
  }

  private multiple(): number {
    const { situation, happening } = this;
    let multiple = 1;
    for (const { members } of recordsIn(situation, happening)) {
      multiple = commonMultiple(multiple, members.length);
    }
    return multiple;
  }

  /** Numbers the entries that are shown of a log. Returns what the key says of them. */
  private show(log: LogNode): string {
    const known = this.windows.get(log);
    if (known !== undefined) return `=${known.at(-1) ?? ''},${known.length}`;
    const { tree, tokens, nodes } = this;
    const window: number[] = [];
    const length = tree.lengthOf(log);
    const runs = this.slots.keptRuns(length);
    for (let i = runs.length - 2; i >= 0; i -= 2) {
      const [from, to] = [runs[i] as number, runs[i + 1] as number];
      let node = to === length ? log : tree.prefix(log, to);
      for (let slot = to; slot > from; slot--) {
        let token = tokens.get(node);
        if (token === undefined) {
          token = nodes.length;
          nodes.push(node);
          tokens.set(node, token);
        }
        window.push(token);
        node = tree.parentOf(node);
      }
    }
    window.reverse();
    this.windows.set(log, window);
    return window.join();
  }

  private epochNumbers(): number[] {
    const { situation, happening, tree, nodes } = this;
    const { promised, installed, disk } = situation;
    const numbers = nodes.map((node) => tree.epochOf(node));
    numbers.push(promised, disk.promised);
    if (installed !== null) numbers.push(installed.number);
    if (disk.installed !== null) numbers.push(disk.installed.number);
    if ('epoch' in happening)
      numbers.push(typeof happening.epoch === 'number' ? happening.epoch : happening.epoch.number);
    if (happening.type === 'JOIN') numbers.push(happening.promised);
    for (const { epoch } of promisesIn(situation)) numbers.push(epoch);
    for (const answer of answersIn(situation, happening)) {
      numbers.push(answer.promised);
      if (answer.installed !== null) numbers.push(answer.installed.number);
    }
    return numbers;
  }

  private entriesKey(): string {
    const { nodes, tree, epochs } = this;
    let text = '';
    for (const node of nodes) text += `${epochs.small(tree.epochOf(node))}.${tree.sourceOf(node)},`;
    return text;
  }

  /** The log that ends with an entry that is shown; the empty one for none. */
  nodeOf(token: number | null): LogNode {
    return token === null ? EMPTY_LOG : (this.nodes[token] as LogNode);
  }
}

/** All numbers up to the greatest one, so that none becomes another. */
function wholeRange(numbers: readonly number[]): readonly number[] {
  return Array.from({ length: Math.max(0, ...numbers) + 1 }, (_, i) => i);
}
