/**
 * Optional authentication of what travels, by a key that all hosts share: HMAC-SHA-256 (RFC 2104, FIPS 180-4) in a trailer
 * behind each frame or packet, with protection against replay by a window of counters (as RFC 4303, section 3.4.3).
 *
 * Who does not have the key can neither make nor change nor repeat a message. It does not keep anything secret, and a host
 * that has the key can speak for any other: Exo trusts its hosts (s27). docs/wire-format.md has the trailer field by field.
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { ExoError } from '../../errors/index.js';
import { CLUSTER_LENGTH_MAX, HOSTS_MAX } from './layout.js';

/** What the trailer adds to a message. */
export const TRAILER_BYTES = 40;
const SENDER_AT = 4;
const SESSION_AT = 8;
const COUNTER_AT = 16;
const TAG_AT = 24;
const TAG_BYTES = TRAILER_BYTES - TAG_AT;
const TRAILER_VERSION = 1;
/** `X`, `A`, version, 0. */
const MAGIC = 0x58 | (0x41 << 8) | (TRAILER_VERSION << 16);

/** A message may be overtaken by this many others, and is still taken, once. */
export const WINDOW = 1_024;
/** The greatest counter that has come, and those that it may have overtaken. */
const PLACES = BigInt(WINDOW + 1);

const KEY_BYTES_MIN = 16;
const KEY_BYTES = 32;

export interface AuthenticationOptions {
  /** The key that all hosts share: 16 bytes or more, random. */
  readonly key: Uint8Array;
  /** Hosts of clusters with other names refuse each other, even with the same key. */
  readonly cluster: string;
  /** How many hosts the ring has: 2 to 256. */
  readonly hosts: number;
  /**
   * Where the messages travel. Each network has sealers, openers and a key of its own: a packet may take longer than
   * thousands of frames do, and would fall out of a window of counters that it shared with them.
   */
  readonly network: SealedNetwork;
}

export type SealedNetwork = (typeof NETWORKS)[number];
const NETWORKS = ['medium', 'out-of-band'] as const;

export interface SealerOptions extends AuthenticationOptions {
  /** Who seals: 0 to hosts - 1. */
  readonly self: number;
  /**
   * Which life of the host this is: a whole number, 0 to 2^53 - 1, above that of every earlier life. `openSession` takes it from
   * what is durable. Where storage does not survive, the embedder has to have a counter that does; a clock will not do, because a
   * host whose clock has stepped back is refused by all others until it has come as far again.
   */
  readonly session: number;
}

/** Seals what a host sends. */
export class Sealer {
  private readonly key: Uint8Array;
  private readonly self: number;
  private readonly session: number;
  private counter = 0;

  /** @throws ExoError EXO401, naming the option. */
  constructor(options: SealerOptions) {
    const { self, session, hosts } = options;
    this.key = networkKey(options);
    if (!Number.isInteger(self) || self < 0 || self >= hosts) {
      throw new ExoError('EXO401', `self takes 0 to ${hosts - 1} (place in the ring), whole, not ${self}`);
    }
    if (!Number.isSafeInteger(session) || session < 0) {
      throw new ExoError('EXO401', `session takes 0 to 2^53 - 1, whole, ascending, not ${session}`);
    }
    this.self = self;
    this.session = session;
  }

  /** The message with its trailer. */
  seal(message: Uint8Array): Uint8Array {
    const sealed = new Uint8Array(message.length + TRAILER_BYTES);
    sealed.set(message);
    const trailer = viewOf(sealed, message.length);
    trailer.setUint32(0, MAGIC, true);
    trailer.setUint32(SENDER_AT, this.self, true);
    trailer.setBigUint64(SESSION_AT, BigInt(this.session), true);
    trailer.setBigUint64(COUNTER_AT, BigInt(this.counter), true);
    this.counter += 1;
    const tag = tagOf(this.key, sealed.subarray(0, message.length + TAG_AT));
    sealed.set(tag, message.length + TAG_AT);
    return sealed;
  }
}

export type NotOpenedBecause =
  | 'too-short'
  | 'other-format'
  | 'no-such-host'
  /** Of another key, of another cluster, or changed on its way. */
  | 'not-authentic'
  /** Of an earlier life of its sender. */
  | 'earlier-session'
  /** Opened before. */
  | 'repeated'
  /** So far behind others that it cannot be told any more whether it was opened before. */
  | 'too-old';

/** What a trailer says of a message that is authentic. */
export interface Opened {
  readonly kind: 'opened';
  readonly sender: number;
  /** A view of what was sealed. */
  readonly message: Uint8Array;
}

export interface NotOpened {
  readonly kind: 'refused';
  readonly reason: NotOpenedBecause;
}

/** Opens what a host receives, each message once. */
export class Opener {
  private readonly key: Uint8Array;
  private readonly windows: readonly ReplayWindow[];

  /** @throws ExoError EXO401, naming the option. */
  constructor(options: AuthenticationOptions) {
    this.key = networkKey(options);
    this.windows = Array.from({ length: options.hosts }, () => new ReplayWindow());
  }

  /** The message that was sealed, or why there is none. Any bytes may come; only what is authentic changes anything here. */
  open(sealed: Uint8Array): Opened | NotOpened {
    const length = sealed.length - TRAILER_BYTES;
    if (length < 0) return refused('too-short');
    const trailer = viewOf(sealed, length);
    if (trailer.getUint32(0, true) !== MAGIC) return refused('other-format');
    const sender = trailer.getUint32(SENDER_AT, true);
    const window = this.windows[sender];
    if (window === undefined) return refused('no-such-host');
    const tag = tagOf(this.key, sealed.subarray(0, length + TAG_AT));
    if (!timingSafeEqual(tag, sealed.subarray(length + TAG_AT))) return refused('not-authentic');
    const session = trailer.getBigUint64(SESSION_AT, true);
    const counter = trailer.getBigUint64(COUNTER_AT, true);
    const reason = window.take(session, counter);
    return reason === null
      ? { kind: 'opened', sender, message: sealed.subarray(0, length) }
      : refused(reason);
  }
}

/** Which counters of a sender's last session have come: a ring of bits behind the greatest. */
class ReplayWindow {
  private session = -1n;
  /** The greatest counter that has come. */
  private greatest = -1n;
  private readonly bits = new Uint8Array(WINDOW + 1);

  /** Takes note of a counter; or says why it must not be taken. */
  take(session: bigint, counter: bigint): NotOpenedBecause | null {
    if (session < this.session) return 'earlier-session';
    if (session > this.session) this.begin(session);
    if (counter > this.greatest) this.advance(counter);
    else if (counter <= this.greatest - PLACES) return 'too-old';
    else if (this.bits[Number(counter % PLACES)] === 1) return 'repeated';
    this.bits[Number(counter % PLACES)] = 1;
    return null;
  }

  private begin(session: bigint): void {
    this.session = session;
    this.greatest = -1n;
    this.bits.fill(0);
  }

  /** Counters that have been passed over have not come. */
  private advance(counter: bigint): void {
    if (counter - this.greatest >= PLACES) this.bits.fill(0);
    else for (let one = this.greatest + 1n; one <= counter; one++) this.bits[Number(one % PLACES)] = 0;
    this.greatest = counter;
  }
}

/** A key of the cluster's and the network's own, so that one shared key can serve several (HKDF, RFC 5869). */
function networkKey({ key, cluster, hosts, network }: AuthenticationOptions): Uint8Array {
  if (!(key instanceof Uint8Array) || key.length < KEY_BYTES_MIN) {
    const found = key instanceof Uint8Array ? `${key.length}` : typeof key;
    throw new ExoError('EXO401', `key takes ${KEY_BYTES_MIN} or more (bytes), not ${found}`);
  }
  if (typeof cluster !== 'string' || cluster === '' || cluster.length > CLUSTER_LENGTH_MAX) {
    throw new ExoError('EXO401', `cluster takes a text of 1 to ${CLUSTER_LENGTH_MAX} characters`);
  }
  if (!Number.isInteger(hosts) || hosts < 2 || hosts > HOSTS_MAX) {
    throw new ExoError('EXO401', `hosts takes 2 to ${HOSTS_MAX} (hosts), whole, not ${hosts}`);
  }
  if (!NETWORKS.includes(network)) {
    throw new ExoError('EXO401', `network takes ${NETWORKS.join(' or ')}, not ${String(network)}`);
  }
  const info = `exo authentication ${TRAILER_VERSION}, ${network}, ${hosts} hosts, ${cluster}`;
  return new Uint8Array(hkdfSync('sha256', key, new Uint8Array(0), info, KEY_BYTES));
}

function tagOf(key: Uint8Array, bytes: Uint8Array): Uint8Array {
  return createHmac('sha256', key).update(bytes).digest().subarray(0, TAG_BYTES);
}

function viewOf(bytes: Uint8Array, from: number): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset + from, TRAILER_BYTES);
}

function refused(reason: NotOpenedBecause): NotOpened {
  return { kind: 'refused', reason };
}
