import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { Random } from '../../impl/parts.js';
import * as sound from '../../impl/parts.js';
import { loadFaulty } from '../compare/faulty-copy.js';
import { HostileSender } from './packets.js';
import { hostile } from './hostile.js';

const COMPILED = fileURLToPath(new URL('../../dist/impl/', import.meta.url));

/** By what is wrong: the file, what stands there, and what stands in its place. */
const FAULTS = [
  [
    'a mark may name senders that are no hosts',
    'packet-reader',
    'source < hosts)',
    'source <= hosts)',
    /^decoding/,
  ],
  ['more may be delivered than there is', 'packet-reader', 'delivered <= length, ', 'true, ', /^decoding/],
  [
    'a frame of a source that is no host',
    'frame',
    '(source & 0xff) >= hosts',
    '(source & 0xff) > hosts',
    /frame/,
  ],
  ['padding that is not zero', 'frame', 'last >>> (32 - 8 * zeros) === 0', 'true', /^checking a frame/],
  [
    'a number that is written too low',
    'layout',
    'words[at] = value | 0',
    'words[at] = (value - 1) | 0',
    /^encoding/,
  ],
  [
    'a window that is one too short',
    'authentication',
    'counter <= this.greatest',
    'counter < this.greatest',
    /^opening/,
  ],
] as const;

describe('hostile input', () => {
  test('comes to the same in the implementation that runs', async () => {
    const same = { name: '', rule: '', says: '', file: 'host/host.js', at: 0, find: '', replace: '' };
    expect(hostile(await loadFaulty(same, COMPILED), { messages: 300 })).toBeNull();
  });

  test.each(FAULTS)('finds %s', { tags: ['long'] }, async (says, file, find, replace, how) => {
    const mutant = { name: 'seeded', rule: '', says, file: `wire/${file}.js`, find, replace };
    expect(hostile(await loadFaulty(mutant, COMPILED))?.how).toMatch(how);
  });

  test('finds a host that takes calls that cannot be meant', async () => {
    const [find, replace] = ['expectDelivered(delivered, 0)', 'expectDelivered(0, delivered)'];
    const mutant = { name: 'seeded', rule: '', says: '', file: 'host/host.js', find, replace };
    const found = hostile(await loadFaulty(mutant, COMPILED));
    expect(found).toEqual({ how: 'Misuse', where: 'start(0.5) of life 0' });
  });

  test('is the same for the same seed, and mostly sound', () => {
    const ring = { configuration: 1, hosts: 5 };
    const packets = (seed: number): readonly unknown[] => {
      const sender = new HostileSender(new Random(seed), ring);
      return Array.from({ length: 200 }, () => sender.packet());
    };
    expect(packets(1)).toEqual(packets(1));
    expect(packets(1)).not.toEqual(packets(2));
    const sent = packets(1).map((packet) => {
      try {
        return sound.decodePacket(sound.encodePacket(packet as sound.Packet, ring), ring).kind;
      } catch {
        return 'not encoded';
      }
    });
    const counts = [
      sent.length,
      ...['refused', 'not encoded'].map((kind) => sent.filter((one) => one === kind).length),
    ];
    expect(counts).toEqual([200, 15, 11]);
  });
});
