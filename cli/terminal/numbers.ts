/** Numbers as people read them. */
const grouped = new Intl.NumberFormat('en-US');

/** `52,753`. */
export function count(value: number): string {
  return grouped.format(value);
}

/** `1 step`, `2 steps`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** `0.31 s`, `12.4 s`, `2 min 5 s`. */
export function seconds(value: number): string {
  if (value < 10) return `${value.toFixed(2)} s`;
  if (value < 60) return `${value.toFixed(1)} s`;
  const whole = Math.round(value);
  return `${count(Math.floor(whole / 60))} min ${whole % 60} s`;
}

/** `345 MB`, `1.2 GB`, in powers of 1,024. */
export function bytes(value: number): string {
  const scaled = [' B', ' kB', ' MB', ' GB', ' TB'].map((unit, i) => ({ unit, amount: value / 1024 ** i }));
  const fitting = scaled.find(({ amount }) => amount < 1000) ?? scaled.at(-1);
  if (fitting === undefined) return `${value} B`;
  return `${fitting.amount < 10 && fitting.unit !== ' B' ? fitting.amount.toFixed(1) : fitting.amount.toFixed(0)}${fitting.unit}`;
}

/** `930`, `41 k`, `1.2 M`. */
export function rough(value: number): string {
  if (value < 1000) return value.toFixed(0);
  const [amount, unit] = value < 1e6 ? [value / 1e3, 'k'] : [value / 1e6, 'M'];
  return `${amount < 10 ? amount.toFixed(1) : amount.toFixed(0)} ${unit}`;
}

/** A small probability: `1 in 13 thousand million` reads badly, so `1 in 1.3e10`. */
export function odds(probability: number): string {
  if (probability <= 0) return 'none';
  return `1 in ${(1 / probability).toPrecision(2).replace('+', '')}`;
}
