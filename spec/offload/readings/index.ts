/** Readings of O1 to O12 by name: the rules themselves, and those that look harmless and are not, or that are. */
import { READINGS_OF_COPIES } from './of-copies.js';
import { READINGS_OF_LIVES } from './of-lives.js';
import { READINGS_OF_PAYLOADS } from './of-payloads.js';
import type { Reading } from './reading.js';

export const READINGS = {
  rules: { source: 'O1-O12', says: 'what the rules say' },
  ...READINGS_OF_COPIES,
  ...READINGS_OF_PAYLOADS,
  ...READINGS_OF_LIVES,
} satisfies Readonly<Record<string, Reading>>;

export type ReadingName = keyof typeof READINGS;

export const READING_NAMES = Object.keys(READINGS) as [ReadingName, ...ReadingName[]];

export function readingOf(name: ReadingName): Reading {
  return READINGS[name];
}
