import { expect, test } from 'vitest';
import { messageLine } from './command.js';

test.each([
  ['text', Buffer.from('größer'), { text: 'größer' }],
  ['text with a byte order mark', Buffer.from('\ufeffx'), { text: '\ufeffx' }],
  ['what is no text', Buffer.from([0xff, 0x00]), { base64: '/wA=' }],
])('a line has %s as it was broadcast', (_, payload, shown) => {
  const message = { seq: 3, index: 0, from: 'a', number: 7, payload };
  expect(messageLine(message)).toEqual({ seq: 3, index: 0, from: 'a', number: 7, ...shown });
});
