import { expect, test } from 'vitest';
import { HEADER_BYTES, MessageReader, PART_BYTES, piecesOf, type StreamKind } from './message-stream.js';

/** A long message takes two parts and a half. */
const LONG = new Uint8Array(2.5 * PART_BYTES).map((_, i) => i % 251);

test('messages come whole, wherever the stream is cut', () => {
  const sent = [new Uint8Array(0), LONG, new Uint8Array([1, 2, 3])];
  const stream = Buffer.concat(sent.flatMap((bytes) => [...piecesOf('packet', bytes)]));
  for (const chunkBytes of [1 + HEADER_BYTES, 1_000, PART_BYTES + 3, stream.length]) {
    const taken: Uint8Array[] = [];
    const reader = new MessageReader(LONG.length, (_, bytes) => taken.push(bytes.slice()));
    for (let at = 0; at < stream.length; at += chunkBytes)
      expect(reader.push(stream.subarray(at, at + chunkBytes))).toBeNull();
    expect(taken.map((bytes) => Buffer.from(bytes))).toEqual(sent.map((bytes) => Buffer.from(bytes)));
  }
});

test('a short message passes between the parts of a long one', () => {
  const taken: (readonly [StreamKind, number])[] = [];
  const reader = new MessageReader(LONG.length, (kind, bytes) => taken.push([kind, bytes.length]));
  const [first, second, third] = [...piecesOf('packet', LONG)];
  const [short] = [...piecesOf('frame', new Uint8Array(1))];
  for (const piece of [first, short, second, third]) reader.push(piece ?? new Uint8Array(0));
  expect(taken).toEqual([
    ['frame', 1],
    ['packet', LONG.length],
  ]);
});

test('as many long messages as there are may come, each as long as the longest', () => {
  let taken = 0;
  const reader = new MessageReader(LONG.length, () => (taken += 1));
  for (let i = 0; i < 3; i++)
    for (const piece of piecesOf('packet', LONG)) expect(reader.push(piece)).toBeNull();
  expect(taken).toBe(3);
});

test.each([['a message that is too long', LONG, LONG.length - 1, /^a message of more than 163839 bytes$/]])(
  '%s is refused',
  (_, bytes, bytesMax, problem) => {
    const reader = new MessageReader(bytesMax, () => expect.unreachable());
    const problems = [...piecesOf('packet', bytes)].map((piece) => reader.push(piece));
    expect(problems.at(-1)).toMatch(problem);
  },
);

test.each([
  ['of a kind that there is not', [0, 0, 0, 0, 9, 0, 0, 0], 'kind 9, part 0'],
  ['of a part that there is not', [0, 0, 0, 0, 1, 3, 0, 0], 'kind 1, part 3'],
  ['longer than a part may be', [1, 0, 1, 0, 1, 0, 0, 0], 'a piece of 65537 bytes'],
])('a piece %s is refused', (_, header, problem) => {
  const reader = new MessageReader(2 ** 30, () => expect.unreachable());
  expect(reader.push(new Uint8Array(header))).toBe(problem);
});
