/** Real threads: engines in workers that run the built JavaScript, drivers in this one. What happens when decides nothing here. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { PAYLOADS_A_LIFE } from '../host/payload-numbers.js';
import type { OffloadHost } from './offload-host.js';
import type { OffloadRing, OffloadRingOptions } from './offload-ring.js';

const BUILT = fileURLToPath(new URL('../../dist/impl/offload/offload-ring.js', import.meta.url));

/** An application, and the driver that it uses. */
class User {
  readonly given: string[] = [];
  host: OffloadHost;
  private compacted = 0;

  constructor(
    readonly ring: OffloadRing,
    readonly self: number,
  ) {
    this.host = ring.driver(self, this);
  }

  deliver({ source, payload }: { readonly source: number; readonly payload: Uint8Array }): void {
    this.given.push(`${source}: ${Buffer.from(payload).toString()}`);
  }

  restore(_: number, snapshot: Uint8Array): void {
    this.given.splice(0, Infinity, ...(JSON.parse(Buffer.from(snapshot).toString()) as string[]));
  }

  /** The host crashes: another driver takes the place of this one, for an application that has what it had. */
  crash(): void {
    const { delivered } = this.host;
    this.host.close();
    this.host = this.ring.driver(this.self, this, delivered);
  }

  compact(): void {
    const { delivered } = this.host;
    if (delivered === this.compacted) return;
    this.host.compact(delivered, Buffer.from(JSON.stringify(this.given)));
    this.compacted = delivered;
  }
}

let ring: OffloadRing | null = null;
let directory: string | null = null;

afterEach(async () => {
  await ring?.stop();
  if (directory !== null) rmSync(directory, { recursive: true, force: true });
  ring = directory = null;
});

async function started(options: Omit<OffloadRingOptions, 'spinnersMax'>): Promise<[OffloadRing, User[]]> {
  expect(existsSync(BUILT), 'dist/ is built: npm run build').toBe(true);
  const built = (await import(pathToFileURL(BUILT).href)) as { OffloadRing: typeof OffloadRing };
  const one = await built.OffloadRing.start({ spinnersMax: 1, ...options });
  ring = one;
  return [one, Array.from({ length: options.hosts }, (_, self) => new User(one, self))];
}

/** Polls all hosts until that is so. */
async function until(one: OffloadRing, users: readonly User[], isSo: () => boolean): Promise<void> {
  const turn = (): boolean => users.map(({ host }) => host.poll()).some(Boolean);
  while (!isSo()) await one.wait(turn, 50);
}

function isSame(users: readonly User[], count: number): boolean {
  return users.every(({ given }) => given.length >= count);
}

/** Submits numbered payloads at a host, as it takes them. */
async function submit(
  one: OffloadRing,
  users: readonly User[],
  self: number,
  from: number,
  to: number,
): Promise<void> {
  const user = users[self] as User;
  for (let k = from; k < to; k++) {
    const payload = Buffer.from(`payload ${k}`);
    await until(one, users, () => typeof user.host.submit(payload) === 'number');
  }
}

const QUICK = { holdMs: 1, repeatMs: 20, takeoverMs: 200, takeoverStepMs: 40, backOffMs: 50 };

describe('engines in workers', () => {
  test.each([[[0, 0, 0]], [[0, 1, 0]]])(
    'deliver one order at all drivers (in workers %j)',
    async (placement) => {
      const [one, users] = await started({ hosts: 3, placement, host: QUICK });
      for (let self = 0; self < 3; self++) await submit(one, users, self, 0, 40);
      await until(one, users, () => isSame(users, 120));
      const [a, b, c] = users.map(({ given }) => given);
      expect(b).toEqual(a);
      expect(c).toEqual(a);
      expect(a?.filter((text) => text.startsWith('1')).slice(0, 2)).toEqual(['1: payload 0', '1: payload 1']);
    },
  );

  test('take snapshots, so that a log of few entries is enough', async () => {
    const host = { ...QUICK, logEntriesMax: 16, logBytesMax: 2 ** 20, packPayloadsMax: 1 };
    const [one, users] = await started({ hosts: 3, host });
    for (let k = 0; k < 30; k++) {
      await submit(one, users, k % 3, 3 * k, 3 * k + 3);
      await until(one, users, () => {
        // Again and again: empty entries fill such a log in some milliseconds.
        for (const user of users) user.compact();
        return isSame(users, 3 * k + 3);
      });
    }
    expect(users[1]?.given).toEqual(users[0]?.given);
    expect(users[0]?.given.length).toBe(90);
  });

  test('go on while a host crashes: its next driver has what the application lacks, and numbers what comes next', async () => {
    const [one, users] = await started({ hosts: 3, host: QUICK });
    await submit(one, users, 1, 0, 5);
    users[1]?.crash();
    await submit(one, users, 0, 0, 5);
    await submit(one, users, 1, 5, 10);
    await until(one, users, () =>
      users.every(({ given }) => given.includes('1: payload 9') && given.includes('0: payload 4')),
    );
    const [a, b] = users.map(({ given }) => given);
    expect(b).toEqual(a);
  });

  test('are killed and begin anew over their disks: what was submitted is delivered once all the same', async () => {
    directory = mkdtempSync(path.join(tmpdir(), 'exo-offload-'));
    const [one, users] = await started({ hosts: 3, placement: [0, 1, 1], directory, host: QUICK });
    await submit(one, users, 0, 0, 5);
    await one.killWorker(0);
    const alone = users.slice(1);
    await submit(one, alone, 1, 0, 5);
    // The driver goes on without its engine: it takes what is submitted.
    for (let k = 5; k < 8; k++) expect(users[0]?.host.submit(Buffer.from(`payload ${k}`))).toBe(k);
    await one.restartWorker(0);
    await until(one, users, () => isSame(users, 13));
    const [a, b, c] = users.map(({ given }) => given);
    expect(b).toEqual(a);
    expect(c).toEqual(a);
    expect([...(a ?? [])].filter((text) => text.startsWith('0'))).toEqual(
      Array.from({ length: 8 }, (_, k) => `0: payload ${k}`),
    );
    expect(users[0]?.host.counts.sessions).toBeGreaterThan(1);
  });

  test('without disks are killed and come back in a new life: what was submitted is delivered once all the same', async () => {
    const host = { ...QUICK, storage: 'diskless' } as const;
    const [one, users] = await started({ hosts: 3, placement: [0, 1, 1], host });
    await submit(one, users, 0, 0, 5);
    await one.killWorker(0);
    const alone = users.slice(1);
    await submit(one, alone, 1, 0, 5);
    for (let k = 5; k < 8; k++) expect(users[0]?.host.submit(Buffer.from(`payload ${k}`))).toBe(k);
    await one.restartWorker(0);
    await until(one, users, () => isSame(users, 13));
    // The old driver takes over the numbers of the new life, and so does a new one.
    const next = users[0]?.host.submit(Buffer.from('payload 8'));
    expect(next).toBe(PAYLOADS_A_LIFE);
    await until(one, users, () => isSame(users, 14));
    users[0]?.crash();
    await submit(one, users, 0, 9, 10);
    await until(one, users, () => isSame(users, 15));
    const [a, b, c] = users.map(({ given }) => given);
    expect(b).toEqual(a);
    expect(c).toEqual(a);
    expect([...(a ?? [])].filter((text) => text.startsWith('0'))).toEqual(
      Array.from({ length: 10 }, (_, k) => `0: payload ${k}`),
    );
  });

  test('without disks take no directory', async () => {
    const options = { hosts: 3, directory: 'anywhere', host: { ...QUICK, storage: 'diskless' } } as const;
    await expect(started(options)).rejects.toMatchObject({ code: 'EXO401' });
  });

  test('in memory are not started again: they have forgotten what they promised', async () => {
    const [one] = await started({ hosts: 3, host: QUICK });
    await one.killWorker(0);
    await expect(one.restartWorker(0)).rejects.toMatchObject({ code: 'EXO402' });
  });
});
