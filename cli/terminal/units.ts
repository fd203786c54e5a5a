import { ExoError } from '../../errors/index.js';

/**
 * Numbers with units, as typed on a command line. Each of these throws EXO321 for anything else, with the name of
 * the option, what was typed, and what would do.
 */

/** A whole number of at least `min`. */
export function parseCount(option: string, text: string, min: number, max = Number.MAX_SAFE_INTEGER): number {
  const count = /^\d+$/.test(text) ? Number(text) : NaN;
  if (count >= min && count <= max) return count;
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  throw badValue(option, text, `a whole number ${range}`);
}

/** A budget of faults: a whole number, or `inf` for no limit. */
export function parseBudget(option: string, text: string): number | 'inf' {
  if (text === 'inf') return 'inf';
  if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  throw badValue(option, text, `a whole number, or inf for no limit`);
}

const BYTES: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

/** Bytes: `512M`, `2G`, `1.5GB`, `700000000`; K, M, G and T are powers of 1,024. */
export function parseBytes(option: string, text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([KMGT]?)(?:i?B)?$/i.exec(text);
  const bytes = Number(match?.[1]) * (BYTES[(match?.[2] ?? '').toUpperCase()] ?? NaN);
  if (bytes >= 1) return Math.round(bytes);
  throw badValue(option, text, 'a size such as 512M, 2G or 700000000 (bytes)');
}

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1000, '': 1000, m: 60_000, h: 3_600_000 };
/** Units that a division gives exactly, as a multiplication would not. */
const PARTS_OF_MILLISECOND: Readonly<Record<string, number>> = { ns: 1e6, us: 1000, µs: 1000 };

/** A time in milliseconds: `400ns`, `50us`, `500ms`, `30s`, `5m`, `1.5h`, or plain seconds. */
export function parseDurationMs(option: string, text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(ns|us|µs|ms|s|m|h|)$/.exec(text);
  const [, amount, unit = ''] = match ?? [];
  const parts = PARTS_OF_MILLISECOND[unit];
  const milliseconds =
    parts === undefined ? Number(amount) * (MILLISECONDS[unit] ?? NaN) : Number(amount) / parts;
  if (Number.isFinite(milliseconds)) return milliseconds;
  throw badValue(option, text, 'a time such as 30s, 5m, 500ms, 50us, 400ns or 30 (seconds)');
}

/** A share: `5%`, `0.1%`, or 0. 5 % is 0.05. */
export function parseShare(option: string, text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*%$/.exec(text);
  const share = text === '0' ? 0 : Number(match?.[1]) / 100;
  if (share >= 0 && share <= 1) return share;
  throw badValue(option, text, 'a share such as 5% or 0.1%, up to 100%');
}

/** Two values with two dots between them, `50us..2ms`, or one that stands for both. */
export function parseInterval(
  option: string,
  text: string,
  parse: (option: string, text: string) => number,
): readonly [least: number, most: number] {
  const [first = '', second = first, ...others] = text.split('..');
  if (others.length === 0) {
    const [least, most] = [parse(option, first), parse(option, second)];
    if (least <= most) return [least, most];
  }
  throw badValue(option, text, 'one value, or the least and the most with two dots between them');
}

/** One of some words. */
export function parseWord<W extends string>(option: string, text: string, words: readonly W[]): W {
  const word = words.find((one) => one === text);
  if (word !== undefined) return word;
  throw badValue(option, text, `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`);
}

/** `knob=value` as a pair. */
export function parseSetting(
  option: string,
  text: string,
  accepted = 'knob=value',
): readonly [string, string] {
  const at = text.indexOf('=');
  if (at > 0 && at < text.length - 1) return [text.slice(0, at), text.slice(at + 1)];
  throw badValue(option, text, accepted);
}

export function badValue(option: string, text: string, accepted: string): ExoError {
  return new ExoError('EXO321', `${option} takes ${accepted}, not '${text}'`);
}
