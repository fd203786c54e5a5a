import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Opener, Sealer, TRAILER_BYTES, WINDOW, type Opened } from './authentication.js';

const KEY = Uint8Array.from({ length: 32 }, (_, i) => 7 * i);
const RING = { key: KEY, cluster: 'exo', hosts: 3, network: 'medium' } as const;
const MESSAGE = Uint8Array.of(1, 2, 3, 4);

function sealer(session = 1, self = 2): Sealer {
  return new Sealer({ ...RING, self, session });
}

/** What came of a message, in a word. */
function outcome(opener: Opener, sealed: Uint8Array): string {
  const found = opener.open(sealed);
  return found.kind === 'opened' ? 'opened' : found.reason;
}

describe('a sealed message', () => {
  test('is opened as what it was, with its sender', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 100 }),
        fc.nat({ max: 2 }),
        fc.maxSafeNat(),
        (message, self, session) => {
          const sealed = new Sealer({ ...RING, self, session }).seal(message);
          expect(sealed.length).toBe(message.length + TRAILER_BYTES);
          const opened = new Opener(RING).open(sealed) as Opened;
          expect([opened.kind, opened.sender]).toEqual(['opened', self]);
          expect([...opened.message]).toEqual([...message]);
        },
      ),
    );
  });

  test('with any bit changed, or cut off anywhere, is refused', () => {
    const sealed = sealer().seal(MESSAGE);
    const opener = new Opener(RING);
    for (let bit = 0; bit < 8 * sealed.length; bit++) {
      const flipped = sealed.slice();
      flipped[bit >>> 3] = (flipped[bit >>> 3] as number) ^ (1 << (bit & 7));
      expect(outcome(opener, flipped), `bit ${bit}`).not.toBe('opened');
    }
    for (let length = 0; length < sealed.length; length++) {
      expect(outcome(opener, sealed.subarray(0, length))).not.toBe('opened');
    }
    expect(outcome(opener, sealed)).toBe('opened');
  });

  test('has these bytes', () => {
    const from = sealer(1_700_000_000_000);
    from.seal(MESSAGE);
    expect(Buffer.from(from.seal(MESSAGE)).toString('hex')).toBe(
      [
        '01020304', // the message
        '58410100', // magic, version
        '02000000', // sender
        '0068e5cf8b010000', // session
        '0100000000000000', // counter
        '28ea92e95f0c34275ebcc1d3ad73a324', // tag
      ].join(''),
    );
  });

  test('is opened from any place in a Buffer', () => {
    for (let shift = 0; shift < 4; shift++) {
      const sealed = sealer().seal(MESSAGE);
      const buffer = Buffer.alloc(shift + sealed.length).subarray(shift);
      buffer.set(sealed);
      const opened = new Opener(RING).open(buffer) as Opened;
      expect([opened.kind, [...opened.message]]).toEqual(['opened', [...MESSAGE]]);
    }
  });

  test('is not opened with another key, in another cluster or ring, or from another network', () => {
    const sealed = sealer().seal(MESSAGE);
    const others = [
      { ...RING, key: KEY.map((byte) => byte ^ 1) },
      { ...RING, cluster: 'exo2' },
      { ...RING, hosts: 4 },
      { ...RING, network: 'out-of-band' as const },
    ];
    for (const ring of others) expect(outcome(new Opener(ring), sealed)).toBe('not-authentic');
    expect(outcome(new Opener({ ...RING, hosts: 2 }), sealed)).toBe('no-such-host');
  });

  test('of any bytes is refused, and changes nothing', () => {
    const opener = new Opener(RING);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(outcome(opener, bytes)).not.toBe('opened');
      }),
    );
    expect(outcome(opener, sealer().seal(MESSAGE))).toBe('opened');
  });
});

describe('a message that comes again', () => {
  test('is refused, whichever others have come in between', () => {
    const from = sealer();
    const opener = new Opener(RING);
    const all = Array.from({ length: 50 }, () => from.seal(MESSAGE));
    const order = [...all].reverse();
    expect(order.map((one) => outcome(opener, one))).toEqual(all.map(() => 'opened'));
    expect(all.map((one) => outcome(opener, one))).toEqual(all.map(() => 'repeated'));
  });

  test('is opened once, in any order within the window', () => {
    const indices = fc.array(fc.nat({ max: WINDOW - 1 }), { maxLength: 60 });
    const from = sealer();
    const all = Array.from({ length: WINDOW }, () => from.seal(MESSAGE));
    fc.assert(
      fc.property(indices, (list) => {
        const opener = new Opener(RING);
        const seen = new Set<number>();
        for (const index of list) {
          expect(outcome(opener, all[index] as Uint8Array)).toBe(seen.has(index) ? 'repeated' : 'opened');
          seen.add(index);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('is not missed for being behind thousands of the other network', () => {
    const packets = { ...RING, network: 'out-of-band' as const };
    const late = new Sealer({ ...packets, self: 2, session: 1 }).seal(MESSAGE);
    const [frames, medium] = [sealer(), new Opener(RING)];
    for (let i = 0; i < 3 * WINDOW; i++) expect(outcome(medium, frames.seal(MESSAGE))).toBe('opened');
    expect(outcome(new Opener(packets), late)).toBe('opened');
  });

  test('is opened where 1,024 others have overtaken it, and refused where 1,025 have', () => {
    const from = sealer();
    const all = Array.from({ length: 1_026 }, () => from.seal(MESSAGE));
    const after = (others: number): string => {
      const opener = new Opener(RING);
      for (const one of all.slice(1, 1 + others)) expect(outcome(opener, one)).toBe('opened');
      return outcome(opener, all[0] as Uint8Array);
    };
    expect([after(1_023), after(1_024), after(1_025)]).toEqual(['opened', 'opened', 'too-old']);
  });

  test('is refused where it is older than the window, new or not', () => {
    const from = sealer();
    const opener = new Opener(RING);
    const all = Array.from({ length: 3 * WINDOW }, () => from.seal(MESSAGE));
    const at = (index: number): string => outcome(opener, all[index] as Uint8Array);
    expect([at(0), at(WINDOW), at(0), at(WINDOW + 1), at(0), at(1), at(2)]).toEqual([
      'opened',
      'opened',
      'repeated',
      'opened',
      'too-old',
      'opened',
      'opened',
    ]);
    expect([at(3 * WINDOW - 1), at(2 * WINDOW - 2), at(2 * WINDOW - 1), at(2 * WINDOW - 1)]).toEqual([
      'opened',
      'too-old',
      'opened',
      'repeated',
    ]);
  });

  test('is refused where its sender has begun anew since; other senders are not concerned', () => {
    const opener = new Opener(RING);
    const [old, now, other] = [sealer(1), sealer(2), sealer(1, 0)];
    const before = [old.seal(MESSAGE), old.seal(MESSAGE)] as const;
    expect(outcome(opener, before[0])).toBe('opened');
    expect(outcome(opener, now.seal(MESSAGE))).toBe('opened');
    expect(outcome(opener, before[1])).toBe('earlier-session');
    expect(outcome(opener, other.seal(MESSAGE))).toBe('opened');
  });
});

describe('options that will not do', () => {
  const wrong: readonly (readonly [string, object])[] = [
    ['key takes 16 or more (bytes), not 15', { key: new Uint8Array(15) }],
    ['key takes 16 or more (bytes), not string', { key: 'secret' }],
    ['cluster takes a text of 1 to 64 characters', { cluster: '' }],
    ['hosts takes 2 to 256 (hosts), whole, not 1', { hosts: 1 }],
    ['network takes medium or out-of-band, not bus', { network: 'bus' }],
    ['self takes 0 to 2 (place in the ring), whole, not 3', { self: 3 }],
    ['session takes 0 to 2^53 - 1, whole, ascending, not -1', { session: -1 }],
  ];
  test.each(wrong)('%s', (message, change) => {
    const make = (): Sealer => new Sealer({ ...RING, self: 0, session: 1, ...change });
    expect(make).toThrow(message);
    expect(make).toThrow(expect.objectContaining({ code: 'EXO401' }));
  });
});
