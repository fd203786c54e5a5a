/** An `encode` that leaves something out makes one state of several: rightly where nothing tells them apart. */
import { expect, test } from 'vitest';
import { check, encodeValue, decodeValue, leg, plainComponent, rule, slot, type Model } from '../index.js';

interface Fuse {
  readonly at: number;
  readonly isWet: boolean;
  readonly name: string;
}

type Burn = { readonly type: 'BURN' };

/** A fuse that burns from 0 to 2, unless it is wet; what its bytes have is given. */
function fuse(encoded: (fuse: Fuse) => object): Model {
  const burning = plainComponent<Fuse, Burn, never>({
    name: 'fuse',
    initial: [
      { at: 0, isWet: true, name: 'a' },
      { at: 0, isWet: false, name: 'b' },
    ],
    step: (state) =>
      state.at < 2 && !state.isWet ? [{ next: { ...state, at: state.at + 1 }, effects: [] }] : [],
  });
  const place = slot('fuse', {
    ...burning,
    encode: (state: Fuse) => encodeValue(encoded(state), 'fuse'),
    decode: (bytes: Uint8Array) => ({ isWet: true, name: 'a', ...(decodeValue(bytes) as object) }) as Fuse,
  });
  const burn = rule({ name: 'Burn', slot: place, offers: () => [{ legs: [leg(place, { type: 'BURN' })] }] });
  return { name: 'fuses', slots: [place], rules: [burn], routes: [], properties: [], mayEnd: () => true };
}

test('what a step depends on is told to be missing in the bytes', () => {
  expect(() => check(fuse(({ at }) => ({ at })))).toThrow(
    expect.objectContaining({
      code: 'EXO138',
      message: expect.stringMatching(
        /^'encode' of component 'fuse' gives two states the same bytes, though 'step' tells them apart at event "BURN"/,
      ) as unknown,
    }),
  );
});

test('what nothing depends on may be left out', () => {
  expect(check(fuse(({ at, isWet }) => ({ at, isWet })))).toMatchObject({ verdict: 'exhausted', states: 4 });
  expect(check(fuse((state) => ({ ...state })))).toMatchObject({ verdict: 'exhausted', states: 4 });
});
