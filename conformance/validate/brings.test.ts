import { describe, expect, test } from 'vitest';
import { brings } from './brings.js';
import { unlikeDelivered } from './delivered-shown.js';
import type { SeenEvent, SeenMessage } from './seen.js';
import type { SeenDriverEvent } from './seen-driver.js';

describe('brings', () => {
  const frame = { epoch: 0, source: 0, first: 0, count: 1, crc: 7, slot: 2, history: 1 };
  const entry: SeenMessage = { kind: 'entry', frame };
  const prepare: SeenMessage = { kind: 'prepare', from: 0, epoch: 4, delivered: 0 };
  const EVENT: SeenEvent = {
    ...{ actor: 0, action: 'Broadcast', layer: 'host', number: null, epoch: null, entry: null },
    ...{ session: null, received: null, sent: [], set: {} },
  };
  const bringsAs = (event: Partial<SeenEvent>, awaits: Parameters<typeof brings>[1], actor = 0): boolean =>
    brings({ layer: 'host', actor, host: { ...EVENT, ...event } }, awaits);

  test.each<[what: string, sent: SeenMessage, message: SeenMessage, is: boolean]>([
    ['an entry', entry, { kind: 'entry', frame: { ...frame, history: 9 } }, true],
    ['an entry of another slot', entry, { kind: 'entry', frame: { ...frame, slot: 3 } }, false],
    ['an entry of another epoch', entry, { kind: 'entry', frame: { ...frame, epoch: 1 } }, false],
    ['an entry with other bytes', entry, { kind: 'entry', frame: { ...frame, crc: 8 } }, false],
    ['a packet', prepare, { ...prepare, delivered: 3 }, true],
    ['a packet of another epoch', prepare, { ...prepare, epoch: 5 }, false],
    ['a packet in place of an entry', prepare, entry, false],
    ['an entry in place of a packet', entry, prepare, false],
  ])('%s', (_, sent, message, is) => {
    const awaits = { kind: 'message', to: null, message } as const;
    expect(bringsAs({ sent: [{ ...sent, to: null }] }, awaits)).toBe(is);
    expect(bringsAs({ sent: [] }, awaits)).toBe(false);
  });

  test.each<[set: SeenEvent['set'], actor: number, is: boolean]>([
    [{ agreed: 2 }, 0, true],
    [{ delivered: 3 }, 0, true],
    [{ agreed: 1, delivered: 1 }, 0, false],
    [{}, 0, false],
    [{ agreed: 2 }, 1, false],
  ])('what is agreed: %o at host %i', (set, actor, is) => {
    expect(bringsAs({ set }, { kind: 'agreed', host: 0, length: 2 }, actor)).toBe(is);
  });

  test('a session of the engine, or of the driver, but not the one for the other', () => {
    const session = { session: 3, delivered: 0, pointer: 0 };
    const ofEngine = { kind: 'session', layer: 'engine', host: 0, session: 3 } as const;
    expect(bringsAs({ session }, ofEngine)).toBe(true);
    expect(bringsAs({ session }, { ...ofEngine, session: 4 })).toBe(false);
    expect(bringsAs({ session }, { ...ofEngine, layer: 'driver' })).toBe(false);
  });

  const DRIVER: SeenDriverEvent = {
    ...{ actor: 0, action: 'Offer', session: null, next: null, mark: null, number: 5, crc: 7 },
    ...{ entry: null, payloads: [], pointer: 0, delivered: 2, pending: 0 },
  };

  test.each<[event: Partial<SeenDriverEvent>, awaits: Parameters<typeof brings>[1], is: boolean]>([
    [{}, { kind: 'payload', host: 0, number: 5, crc: 7 }, true],
    [{}, { kind: 'payload', host: 0, number: 5, crc: 8 }, false],
    [{}, { kind: 'payload', host: 0, number: 6, crc: 7 }, false],
    [{ action: 'Put' }, { kind: 'payload', host: 0, number: 5, crc: 7 }, false],
    [{ action: 'Put' }, { kind: 'put', host: 0, number: 9 }, true],
    [{}, { kind: 'put', host: 0, number: 5 }, false],
    [{}, { kind: 'delivered', host: 0, length: 2 }, true],
    [{}, { kind: 'delivered', host: 0, length: 3 }, false],
    [{}, { kind: 'delivered', host: 1, length: 2 }, false],
    [{ action: 'Attach', session: 3 }, { kind: 'session', layer: 'driver', host: 0, session: 3 }, true],
    [{ action: 'Begun', session: 3 }, { kind: 'session', layer: 'driver', host: 0, session: 3 }, false],
    [{ action: 'Attach', session: 3 }, { kind: 'session', layer: 'engine', host: 0, session: 3 }, false],
    [{}, { kind: 'agreed', host: 0, length: 1 }, false],
  ])('what a driver does: %o for %o', (event, awaits, is) => {
    expect(brings({ layer: 'driver', actor: 0, driver: { ...DRIVER, ...event } }, awaits)).toBe(is);
  });

  test.each<[action: SeenDriverEvent['action'], before: number, spec: string | null]>([
    ['Offer', 2, null],
    ['Offer', 1, '1'],
    ['Deliver', 1, null],
    ['Deliver', 2, '3'],
    ['TakeAndDeliver', 1, null],
    ['Take', 3, '3'],
    ['Restore', 0, null],
  ])('a driver shows after %s what its application had, %i, and was given', (action, before, spec) => {
    const problem = unlikeDelivered({ ...DRIVER, action }, before);
    const differences = problem?.kind === 'differs' ? problem.differences : null;
    expect(differences).toEqual(spec === null ? null : [{ field: 'delivered', run: '2', spec }]);
  });
});
