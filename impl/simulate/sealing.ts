import { Opener, Sealer, TRAILER_BYTES, WINDOW, type SealedNetwork } from '../wire/authentication.js';
import { hostName } from './host-name.js';
import type { Judge } from './judge.js';

/** What opens messages. */
export type Opens = Pick<Opener, 'open'>;

/**
 * Authentication of all that hosts send (wire/authentication.ts), held against what has been opened before: each message
 * is opened once, and none is refused but those that are too far behind others.
 */
export class Sealing {
  private readonly sealers: Map<string, Sealer> = new Map();
  private readonly openers: Map<string, Opens> = new Map();
  private readonly opened: Map<string, Opened> = new Map();
  private readonly sessions: number[];

  constructor(
    private readonly hosts: number,
    private readonly cluster: string,
    private readonly judge: Judge,
    private readonly opener: ((opener: Opens, self: number) => Opens) | undefined,
  ) {
    this.sessions = Array.from({ length: hosts }, () => 0);
  }

  /** A host begins a further life: its session is the next one, and it knows of no message that it has opened. */
  begin(host: number): void {
    this.sessions[host] = (this.sessions[host] as number) + 1;
    for (const network of NETWORKS) {
      const key = `${network} ${host}`;
      const options = { key: KEY, cluster: this.cluster, hosts: this.hosts, network };
      this.sealers.set(key, new Sealer({ ...options, self: host, session: this.sessions[host] as number }));
      const opener = new Opener(options);
      this.openers.set(key, this.opener?.(opener, host) ?? opener);
      for (let from = 0; from < this.hosts; from++) this.opened.set(`${key} ${from}`, noneOpened());
    }
  }

  seal(host: number, network: SealedNetwork, message: Uint8Array): Uint8Array {
    const sealer = this.sealers.get(`${network} ${host}`);
    return sealer === undefined ? message : sealer.seal(message);
  }

  /** The message that a host opens; null if it refuses it. Of what was damaged on its way it has to be null. */
  open(host: number, network: SealedNetwork, sealed: Uint8Array, isDamaged: boolean): Uint8Array | null {
    const key = `${network} ${host}`;
    const result = this.openers.get(key)?.open(sealed);
    if (result === undefined) return null;
    const isOpened = result.kind === 'opened';
    if (isDamaged) {
      if (isOpened)
        this.judge.blame('Checksum', `${hostName(host)} opens a message of which bits were changed`);
      return null;
    }
    const { from, session, counter } = trailerOf(sealed);
    const mayBe = this.opened.get(`${key} ${from}`)?.take(session, counter) ?? false;
    if (isOpened !== mayBe) {
      const what = isOpened ? 'opens once more' : 'refuses to open';
      const text = `${hostName(host)} ${what} message ${counter} of life ${session} of ${hostName(from)}`;
      this.judge.blame('Replay', text);
    }
    return isOpened ? result.message : null;
  }
}

const NETWORKS: readonly SealedNetwork[] = ['medium', 'out-of-band'];
const KEY = new Uint8Array(32).fill(0xe0);

/** What one host has opened of another one's messages: all counters, as far as they matter. */
interface Opened {
  take(session: number, counter: number): boolean;
}

function noneOpened(): Opened {
  let last = -1;
  let greatest = -1;
  let counters = new Set<number>();
  return {
    take(session, counter) {
      if (session < last) return false;
      if (session > last) [last, greatest, counters] = [session, -1, new Set()];
      if (counters.has(counter) || counter < greatest - WINDOW) return false;
      counters.add(counter);
      greatest = Math.max(greatest, counter);
      if (counters.size > 4 * WINDOW)
        counters = new Set([...counters].filter((one) => one >= greatest - WINDOW));
      return true;
    },
  };
}

/** Who sent it, in which life, and the how manieth of that: read here a second time. */
function trailerOf(sealed: Uint8Array): {
  readonly from: number;
  readonly session: number;
  readonly counter: number;
} {
  const view = new DataView(sealed.buffer, sealed.byteOffset + sealed.length - TRAILER_BYTES, TRAILER_BYTES);
  return {
    from: view.getUint32(4, true),
    session: Number(view.getBigUint64(8, true)),
    counter: Number(view.getBigUint64(16, true)),
  };
}
