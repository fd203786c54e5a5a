import { expect, test } from 'vitest';
import { ChecksumRing } from './checksum-ring.js';

test('a ring of checksums has the last ones, and becomes larger where more are to stay', () => {
  const ring = new ChecksumRing(3);
  for (let place = 0; place < 10; place++) ring.put(place, 100 + place, Math.max(0, place - 3));
  expect([6, 7, 8, 9].map((place) => ring.at(place))).toEqual([106, 107, 108, 109]);
  for (let place = 10; place < 40; place++) ring.put(place, 100 + place, 8);
  expect([8, 9, 20, 39].map((place) => ring.at(place))).toEqual([108, 109, 120, 139]);
});
