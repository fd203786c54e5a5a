import { ExoError } from '../../errors/index.js';
import { hostOptions, type HostOptions } from '../options.js';
import { openSession } from '../storage/session.js';
import type { Storage } from '../storage/storage.js';
import type { Medium, OutOfBand, Place, Transport } from '../transport/transport.js';
import { configurationDigest } from '../wire/configuration.js';
import type { Snapshots } from './deliveries.js';
import { ExoHost } from './exo-host.js';
import { memory, type LogChoice, type OpenLog } from './log-choice.js';
import { SILENT, type Logger } from './logger.js';
import { membersOf, type RingOption } from './members.js';
import { Runtime } from './runtime.js';
import { expectSession, sealingWith, UNSEALED, type Sealing } from './sealing.js';

/** What a host needs to join a ring. */
export interface JoinOptions {
  /** The name of this host, one of the ring. */
  readonly id: string;
  /** All hosts, in ring order, the same at all of them; transports between processes need their addresses. */
  readonly ring: RingOption;
  readonly transport: Transport;
  /** Where the log is kept; in memory if left out, which survives nothing. */
  readonly log?: LogChoice;
  /** Hosts of clusters with other names refuse each other; `exo` if left out. */
  readonly cluster?: string;
  /** Switches authentication on, on both networks: the key that all hosts share, 16 random bytes or more. */
  readonly key?: Uint8Array;
  /** With a key and a log in memory: which life of this host this is, above all earlier ones. A log on disk counts by itself. */
  readonly session?: number;
  /** What the application makes of messages, so that old ones need not be kept; without it the newest are. */
  readonly snapshots?: Snapshots;
  /** `none` for a host whose application only broadcasts. `taken` if left out: somebody has to take them, or the log fills up. */
  readonly deliveries?: 'taken' | 'none';
  /** How the protocol behaves; `HostOptions` says what each does. */
  readonly options?: Partial<Omit<HostOptions, 'hosts' | 'self' | 'cluster'>>;
  readonly logger?: Logger;
  /** Closes the host, or ends the attempt to join. */
  readonly signal?: AbortSignal;
}

/** So many takeover times without an agreed entry, while something waits, are a halt (R8). */
const HALTED_AFTER_TAKEOVERS = 5;
/** A snapshot is taken each time that so much of the log has come: the n-th part. */
const COMPACTED_PART = 4;

/**
 * Joins a ring: opens log and transport, and runs the protocol until the host is closed.
 *
 * @throws ExoError EXO401 for an option that is wrong, EXO402, EXO421, EXO422 and EXO423 as `DiskStorage.open`, EXO441 if the transport cannot be
 * opened. Nothing is left open then.
 *
 * @example
 * const ring = ['a', 'b', 'c'];
 * const transport = inProcess(new Bus());
 * const hosts = await Promise.all(ring.map((id) => join({ id, ring, transport })));
 * await hosts[0]?.broadcast('hello');
 * for await (const { from } of hosts[2]?.deliveries() ?? []) {
 *   console.log(from); // a
 *   break;
 * }
 * for (const host of hosts) await host.close();
 */
export async function join(given: JoinOptions): Promise<ExoHost> {
  const { id, ring, transport, log = memory(), cluster = 'exo', logger = SILENT, signal } = given;
  signal?.throwIfAborted();
  const { members, self } = membersOf(ring, id);
  const options = hostOptions({ ...given.options, hosts: members.length, self, cluster });
  if (given.key !== undefined) expectSession(log.isDurable, given.session);
  const configuration = configurationDigest({ hosts: members.length, cluster });
  const owner = { hosts: members.length, self, configuration };
  const opened = log.open(owner);
  const undo: (() => Promise<void>)[] = [() => closed(opened)];
  try {
    const sealing = await sealingFor(given, opened.storage, options, cluster);
    const events = new Deferred();
    const runtime = new Runtime(options, opened.storage, events);
    runtime.sealing = sealing;
    const place: Place = { self, members, configuration };
    const [medium, outOfBand] = await openBoth(transport, place, runtime, undo);
    signal?.throwIfAborted();
    const host = new ExoHost(runtime, {
      id,
      ids: members.map((member) => member.id),
      transport: transport.name,
      logName: log.name,
      log: opened,
      logger,
      compaction: {
        snapshots: given.snapshots ?? null,
        everyEntries: Math.max(1, Math.floor(options.logEntriesMax / COMPACTED_PART)),
        everyBytes: options.logBytesMax / COMPACTED_PART,
      },
      haltedAfterMs: HALTED_AFTER_TAKEOVERS * (options.takeoverMs + options.backOffMs),
      payloadBytesMax: options.payloadBytesMax,
      skipsDeliveries: given.deliveries === 'none',
    });
    events.to(host);
    undo.splice(0, undo.length, () => host.close());
    runtime.start(medium, outOfBand);
    const close = (): void => void host.close();
    signal?.addEventListener('abort', close, { once: true });
    return host;
  } catch (error) {
    for (const one of undo.reverse()) await one();
    throw error;
  }
}

async function openBoth(
  transport: Transport,
  place: Place,
  runtime: Runtime,
  undo: (() => Promise<void>)[],
): Promise<readonly [Medium, OutOfBand]> {
  const medium = await transport.openMedium(place, runtime.ofMedium);
  undo.push(() => medium.close());
  const outOfBand = await transport.openOutOfBand(place, runtime);
  undo.push(() => outOfBand.close());
  return [medium, outOfBand];
}

async function sealingFor(
  { key, session }: JoinOptions,
  storage: Storage,
  { hosts, self }: HostOptions,
  cluster: string,
): Promise<Sealing> {
  if (key === undefined) return UNSEALED;
  return sealingWith({ key, cluster, hosts, self, session: session ?? (await nextSession(storage)) });
}

function nextSession(storage: Storage): Promise<number> {
  return new Promise((resolve, reject) =>
    openSession(storage, (error, session) => (error === null ? resolve(session) : reject(error))),
  );
}

function closed(log: OpenLog): Promise<void> {
  return new Promise((resolve) => log.close(resolve));
}

/** Passes on what a runtime tells to the host that is made of it. */
class Deferred {
  private host: ExoHost | null = null;

  to(host: ExoHost): void {
    this.host = host;
  }

  changed(): void {
    this.host?.changed();
  }

  broadcast(words: Int32Array, place: number): void {
    this.host?.sent(words, place);
  }

  failed(error: Error): void {
    if (this.host === null) throw new ExoError('EXO423', error.message, { cause: error });
    this.host.failed(error);
  }

  trouble(error: Error): void {
    this.host?.trouble(error);
  }
}
