/** One question to the specified host, made small: what it is about, a key by which it is known again, and the way back from its answer. */
import type { HostContext, Entry, Epoch } from '../../spec/exo/log.js';
import type { HostEvent } from '../../spec/exo/events.js';
import { majority } from '../../impl/parts.js';
import { EMPTY_LOG, type EntryTree, type LogNode } from './entry-tree.js';
import { EpochShift, SlotShift, commonMultiple, type LifeShift } from './shift.js';
import {
  answersIn,
  lifeShift,
  livesKey,
  promisesIn,
  recordsIn,
  smallAnswer,
  smallLives,
  smallPromise,
  smallVector,
  type SmallParts,
} from './shape-of-lives.js';
import type { Durable, Happening, Situation } from './situation.js';

/** The payload of an own entry that is new, and of one that is received, in what the specified host is asked. */
export const NEW_PAYLOAD = 1_000_000;
export const RECEIVED_PAYLOAD = 1_000_001;

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
    private readonly tree: EntryTree,
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
    this.key = `${this.happeningKey()}|${this.situationKey()}|${shown}|${this.entriesKey()}`;
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

  /** The event. */
  event(): HostEvent {
    const { happening, slots, epochs } = this;
    switch (happening.type) {
      case 'RECEIVE': {
        const { epoch, slot, source, before } = happening;
        const history = this.tree.historyOf(before);
        return {
          type: 'RECEIVE',
          message: {
            kind: 'entry',
            slot: slots.small(slot),
            epoch: epochs.small(epoch),
            source,
            history,
            payload: RECEIVED_PAYLOAD,
          },
        };
      }
      case 'TIMEOUT':
        return { type: 'TIMEOUT', epoch: epochs.small(happening.epoch) };
      case 'PREPARE':
        return {
          type: 'PREPARE',
          packet: {
            kind: 'prepare',
            epoch: epochs.small(happening.epoch),
            ...this.ofLife(happening.epoch % this.hosts, happening),
          },
        };
      case 'PROMISE':
        return { type: 'PROMISE', packet: smallPromise(this.small, this.lives, happening) };
      case 'ANNOUNCE': {
        const { from, life, nonce } = happening;
        const small = { life: this.lives.small(from, life), nonce: this.lives.small(from, nonce) };
        return { type: 'ANNOUNCE', packet: { kind: 'announce', from, ...small } };
      }
      case 'ANSWER':
        return { type: 'ANSWER', packet: smallAnswer(this.small, this.lives, this.self, happening) };
      case 'BEGIN':
        return { type: 'BEGIN', members: happening.members };
      case 'START':
      case 'INSTALL': {
        const { epoch, log, delivered } = happening;
        const logged = { log: this.log(log), delivered: slots.small(delivered) };
        const record = this.record(epoch) as Epoch;
        return happening.type === 'START'
          ? { type: 'START', packet: { kind: 'start', epoch: record, ...logged } }
          : { type: 'INSTALL', packet: { kind: 'install', epoch: record, ...logged } };
      }
      case 'CATCH_UP':
      case 'RETURN':
        return { type: happening.type, to: happening.to, wanted: 'entries' };
      case 'FETCH': {
        const { from, wanted, epoch, length } = happening;
        const packet = {
          kind: 'fetch',
          from,
          wanted,
          epoch: epochs.small(epoch),
          length: slots.small(length),
          ...this.ofLife(from, happening),
        };
        return { type: 'FETCH', packet: packet as never };
      }
      case 'JOIN': {
        const { from, wanted, promised, isInstalled } = happening;
        const packet = {
          kind: 'join',
          from,
          wanted,
          promised: epochs.small(promised),
          isInstalled,
          ...this.ofLife(from, happening),
        };
        return { type: 'JOIN', packet: packet as never };
      }
      default:
        return { type: happening.type };
    }
  }

  private get small(): SmallParts {
    const { hosts, slots, epochs } = this;
    return { hosts, slots, epochs, log: (log) => this.log(log), record: (epoch) => this.record(epoch) };
  }

  /** D1: the life of a sender, where there are lives. */
  private ofLife(from: number, { life }: { readonly life?: number }): { readonly life?: number } {
    return life === undefined ? {} : { life: this.lives.small(from, life) };
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

  private *epochNumbers(): Generator<number> {
    const { situation, happening, tree, nodes } = this;
    for (const node of nodes) yield tree.epochOf(node);
    yield situation.promised;
    yield situation.disk.promised;
    if (situation.installed !== null) yield situation.installed.number;
    if (situation.disk.installed !== null) yield situation.disk.installed.number;
    if ('epoch' in happening)
      yield typeof happening.epoch === 'number' ? happening.epoch : happening.epoch.number;
    if (happening.type === 'JOIN') yield happening.promised;
    for (const { epoch } of promisesIn(situation)) yield epoch;
    for (const { promised, installed } of answersIn(situation, happening)) {
      yield promised;
      if (installed !== null) yield installed.number;
    }
  }

  private situationKey(): string {
    const { situation, slots } = this;
    const { name, agreed, gathered, disk } = situation;
    const logs = gathered === null ? '' : `${gathered.from.join()},${slots.small(gathered.delivered)}`;
    const lives = livesKey(this.small, this.lives, this.self, situation, this.happening, (epoch) =>
      this.recordKey(epoch),
    );
    return `${name},${slots.small(agreed)},${this.durableKey(situation)},${this.durableKey(disk)},${logs},${lives}`;
  }

  private durableKey({ promised, installed, delivered }: Durable): string {
    return `${this.epochs.small(promised)},${this.slots.small(delivered)},${this.recordKey(installed)}`;
  }

  private recordKey(epoch: Epoch | null): string {
    if (epoch === null) return '-';
    const { number, members, base, snapshot, lives } = epoch;
    const known = lives === undefined ? '' : `:${smallVector(this.lives, lives).join('.')}`;
    return `${this.epochs.small(number)}:${members.join('.')}:${this.slots.small(base)}:${this.slots.small(snapshot)}${known}`;
  }

  private happeningKey(): string {
    const { happening, slots, epochs, tree } = this;
    switch (happening.type) {
      case 'APPEND':
        return `APPEND,${happening.hasPayload}`;
      case 'RECEIVE':
        return `RECEIVE,${epochs.small(happening.epoch)},${slots.small(happening.slot)},${happening.source},${tree.historyOf(happening.before).join('.')}`;
      case 'TIMEOUT':
        return `TIMEOUT,${epochs.small(happening.epoch)}`;
      case 'PREPARE':
        return `PREPARE,${epochs.small(happening.epoch)},${this.lifeKey(happening.epoch % this.hosts, happening)}`;
      case 'PROMISE': {
        const { epoch, from, delivered, starterLife, known = [] } = happening;
        const starter = this.lifeKey(epoch % this.hosts, { life: starterLife });
        return `PROMISE,${epochs.small(epoch)},${from},${slots.small(delivered)},${this.lifeKey(from, happening)},${starter},${smallVector(this.lives, known).join('.')}`;
      }
      case 'ANNOUNCE': {
        const { from, life, nonce } = happening;
        return `ANNOUNCE,${from},${this.lives.small(from, life)},${this.lives.small(from, nonce)}`;
      }
      case 'RESTART':
        return `RESTART,${this.lifeKey(this.self, happening)}`;
      case 'BEGIN':
        return `BEGIN,${happening.members.join('.')}`;
      case 'START':
      case 'INSTALL':
        return `${happening.type},${this.recordKey(happening.epoch)},${slots.small(happening.delivered)}`;
      case 'CATCH_UP':
      case 'RETURN':
        return `${happening.type},${happening.to}`;
      case 'FETCH':
        return `FETCH,${happening.from},${happening.wanted},${epochs.small(happening.epoch)},${slots.small(happening.length)},${this.lifeKey(happening.from, happening)}`;
      case 'JOIN':
        return `JOIN,${happening.from},${happening.wanted},${epochs.small(happening.promised)},${happening.isInstalled},${this.lifeKey(happening.from, happening)}`;
      default:
        return happening.type;
    }
  }

  private lifeKey(host: number, { life }: { readonly life?: number | undefined }): string {
    return life === undefined ? '' : `${this.lives.small(host, life)}`;
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
function wholeRange(numbers: Iterable<number>): readonly number[] {
  return Array.from({ length: Math.max(0, ...numbers) + 1 }, (_, i) => i);
}
