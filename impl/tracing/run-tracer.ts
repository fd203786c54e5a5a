import { STATUS } from '../core/core.js';
import type { Packet } from '../core/records.js';
import type { HostAction, HostTrace } from '../host/parts.js';
import type { HostPort } from '../host/port.js';
import type { HostView } from '../host/view.js';
import { entryText, epochText, packetText } from './message-text.js';

/** What a tracer writes of. */
export interface RunTracerParts {
  /** The names of all hosts, in ring order. */
  readonly names: readonly string[];
  readonly self: number;
  /** Takes a line, without its end. */
  readonly write: (line: string) => void;
  /** Microseconds since some beginning, to as many digits as are to be written. */
  readonly nowUs: () => number;
  /** `host` if left out. */
  readonly layer?: 'host' | 'engine';
}

interface Outgoing {
  readonly kind: Packet['kind'] | 'entry';
  readonly via: 'broadcast' | 'oob';
  readonly fields: string;
  /** The packet, which may go to others too; null for an entry. */
  readonly packet: Packet | null;
  to: number[];
  lost: number[];
}

/** What a host sends in a step of the core. Everything else is said again, or rests on nothing. */
const SENT_IN: Partial<Readonly<Record<HostAction, readonly Outgoing['kind'][]>>> = {
  Broadcast: ['entry'],
  Persist: ['prepare', 'promise', 'start'],
  Fetch: ['fetch'],
  Join: ['join'],
  AnswerFetch: ['entry', 'install'],
  AnswerJoin: ['start', 'install'],
  Announce: ['announce'],
  Answer: ['answer'],
};

const FATES: Partial<Readonly<Record<HostAction, string>>> = {
  Promise: 'promised',
  Gather: 'counted',
  Install: 'installed',
  CatchUp: 'installed',
  AnswerFetch: 'answered',
  AnswerJoin: 'answered',
  Answer: 'answered',
  TakeAnswer: 'counted',
};

const STATUS_NAMES = Object.keys(STATUS);

/**
 * Writes what one host does as the events of a run, through all of its lives: `trace` is given to the host, and what it sends goes through
 * `port`. Nothing here looks at a clock or a file: lines go to `write`.
 */
export class RunTracer {
  private readonly names: readonly string[];
  private readonly begin: string;
  private n = 0;
  private outgoing: Outgoing[] = [];
  private view: HostView | null = null;
  // What was last written of the host.
  private status = -1;
  private promised = -1;
  private start = -1;
  private length = -1;
  private agreed = -1;
  private settled = -1;
  private delivered = -1;
  private unwritten = -1;
  private lives: Float64Array | null = null;

  constructor(private readonly parts: RunTracerParts) {
    const { names, self, layer = 'host' } = parts;
    this.names = names.map((name) => JSON.stringify(name));
    this.begin = `{"actor":${this.names[self] ?? '""'},${layer === 'host' ? '' : `"layer":"${layer}",`}"n":`;
  }

  /** Told of every step of the host. */
  readonly trace: HostTrace = (action, view, packet) => {
    this.view = view;
    this.sayAgain(SENT_IN[action] ?? []);
    if (action === 'Restart') this.forget();
    this.line(action, this.about(action, view, packet), this.changes(view));
  };

  /** O9: told of the sessions of an engine with its driver (`EngineEdge.trace`). */
  readonly attached = (session: number, delivered: number, pointer: number): void => {
    this.sayAgain([]);
    const said = `,"args":{"session":${session},"delivered":${delivered},"pointer":${pointer}}`;
    this.line('Attach', said, this.view === null ? '' : this.changes(this.view));
  };

  /** The port, through which all passes that the host sends. */
  port(port: HostPort): HostPort {
    return {
      broadcast: (source, at, bytes) => {
        this.frame('broadcast', null, at);
        port.broadcast(source, at, bytes);
      },
      resend: (to, source, at, bytes) => {
        this.frame('oob', to, at);
        port.resend(to, source, at, bytes);
      },
      send: (to, packet) => {
        this.packet(to, packet);
        port.send(to, packet);
      },
      setTimer: (timer, delayMs) => port.setTimer(timer, delayMs),
      deliver: (delivery) => port.deliver(delivery),
      restore: (slot, snapshot) => port.restore(slot, snapshot),
      failed: (error) => port.failed(error),
    };
  }

  /** What was sent last does not reach this host. */
  lost(to: number): void {
    this.outgoing.at(-1)?.lost.push(to);
  }

  /** Something happens to the host from outside. What it had not finished saying is said. */
  note(action: 'Crash'): void {
    this.sayAgain([]);
    this.line(action, '', '');
  }

  /** What was sent without a step is said again, or rests on nothing. */
  endStep(): void {
    this.sayAgain([]);
  }

  private frame(via: Outgoing['via'], to: number | null, at: number): void {
    const { words } = (this.view as HostView).log;
    const fields = entryText(words, at >>> 2, this.names);
    this.outgoing.push({ kind: 'entry', via, fields, packet: null, to: to === null ? [] : [to], lost: [] });
  }

  private packet(to: number, packet: Packet): void {
    const last = this.outgoing.at(-1);
    if (last !== undefined && last.packet === packet) {
      last.to.push(to);
      return;
    }
    const fields = packetText(packet, this.names);
    this.outgoing.push({ kind: packet.kind, via: 'oob', fields, packet, to: [to], lost: [] });
  }

  /** What was sent, but for these kinds, is an event by itself. */
  private sayAgain(but: readonly Outgoing['kind'][]): void {
    if (this.outgoing.length === 0) return;
    const mine = this.outgoing.filter(({ kind }) => !but.includes(kind));
    if (mine.length === 0) return;
    const rest = this.outgoing.filter(({ kind }) => but.includes(kind));
    this.outgoing = mine;
    this.line('Say', '', '');
    this.outgoing = rest;
  }

  private line(action: HostAction | 'Attach' | 'Say' | 'Crash', about: string, changes: string): void {
    const { outgoing } = this;
    this.n += 1;
    let sent = '';
    if (outgoing.length > 0) {
      sent = `,"sent":[${outgoing.map((one) => this.sentText(one)).join(',')}]`;
      this.outgoing = [];
    }
    const at = this.parts.nowUs();
    this.parts.write(`${this.begin}${this.n},"action":"${action}"${about}${sent}${changes},"atUs":${at}}`);
  }

  private sentText({ kind, via, fields, to, lost }: Outgoing): string {
    const whom = to.length === 0 ? '' : `,"to":[${this.namesOf(to)}]`;
    const missed = lost.length === 0 ? '' : `,"lost":[${this.namesOf(lost)}]`;
    return `{"kind":"${kind}","via":"${via}"${whom},"fields":${fields}${missed}}`;
  }

  private namesOf(hosts: readonly number[]): string {
    return hosts.map((host) => this.names[host] ?? '""').join(',');
  }

  /** The arguments of a step, or the message that it takes. */
  private about(action: HostAction, view: HostView, packet: Packet | null): string {
    const { log } = view;
    switch (action) {
      case 'Submit':
        return `,"args":{"number":${view.submitted}}`;
      case 'Append':
        return `,"args":{"entry":${this.entryAt(view, log.length - 1)}}`;
      case 'Receive': {
        const entry = this.entryAt(view, log.length - 1);
        return `,"received":{"kind":"entry","fields":${entry}},"fate":"appended"`;
      }
      case 'Deliver': {
        const last = view.delivered - 1;
        return last < log.start ? '' : `,"args":{"entry":${this.entryAt(view, last)}}`;
      }
      case 'Timeout':
        return `,"args":{"epoch":${view.promised}}`;
      default: {
        const fate = FATES[action];
        if (fate === undefined || packet === null) return '';
        const fields = packetText(packet, this.names);
        return `,"received":{"kind":"${packet.kind}","fields":${fields}},"fate":"${fate}"`;
      }
    }
  }

  private entryAt({ log }: HostView, slot: number): string {
    return entryText(log.words, log.placeOf(slot), this.names);
  }

  private changes(view: HostView): string {
    let text = '';
    const { status, promised, log, agreed, settled, delivered, unwritten, lives } = view;
    if (status !== this.status || promised !== this.promised) {
      if (status !== this.status) text += `,"status":"${STATUS_NAMES[status] ?? ''}"`;
      if (promised !== this.promised) text += `,"promised":${promised}`;
      const { epoch } = view;
      text += `,"epoch":${epoch === null ? 'null' : epochText(epoch, this.names)}`;
      this.status = status;
      this.promised = promised;
    }
    if (log.start !== this.start) text += `,"start":${(this.start = log.start)}`;
    if (log.length !== this.length) text += `,"length":${(this.length = log.length)}`;
    if (agreed !== this.agreed) text += `,"agreed":${(this.agreed = agreed)}`;
    if (settled !== this.settled) text += `,"settled":${(this.settled = settled)}`;
    if (delivered !== this.delivered) text += `,"delivered":${(this.delivered = delivered)}`;
    if (unwritten !== this.unwritten) text += `,"unwritten":${(this.unwritten = unwritten)}`;
    if (lives !== this.lives) text += `,"lives":[${(this.lives = lives)?.join() ?? ''}]`;
    return text === '' ? '' : `,"set":{${text.slice(1)}}`;
  }

  /** A life begins: all of the host is written anew. */
  private forget(): void {
    this.status = this.promised = this.start = this.length = -1;
    this.agreed = this.settled = this.delivered = this.unwritten = -1;
    this.lives = null;
  }
}
