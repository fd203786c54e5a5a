/** Episodes of misfortune: each kind does something to a cluster for a while, and undoes it. */
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../impl/parts.js';
import type { Cluster } from './cluster.js';
import { forge, throwGarbage } from './forging.js';
import type { Member } from './member.js';
import type { Namespaces } from './namespaces.js';
import { NO_SHARES, type Shares } from './trouble.js';

export const EPISODES = [
  'kill host',
  'kill engine',
  'kill both',
  'pause',
  'partition',
  'loss',
  'delay',
  'duplication',
  'reordering',
  'deafness',
  'full disk',
  'corrupted segment',
  'clock jump',
  'garbage',
  'forged',
] as const;

export type Episode = (typeof EPISODES)[number];

/** Those that need no relay: what is done to one host, or its link. */
export const EPISODES_OF_HOSTS: readonly Episode[] = [
  ...(['kill host', 'pause', 'partition', 'full disk', 'corrupted segment', 'clock jump'] as const),
];

export interface EpisodeParts {
  readonly cluster: Cluster;
  readonly random: Random;
  /** A life of a host has ended: what it was given and has not delivered may be lost. */
  readonly ended: (place: number) => void;
  /** Something that must not happen has happened. */
  readonly failed: (text: string) => void;
}

const LASTS_MS = [300, 700] as const;
const DAMAGED = /EXO421/;
const HOUR_MS = 3_600_000;

/** Does one episode. Returns how often its fault was injected. */
export async function episode(kind: Episode, parts: EpisodeParts): Promise<number> {
  const { cluster, random } = parts;
  const { members, trouble } = cluster;
  switch (kind) {
    case 'kill host':
    case 'kill engine':
    case 'kill both':
      return kill(kind, parts);
    case 'pause': {
      const member = random.pick(members);
      member.signal(member.core, 'SIGSTOP');
      await lasting(random);
      member.signal(member.core, 'SIGCONT');
      return 1;
    }
    case 'partition':
    case 'deafness': {
      const { network } = cluster.options;
      if (kind === 'partition' && network !== undefined) return unplugged(network, random);
      const hosts = kind === 'partition' ? trouble.cut : trouble.deaf;
      hosts.add(random.below(members.length));
      const before = trouble.counts[kind];
      await lasting(random);
      hosts.clear();
      return trouble.counts[kind] - before;
    }
    case 'loss':
    case 'delay':
    case 'duplication':
    case 'reordering':
      return shares(kind, parts);
    case 'full disk':
      return fullDisk(random.pick(members), parts);
    case 'corrupted segment':
      return corruptedSegment(random.pick(members), parts);
    case 'clock jump': {
      const member = random.pick(members);
      member.told(member.core, { clockMs: (random.happens(0.5) ? 1 : -1) * HOUR_MS });
      await lasting(random);
      member.told(member.core, {});
      return 1;
    }
    case 'garbage':
      return throwGarbage(cluster, random);
    case 'forged':
      return forge(cluster);
  }
}

/** The link of one host is taken down, and up again. */
async function unplugged(network: Namespaces, random: Random): Promise<number> {
  const self = random.below(network.addresses.length);
  network.setLink(self, 'down');
  await lasting(random);
  network.setLink(self, 'up');
  return 1;
}

function lasting(random: Random): Promise<void> {
  return sleep(random.between(...LASTS_MS));
}

async function kill(kind: Episode, parts: EpisodeParts): Promise<number> {
  const { cluster, random, ended } = parts;
  const split = cluster.members.filter(({ of }) => of.isSplit);
  const member = random.pick(kind === 'kill host' ? cluster.members : split);
  if (kind === 'kill both') await member.killAll();
  else await member.kill(kind === 'kill engine' ? 'engine' : 'host');
  if (kind !== 'kill engine') ended(member.of.place);
  await lasting(random);
  await restarted(member, parts);
  return 1;
}

async function restarted(member: Member, { failed }: EpisodeParts): Promise<void> {
  const failure = await member.start();
  if (failure !== null) failed(failure);
}

/** 1 to 30 % of messages, drawn anew each time, for so long that it meets one at least. */
async function shares(kind: keyof Shares, { cluster: { trouble }, random }: EpisodeParts): Promise<number> {
  const before = trouble.counts[kind];
  trouble.shares = { ...NO_SHARES, [kind]: random.between(0.01, 0.3) };
  for (let turns = 0; turns === 0 || (turns < TURNS_MAX && trouble.counts[kind] === before); turns++)
    await lasting(random);
  trouble.shares = NO_SHARES;
  return trouble.counts[kind] - before;
}

const TURNS_MAX = 10;

/** The disk is full until somebody makes room: the host ends, and comes back over the same log. */
async function fullDisk(member: Member, parts: EpisodeParts): Promise<number> {
  const { random, ended } = parts;
  member.told(member.core, { full: true });
  await member.ends(member.core, 1_000);
  await lasting(random);
  await member.killAll();
  ended(member.of.place);
  await restarted(member, parts);
  return 1;
}

/** A bit of the log turns over while the host is down: it must say so and stay down, until its log is as it was. */
async function corruptedSegment(member: Member, parts: EpisodeParts): Promise<number> {
  for (let polls = 0; polls < POLLS_MAX && filledSegment(member.log) === null; polls++) await sleep(100);
  await member.killAll();
  parts.ended(member.of.place);
  const kept = `${member.log}.kept`;
  fs.rmSync(kept, { recursive: true, force: true });
  if (fs.existsSync(member.log)) fs.cpSync(member.log, kept, { recursive: true });
  const isDamaged = damage(member.log);
  if (isDamaged) {
    const failure = await member.start();
    if (failure === null || !DAMAGED.test(failure))
      parts.failed(`${member.of.id} begins over a damaged log: ${failure ?? 'it runs'}`);
    await member.killAll();
    fs.rmSync(member.log, { recursive: true });
    fs.renameSync(kept, member.log);
  }
  await restarted(member, parts);
  return isDamaged ? 1 : 0;
}

/** Where the log has enough behind it for a torn tail not to explain it. */
const FILLED_BYTES = 4_096;

/** Ten seconds. */
const POLLS_MAX = 100;

interface Segment {
  readonly file: string;
  readonly bytes: Buffer;
  /** The last byte that is not zero. */
  readonly end: number;
}

/** A segment with enough in it; null if there is none, as of a host that has not come as far as to make its log. */
export function filledSegment(directory: string): Segment | null {
  if (!fs.existsSync(directory)) return null;
  for (const name of fs.readdirSync(directory)) {
    const file = path.join(directory, name);
    const bytes = fs.readFileSync(file);
    const end = bytes.findLastIndex((byte) => byte !== 0);
    if (end >= FILLED_BYTES) return { file, bytes, end };
  }
  return null;
}

function damage(directory: string): boolean {
  const segment = filledSegment(directory);
  if (segment === null) return false;
  const { file, bytes, end } = segment;
  const at = Math.floor(end / 3);
  bytes[at] = (bytes[at] as number) ^ 0x10;
  fs.writeFileSync(file, bytes);
  return true;
}
