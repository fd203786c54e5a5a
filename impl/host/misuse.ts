/** Calls of a host that cannot be meant: each is refused by name, before anything changes. */
import { ExoError } from '../../errors/index.js';
import { PAYLOADS_A_LIFE } from './payload-numbers.js';

/** @throws ExoError EXO402 if an application cannot have taken this number of the entries that storage has. */
export function expectDelivered(delivered: number, length: number): void {
  if (isCount(delivered) && delivered <= length) return;
  const range = `a whole number from 0 to ${length}, the entries in the stored log`;
  throw new ExoError(
    'EXO402',
    `start takes how many entries the application has, ${range}, not ${delivered}`,
  );
}

/** @throws ExoError EXO402 if a payload is too long for this ring. */
export function expectPayload({ length }: Uint8Array, payloadBytesMax: number): void {
  if (length <= payloadBytesMax) return;
  throw new ExoError('EXO402', `a payload has at most ${payloadBytesMax} bytes, this one has ${length}`);
}

/** @throws ExoError EXO403 if a life without a disk has had all its payload numbers. */
export function expectNumbersLeft(number: number, life: number): void {
  if (number < (life + 1) * PAYLOADS_A_LIFE) return;
  throw new ExoError('EXO403', `payload numbers of life ${life} are used up: begin the next one`);
}

/** @throws ExoError EXO402 if this is no slot. */
export function expectSlot(slot: number): void {
  if (!isCount(slot))
    throw new ExoError('EXO402', `compact takes a slot, a whole number from 0, not ${slot}`);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
