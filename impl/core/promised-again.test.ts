import { expect, test } from 'vitest';
import { CONFIGURATION } from '../testing/entries.js';
import { ANSWER } from './answers.js';
import { Core, type CoreWriter } from './core.js';
import type { Packet } from './records.js';

const NOWHERE: CoreWriter = { entry: () => undefined, promise: () => undefined, install: () => undefined };

function coreOfLife(self: number, life: number): { readonly core: Core; readonly sent: Packet[] } {
  const sent: Packet[] = [];
  const log = { entriesMax: 16, bytesMax: 16_384 };
  const queue = { payloadsMax: 16, bytesMax: 65_536, packPayloadsMax: 4, packBytesMax: 1_400 };
  const core = new Core(
    { self, hosts: 3, configuration: CONFIGURATION, log, queue, life },
    {
      broadcast: () => undefined,
      resend: () => undefined,
      send: (_to, packet) => sent.push(packet),
    },
  );
  return { core, sent };
}

test('a promise that is said again is the same, whatever lives have become known meanwhile', () => {
  const { core, sent } = coreOfLife(1, 0);
  expect(core.prepare({ kind: 'prepare', from: 2, epoch: 2, delivered: 0, life: 0 })).toBe(ANSWER.taken);
  expect(core.persisted(core.takeWrites(NOWHERE))).toBe(ANSWER.taken);
  const [promise] = sent;
  expect(promise).toMatchObject({ kind: 'promise', epoch: 2, starterLife: 0 });
  // The starter has crashed and come back; its question of a former life arrives once more.
  expect(core.announced({ kind: 'announce', from: 2, life: 1, nonce: 1 })).toBe(ANSWER.taken);
  expect(core.promiseAgain(2)).toBe(ANSWER.taken);
  expect(sent.at(-1)).toEqual(promise);
});
