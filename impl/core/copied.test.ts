import { expect, test } from 'vitest';
import { copiedPacket } from './copied.js';
import type { Packet } from './records.js';

test('a copied packet is the same, and shares no bytes', () => {
  const make = (): Packet => ({
    kind: 'promise',
    from: 1,
    epoch: 4,
    log: {
      mark: { length: 1, lastEpoch: 0, sources: Uint8Array.of(2), numbers: Float64Array.of(-1, 3, 5) },
      snapshot: Buffer.from('all'),
      delivered: 1,
      length: 1,
      frames: new Uint8Array(0),
    },
  });
  const packet = make();
  const copy = copiedPacket(packet);
  if (packet.kind !== 'promise') throw new Error('it is a promise');
  packet.log.snapshot?.fill(0);
  packet.log.mark.sources.fill(0);
  packet.log.mark.numbers.fill(0);
  expect(copy).toEqual({
    ...make(),
    log: { ...(make() as typeof packet).log, snapshot: new Uint8Array(Buffer.from('all')) },
  });
});
