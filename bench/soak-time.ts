/** A ring of hosts on Unix sockets with logs on disk, in this process, that is kept busy for a time. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { directory, join, streams, type ExoHost } from '../impl/index.js';
import { growthOf, type Growth, type Look } from './soak-verdict.js';

const IDS = ['a', 'b', 'c'];
const LOOKS = 20;
const BATCH = 64;
const PAYLOAD = new Uint8Array(64);
/** A host is closed and joins again each time that this number of looks has passed: what that leaves behind adds up. */
const REJOIN_EVERY_LOOKS = 4;

/** 3.5 MiB an hour, which is less than what an application that restarts each month notices. */
export const TIME_BOUND = { bytesEach: 1_024, bytesByTheWay: 2 ** 20, handles: 0 } as const;

/** Runs for so long, and says what it has grown by; `tell` hears of each look. */
export async function soakFor(
  seconds: number,
  collect: () => void,
  tell: (look: Look, messages: number) => void,
): Promise<Growth> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-soak-'));
  const busy = new BusyRing(folder);
  const looks: Look[] = [];
  try {
    await busy.start();
    const beginMs = performance.now();
    for (let look = 1; look <= LOOKS; look++) {
      await busy.runUntil(beginMs + (seconds * 1_000 * look) / LOOKS);
      if (look % REJOIN_EVERY_LOOKS === 0) await busy.rejoin(look % IDS.length);
      collect();
      const one = { at: (performance.now() - beginMs) / 1_000, bytes: heapBytes(), handles: handles() };
      looks.push(one);
      tell(one, busy.messages);
    }
  } finally {
    await busy.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
  return growthOf(looks, TIME_BOUND);
}

class BusyRing {
  messages = 0;
  private readonly hosts: ExoHost[] = [];

  constructor(private readonly folder: string) {}

  async start(): Promise<void> {
    this.hosts.push(...(await Promise.all(IDS.map((id) => this.joined(id)))));
  }

  async runUntil(endMs: number): Promise<void> {
    const batch = Array.from({ length: BATCH }, () => PAYLOAD);
    while (performance.now() < endMs) {
      await Promise.all(this.hosts.map((host) => host.broadcastAll(batch)));
      this.messages += BATCH * this.hosts.length;
    }
  }

  async rejoin(place: number): Promise<void> {
    await this.hosts[place]?.close();
    const host = await this.joined(IDS[place] as string);
    this.hosts[place] = host;
    await host.broadcast(PAYLOAD);
  }

  async close(): Promise<void> {
    await Promise.all(this.hosts.map((host) => host.close()));
  }

  private joined(id: string): Promise<ExoHost> {
    const ring = IDS.map((one) => ({ id: one, address: path.join(this.folder, one) }));
    const log = directory(path.join(this.folder, `log-${id}`), { segmentBytesMax: 2 ** 20 });
    const options = { holdMs: 1, logEntriesMax: 512 };
    return join({ id, ring, transport: streams(), log, options, deliveries: 'none' });
  }
}

function heapBytes(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Resources of the event loop but for timers, which come and go, and open files. */
function handles(): number {
  const passing = new Set(['Timeout', 'Immediate', 'FSReqCallback']);
  const kept = process.getActiveResourcesInfo().filter((kind) => !passing.has(kind)).length;
  return kept + (fs.existsSync('/proc/self/fd') ? fs.readdirSync('/proc/self/fd').length : 0);
}
