import { describe, expect, it } from 'vitest';
import { Partition } from './partition.js';
import { Random } from './random.js';

const HOSTS = [2, 3, 5, 9];
const SEEDS = Array.from({ length: 120 }, (_, seed) => seed);

interface Cut {
  readonly hosts: number;
  readonly shape: string;
  readonly networks: string;
  /** By sender, a 1 for each receiver that does not hear it. */
  readonly medium: readonly (readonly number[])[];
  readonly outOfBand: readonly (readonly number[])[];
}

/** One partition for each ring and seed. */
const cuts: readonly Cut[] = HOSTS.flatMap((hosts) =>
  SEEDS.map((seed) => {
    const partition = new Partition(hosts);
    const [shape = '', networks = ''] = partition.split(new Random(seed)).split(', ');
    const all = Array.from({ length: hosts }, (_, host) => host);
    const matrix = (isMedium: boolean): number[][] =>
      all.map((from) => all.map((to) => Number(partition.cuts(from, to, isMedium))));
    return { hosts, shape, networks, medium: matrix(true), outOfBand: matrix(false) };
  }),
);

function ofShape(shape: string): readonly Cut[] {
  return cuts.filter((cut) => cut.shape === shape);
}

/** The matrix of a network that is cut. */
function matrixOf({ networks, medium, outOfBand }: Cut): readonly (readonly number[])[] {
  return networks === 'out of band' ? outOfBand : medium;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

describe('a partition', () => {
  it('has every shape on every network, in rings of all sizes', () => {
    for (const hosts of HOSTS) {
      const found = cuts.filter((cut) => cut.hosts === hosts);
      expect(new Set(found.map(({ shape }) => shape)).size).toBe(4);
      expect(new Set(found.map(({ networks }) => networks)).size).toBe(3);
    }
  });

  it('cuts the networks that it names, and both alike', () => {
    for (const { networks, medium, outOfBand } of cuts) {
      const [onMedium, onOther] = [sum(medium.flat()) > 0, sum(outOfBand.flat()) > 0];
      expect([onMedium, onOther]).toEqual([networks !== 'out of band', networks !== 'medium']);
      if (networks === 'both') expect(medium).toEqual(outOfBand);
    }
  });

  it('never cuts a host from itself', () => {
    for (const cut of cuts) expect(matrixOf(cut).map((row, host) => row[host])).not.toContain(1);
  });

  it('into halves or parts leaves groups of hosts that hear each other and nobody else', () => {
    for (const cut of [...ofShape('halves'), ...ofShape('parts')]) {
      const rows = matrixOf(cut);
      const groups = new Set(rows.map((row) => row.join('')));
      expect(groups.size).toBeGreaterThan(1);
      expect(groups.size).toBeLessThanOrEqual(cut.shape === 'halves' ? 2 : 4);
      rows.forEach((row) => {
        row.forEach((isCut, to) => expect(isCut).toBe(rows[to]?.join('') === row.join('') ? 0 : 1));
      });
    }
    const sizes = ofShape('halves').map((cut) => sum(matrixOf(cut)[0] ?? []));
    expect(new Set(sizes).size).toBeGreaterThan(5);
  });

  it('leaves one host that hears nobody, or that nobody hears', () => {
    for (const cut of ofShape('deaf')) {
      const heard = matrixOf(cut)[0]?.map((_, to) => sum(matrixOf(cut).map((row) => row[to] ?? 0)));
      expect(heard?.filter((times) => times > 0)).toEqual([cut.hosts - 1]);
    }
    for (const cut of ofShape('mute')) {
      const said = matrixOf(cut).map(sum);
      expect(said.filter((times) => times > 0)).toEqual([cut.hosts - 1]);
    }
  });

  it('heals, and splits anew without what was cut before', () => {
    const partition = new Partition(3);
    expect(partition.cuts(0, 1, true)).toBe(false);
    const random = new Random(4);
    for (let i = 0; i < 50; i++) {
      const [shape] = partition.split(random).split(',');
      const count = [0, 1, 2].flatMap((from) =>
        [0, 1, 2].filter((to) => partition.cuts(from, to, true) || partition.cuts(from, to, false)),
      ).length;
      expect(partition.isCut).toBe(true);
      expect(count).toBe(shape === 'deaf' || shape === 'mute' ? 2 : count === 6 ? 6 : 4);
      partition.heal();
      expect([partition.isCut, partition.cuts(0, 1, true), partition.cuts(1, 2, false)]).not.toContain(true);
    }
  });
});
