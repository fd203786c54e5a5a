/** What a row of hosts on a network gives: its value, and that of what it stands beside, measured by turns. */
import fs from 'node:fs';
import path from 'node:path';
import { cost, median, speed, type Figure } from './figures.js';
import type { HostSpeed, Load } from './impl-host.js';
import type { Peer } from './peers.js';
import type { Placement } from './placement.js';
import { bareHop, measure, type Conditions, type Row } from './ring-rows.js';

/** What the aims are, where there is nothing to compare with. */
const AIM_PAYLOADS = 1e6;
const AIM_ALONE_US = 30;

export interface Named extends Row {
  readonly name: string;
  readonly peer: Peer | null;
}

export interface Tools {
  /** The C program, if there is one. */
  readonly hop: string | null;
  /** For whatever is written while measuring. */
  readonly folder: string;
}

export interface Turns {
  readonly runs: number;
  readonly seconds: number;
  /** The row is measured in each of them. */
  readonly placements: readonly Placement[];
}

/** Each kind of load, with what it measures. */
export const LOADS: readonly (readonly [Load, string])[] = [
  ['empty', 'empty: µs a message'],
  ['one', '64 B: µs a message'],
  ['packed', 'packed: payloads/s'],
  ['single', 'alone: µs to agreed'],
];

/** A row as often as asked in each placement, and what it stands beside as often, by turns. */
export async function figuresOf(
  row: Named,
  { runs, seconds, placements }: Turns,
  tools: Tools,
): Promise<readonly Figure[]> {
  const all = placements.map((placement) => ({ placement, ours: [] as number[], theirs: [] as number[] }));
  for (let run = 0; run < runs; run++) {
    for (const { placement, ours, theirs } of all) {
      if (row.folder !== null) fs.rmSync(row.folder, { recursive: true, force: true });
      ours.push(valueOf(row.load, await measure(row, { seconds, placement })));
      const other = await peerValueOf(row, { seconds, placement }, tools);
      if (other !== null) theirs.push(other);
    }
  }
  return all.map((one) => figureOf(row, one));
}

interface Measurements {
  readonly placement: Placement;
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
}

function figureOf(row: Named, { placement, ours, theirs }: Measurements): Figure {
  const { load, name, peer } = row;
  const aim = aimOf(row);
  const measured = {
    ...{ name, placement: placement.name },
    ...{ unit: load === 'packed' ? '1/s' : 'µs', value: median(ours), spread: spreadOf(ours) },
    peer: isHop(load) ? 'C loop' : (peer?.name ?? (aim === null ? '' : 'aim')),
    peerValue: theirs.length > 0 ? median(theirs) : peer === null ? aim : null,
    ...(theirs.length > 0 && { peerSpread: spreadOf(theirs) }),
  };
  return load === 'packed' ? speed(measured) : cost(measured);
}

/** The name of a row; where its processes run is said beside it. */
export function nameOf({ network, transport, load, folder }: Row): string {
  const [, words] = LOADS.find(([one]) => one === load) ?? [load, load];
  const where = transport === 'shared-memory' ? '' : network.name === 'loopback' ? ', loopback' : ', veth';
  return `${transport}${where}${folder === null ? '' : ', on disk'}, ${words}`;
}

/** Whether a load is one message a hop, as that of the C program. */
export function isHop(load: Load): boolean {
  return load === 'empty' || load === 'one';
}

/** What is aimed at, where logs are in memory. */
function aimOf({ load, folder }: Row): number | null {
  if (folder !== null || isHop(load)) return null;
  return load === 'packed' ? AIM_PAYLOADS : AIM_ALONE_US;
}

function valueOf(load: Load, { seconds, entries, payloads, medianUs }: HostSpeed): number {
  if (load === 'packed') return payloads / seconds;
  return load === 'single' ? (medianUs ?? NaN) : (1e6 * seconds) / entries;
}

async function peerValueOf(
  row: Named,
  conditions: Conditions,
  { hop, folder }: Tools,
): Promise<number | null> {
  const { peer, load, network } = row;
  if (isHop(load)) return bareHop(hop, row, conditions);
  if (peer === null) return null;
  const own = fs.mkdtempSync(path.join(folder, 'peer-'));
  return peer.measure(network, { ...conditions, isAlone: load === 'single', folder: own });
}

function spreadOf(values: readonly number[]): readonly [number, number] {
  return [Math.min(...values), Math.max(...values)];
}
