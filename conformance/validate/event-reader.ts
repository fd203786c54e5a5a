/** Events of a run of Exo, read: hosts are numbers then, and every field is known and of its type. */
import type { Json, RunEvent, RunMessage } from '../../traces/index.js';
import {
  ACTIONS,
  type SeenAction,
  type SeenEvent,
  type SeenFields,
  type SeenFrame,
  type SeenLog,
  type SeenMessage,
} from './seen.js';
import {
  count,
  counts,
  expectOnly,
  flag,
  inside,
  Malformed,
  record,
  shown,
  whole,
  type Record_,
} from './read-fields.js';
import { expectParts, expectWay } from './parts-of-actions.js';
import type { Epoch } from './situation.js';

/** Reads events of a ring with these hosts. */
export class EventReader {
  private readonly places: ReadonlyMap<string, number>;

  constructor(private readonly names: readonly string[]) {
    this.places = new Map(names.map((name, host) => [name, host]));
  }

  /** @throws Malformed for an unknown action, or a field that is unknown, missing or of another type. */
  read(event: RunEvent): SeenEvent {
    const { action, layer = 'host', args = {}, received, sent = [], set = {} } = event;
    if (!KNOWN.has(action)) {
      throw new Malformed('action', JSON.stringify(action), `one of ${ACTIONS.join(', ')}`);
    }
    if (layer !== 'host' && layer !== 'engine') {
      throw new Malformed('layer', JSON.stringify(layer), 'host, engine or driver');
    }
    if (action === 'Attach' && layer !== 'engine')
      throw new Malformed('action', JSON.stringify(action), 'one of an engine, or of a driver');
    expectParts(action as SeenAction, event);
    return {
      actor: this.host('actor', event.actor),
      action: action as SeenAction,
      layer,
      number: args['number'] === undefined ? null : count('args.number', args['number']),
      epoch: args['epoch'] === undefined ? null : count('args.epoch', args['epoch']),
      entry: args['entry'] === undefined ? null : this.frame('args.entry', args['entry']),
      session: action === 'Attach' ? counts('args', args, SESSION) : null,
      received: received === undefined ? null : this.message('received', received),
      sent: sent.map((message, i) => ({
        ...this.message(`sent[${i}]`, message),
        to: message.to?.map((name) => this.host(`sent[${i}].to`, name)) ?? null,
      })),
      set: this.fields(set),
    };
  }

  private fields(set: Record_): SeenFields {
    const found: Record<string, unknown> = {};
    for (const name in set) {
      const value = set[name] as Json;
      if (name === 'status') {
        if (typeof value !== 'string') throw new Malformed('set.status', JSON.stringify(value), 'a text');
        found[name] = value;
      } else if (name === 'epoch') found[name] = value === null ? null : this.record('set.epoch', value);
      else if (name === 'lives') found[name] = this.lives('set.lives', value);
      else if (COUNTS.has(name)) found[name] = count('set', value, name);
      else {
        const accepted = `one of status, epoch, lives, ${[...COUNTS].join(', ')}`;
        throw new Malformed(`set.${name}`, 'an unknown field', accepted);
      }
    }
    return found;
  }

  private message(path: string, message: RunMessage): SeenMessage {
    const { kind, fields, lost = [], from } = message;
    const at = `${path}.fields`;
    expectWay(path, message);
    for (const name of lost) this.host(`${path}.lost`, name);
    if (from !== undefined) this.host(`${path}.from`, from);
    switch (kind) {
      case 'entry':
        return { kind, frame: this.frame(at, fields) };
      case 'prepare':
        expectOnly(at, fields, ['from', 'epoch', 'delivered', 'life']);
        return {
          kind,
          from: this.from(at, fields),
          ...counts(at, fields, ['epoch', 'delivered']),
          ...ofLife(at, fields),
        };
      case 'promise':
        expectOnly(at, fields, ['from', 'epoch', 'log', 'life', 'starterLife', 'known']);
        return {
          kind,
          from: this.from(at, fields),
          ...counts(at, fields, ['epoch']),
          log: this.log(at, fields['log']),
          ...ofLife(at, fields),
          ...(fields['starterLife'] !== undefined && counts(at, fields, ['starterLife'])),
          ...(fields['known'] !== undefined && { known: this.lives(`${at}.known`, fields['known']) }),
        };
      case 'start':
      case 'install':
        expectOnly(at, fields, ['from', 'epoch', 'log']);
        return {
          kind,
          from: this.from(at, fields),
          epoch: this.record(`${at}.epoch`, fields['epoch']),
          log: this.log(at, fields['log']),
        };
      case 'fetch': {
        expectOnly(at, fields, ['from', 'epoch', 'length', 'upTo', 'delivered', 'life']);
        const upTo = fields['upTo'] === null ? null : count(`${at}.upTo`, fields['upTo']);
        return {
          kind,
          from: this.from(at, fields),
          upTo,
          ...counts(at, fields, ['epoch', 'length', 'delivered']),
          ...ofLife(at, fields),
        };
      }
      case 'join':
        expectOnly(at, fields, ['from', 'promised', 'isInstalled', 'delivered', 'life']);
        return {
          kind,
          from: this.from(at, fields),
          isInstalled: flag(`${at}.isInstalled`, fields['isInstalled']),
          ...counts(at, fields, ['promised', 'delivered']),
          ...ofLife(at, fields),
        };
      case 'refuse':
        expectOnly(at, fields, ['from', 'promised']);
        return { kind, from: this.from(at, fields), ...counts(at, fields, ['promised']) };
      case 'hint':
        expectOnly(at, fields, ['from', 'epoch', 'slot']);
        return { kind, from: this.from(at, fields), ...counts(at, fields, ['epoch', 'slot']) };
      case 'announce':
        expectOnly(at, fields, ['from', 'life', 'nonce']);
        return { kind, from: this.from(at, fields), ...counts(at, fields, ['life', 'nonce']) };
      case 'answer':
        return this.answer(at, fields);
      default:
        throw new Malformed(`${path}.kind`, JSON.stringify(kind), `one of ${KINDS.join(', ')}`);
    }
  }

  private answer(at: string, fields: Record_): SeenMessage {
    expectOnly(at, fields, ['from', 'life', 'nonce', 'promised', 'epoch', 'agreed', 'known', 'log']);
    const { epoch = null } = fields;
    return {
      kind: 'answer',
      from: this.from(at, fields),
      ...counts(at, fields, ['life', 'nonce', 'promised', 'agreed']),
      epoch: epoch === null ? null : this.record(`${at}.epoch`, epoch),
      known: this.lives(`${at}.known`, fields['known']),
      log: this.log(at, fields['log']),
    };
  }

  /** By host, the number of a life. @throws Malformed */
  private lives(path: string, value: unknown): readonly number[] {
    const lives = Array.isArray(value) ? value.map((life, host) => count(`${path}[${host}]`, life)) : [];
    if (lives.length === this.names.length) return lives;
    throw new Malformed(path, shown(value), `${this.names.length} numbers of lives`);
  }

  /** An entry. @throws Malformed */
  frame(path: string, value: unknown): SeenFrame {
    const fields = record(path, value);
    expectOnly(path, fields, FRAME);
    const { epoch, slot, source, history, payload, crc } = fields;
    const isNone = payload === null;
    if (!isNone && !(Array.isArray(payload) && payload.length === 2)) {
      throw new Malformed(
        `${path}.payload`,
        JSON.stringify(payload),
        'null, or the number of the first and how many',
      );
    }
    return {
      epoch: count(path, epoch, 'epoch'),
      slot: count(path, slot, 'slot'),
      source: this.host(path, source, 'source'),
      history: whole(path, history, 'history'),
      first: isNone ? -1 : count(path, payload[0], 'payload[0]'),
      count: isNone ? 0 : count(path, payload[1], 'payload[1]'),
      crc: whole(path, crc, 'crc'),
    };
  }

  private record(path: string, value: unknown): Epoch {
    const fields = record(path, value);
    expectOnly(path, fields, ['number', 'members', 'base', 'snapshot', 'lives']);
    const { members, lives } = fields;
    if (!Array.isArray(members))
      throw new Malformed(`${path}.members`, JSON.stringify(members), 'a list of hosts');
    return {
      ...counts(path, fields, ['number', 'base', 'snapshot']),
      members: members.map((name) => this.host(`${path}.members`, name)),
      ...(lives !== undefined && { lives: this.lives(`${path}.lives`, lives) }),
    };
  }

  private log(path: string, value: unknown): SeenLog {
    const fields = record(`${path}.log`, value);
    expectOnly(`${path}.log`, fields, ['start', 'length', 'delivered', 'lastEpoch', 'crc']);
    return {
      ...counts(`${path}.log`, fields, ['start', 'length', 'delivered']),
      lastEpoch: whole(`${path}.log.lastEpoch`, fields['lastEpoch']),
      crc: fields['crc'] === null ? null : whole(`${path}.log.crc`, fields['crc']),
    };
  }

  private from(path: string, fields: Record_): number {
    return this.host(path, fields['from'], 'from');
  }

  /** A host by its name, at a path or in a field of what is there. @throws Malformed */
  host(path: string, name: unknown, field?: string): number {
    const host = typeof name === 'string' ? this.places.get(name) : undefined;
    if (host === undefined)
      throw new Malformed(inside(path, field), shown(name), `one of ${this.names.join(', ')}`);
    return host;
  }
}

/** D1: the life of a sender, where there is one. */
function ofLife(path: string, fields: Record_): { readonly life?: number } {
  return fields['life'] === undefined ? {} : counts(path, fields, ['life']);
}

const KNOWN: ReadonlySet<string> = new Set(ACTIONS);

const FRAME = ['epoch', 'slot', 'source', 'history', 'payload', 'crc'] as const;

const SESSION = ['session', 'delivered', 'pointer'] as const;

const COUNTS: ReadonlySet<string> = new Set([
  'promised',
  'start',
  'length',
  'agreed',
  'settled',
  'delivered',
  'unwritten',
]);

const KINDS = [
  'entry',
  'prepare',
  'promise',
  'start',
  'install',
  'fetch',
  'join',
  'refuse',
  'hint',
  'announce',
  'answer',
];
