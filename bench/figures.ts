/** How one program did beside another, and how that is printed. */
export interface Figure {
  readonly name: string;
  /** Where its processes, and those of the peer, ran, where that is told. */
  readonly placement?: string;
  readonly value: number;
  readonly unit: string;
  /** The least and the most of what was measured, where that is told. */
  readonly spread?: readonly [number, number];
  readonly peer: string;
  /** Null where the peer did not run. */
  readonly peerValue: number | null;
  /** The least and the most of what the peer took, where that was measured and is told. */
  readonly peerSpread?: readonly [number, number];
  /** How many times better than the peer: value / peerValue of a speed, peerValue / value of a cost. */
  readonly ratio: number | null;
}

/** What came of two programs on one model. */
export interface Comparison {
  readonly figures: readonly Figure[];
  /** What was compared, in lines for people. */
  readonly context: readonly string[];
}

interface Measured {
  readonly name: string;
  readonly placement?: string;
  readonly unit: string;
  readonly peer: string;
  readonly value: number;
  readonly spread?: readonly [number, number];
  readonly peerValue: number | null;
  readonly peerSpread?: readonly [number, number];
}

/** A figure of which more is better. */
export function speed(measured: Measured): Figure {
  const { value, peerValue } = measured;
  return figure(measured, peerValue === null ? null : value / peerValue);
}

/** A figure of which less is better. */
export function cost(measured: Measured): Figure {
  const { value, peerValue } = measured;
  return figure(measured, peerValue === null ? null : peerValue / value);
}

function figure(measured: Measured, ratio: number | null): Figure {
  const { name, placement, unit, spread, peer, value, peerValue, peerSpread } = measured;
  const rounded = (exact: number | null): number | null => (exact === null ? null : round(exact));
  return {
    ...{ name, ...(placement !== undefined && { placement }), value: round(value), unit },
    ...(spread !== undefined && { spread: roundBoth(spread) }),
    ...{ peer, peerValue: rounded(peerValue) },
    ...(peerSpread !== undefined && { peerSpread: roundBoth(peerSpread) }),
    ratio: rounded(ratio),
  };
}

function roundBoth([least, most]: readonly [number, number]): readonly [number, number] {
  return [round(least), round(most)];
}

/** Four digits are more than such a measurement gives. */
function round(exact: number): number {
  return Number(exact.toPrecision(4));
}

/** `count` by `seconds`; a time below a clock tick counts as one, so that the rate stays finite. */
export function rate(count: number, seconds: number): number {
  const tickSeconds = 0.001;
  return count / Math.max(seconds, tickSeconds);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new RangeError('no values have no median');
  return (lower + upper) / 2;
}

/** One row a figure, under a heading; the name of a figure says its unit. `missing` stands where there is no value of a peer. */
export function figuresTable(
  figures: readonly Figure[],
  ours = 'this checker',
  missing = 'left out',
): string {
  const hasSpread = figures.some(({ spread }) => spread !== undefined);
  const spreadOf = (spread: Figure['spread']): readonly string[] =>
    hasSpread ? [spread?.map(amount).join(', ') ?? ''] : [];
  const between = hasSpread ? ['from, to'] : [];
  const heading = ['', ours, ...between, 'peer', ...between, 'ratio', ''];
  const rows = figures.map(({ name, placement, value, spread, peer, peerValue, peerSpread, ratio }) => [
    placement === undefined ? name : `${name}, ${placement}`,
    amount(value),
    ...spreadOf(spread),
    peerValue === null ? missing : amount(peerValue),
    ...spreadOf(peerSpread),
    ratio === null ? '' : `× ${amount(ratio)}`,
    peer,
  ]);
  const widths = heading.map((_, column) =>
    Math.max(...[heading, ...rows].map((row) => (row[column] ?? '').length)),
  );
  return [heading, ...rows].map((row) => line(row, widths)).join('\n');
}

/** Texts on the left, numbers on the right. */
function line(row: readonly string[], widths: readonly number[]): string {
  const cells = row.map((cell, column) => {
    const width = widths[column] ?? 0;
    return column === 0 || column === row.length - 1 ? cell.padEnd(width) : cell.padStart(width);
  });
  return cells.join('  ').trimEnd();
}

/** `8.21 M`, `305 k`, `23.4`. */
function amount(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toPrecision(3)} M`;
  if (value >= 1e3) return `${Number((value / 1e3).toPrecision(3))} k`;
  return String(Number(value.toPrecision(3)));
}
