import { describe, expect, test } from 'vitest';
import { ExoError } from '../errors/index.js';
import { DEFAULT_OPTIONS, hostOptions, type HostOptions } from './options.js';

const RING = { hosts: 5, self: 2 };

describe('options of a host', () => {
  test('that are left out have their defaults', () => {
    expect(hostOptions(RING)).toEqual({ ...DEFAULT_OPTIONS, ...RING });
    expect(hostOptions({ ...RING, holdMs: 1, cluster: 'rack 7' })).toEqual({
      ...DEFAULT_OPTIONS,
      ...RING,
      holdMs: 1,
      cluster: 'rack 7',
    });
  });

  const wrong: readonly (readonly [message: string, options: Partial<Record<keyof HostOptions, unknown>>])[] =
    [
      ['hosts takes 2 to 256, whole (hosts), not 1', { hosts: 1 }],
      ['hosts takes 2 to 256, whole (hosts), not 257', { hosts: 257 }],
      ['hosts takes 2 to 256, whole (hosts), not 2.5', { hosts: 2.5 }],
      ['self takes 0 to 4, whole (place in the ring), not 5', { self: 5 }],
      ['holdMs takes 0 to 3600000 (milliseconds), not -1', { holdMs: -1 }],
      ['repeatMs takes above 0, to 3600000 (milliseconds), not 0', { repeatMs: 0 }],
      ['takeoverMs takes above 0, to 3600000 (milliseconds), not NaN', { takeoverMs: NaN }],
      ['takeoverMs takes above 0, to 3600000 (milliseconds), not "1s"', { takeoverMs: '1s' }],
      ['takeoverMs has to be above repeatMs, not 20 and 20 milliseconds', { takeoverMs: 20 }],
      ['takeoverMs has to be above holdMs, not 100 and 200 milliseconds', { holdMs: 200 }],
      ['idleHoldMs takes 0 to 3600000 (milliseconds), not -1', { idleHoldMs: -1 }],
      ['takeoverMs has to be above idleHoldMs, not 100 and 100 milliseconds', { idleHoldMs: 100 }],
      ['logBytesMax takes 65536 to 1073741824, whole (bytes), not 100', { logBytesMax: 100 }],
      ['queueBytesMax takes 32772 to 1073741824, whole (bytes), not 32768', { queueBytesMax: 32_768 }],
      ['packBytesMax takes 48 to 65000, whole (bytes), not Infinity', { packBytesMax: Infinity }],
      ['payloadBytesMax takes 0 to 32768, whole (bytes), not 32769', { payloadBytesMax: 32_769 }],
      [
        'logEntriesMax has to be at least 33 (entries), not 16: 33 hosts agree on nothing after a takeover with less',
        { hosts: 33, logEntriesMax: 16 },
      ],
      [
        'logBytesMax has to be at least 196920 (bytes), not 65536: 5 hosts with payloadBytesMax 32768 and packBytesMax 1400 agree on nothing after a takeover with less',
        { logBytesMax: 65_536 },
      ],
      [
        'graceMs has to be above 0 (milliseconds) unless returnMs is 0: an epoch that begins with the first majority leaves the others out, and they take over in turn',
        { graceMs: 0 },
      ],
      ['cluster takes a text of 1 to 64 characters', { cluster: '' }],
      ['cluster takes a text of 1 to 64 characters', { cluster: 'x'.repeat(65) }],
    ];

  test.each(wrong)('that will not do are named, with their unit: %s', (message, options) => {
    const make = (): HostOptions => hostOptions({ ...RING, ...(options as Partial<HostOptions>) });
    expect(make).toThrow(new ExoError('EXO401', message));
  });

  test('with which a ring only just agrees are taken', () => {
    for (const options of [
      { hosts: 33, self: 0, logEntriesMax: 33 },
      { hosts: 3, self: 0, logBytesMax: 4 * 32_820 },
      { hosts: 256, self: 0 },
      { hosts: 2, self: 0, graceMs: 0 },
      { hosts: 9, self: 0, graceMs: 0, returnMs: 0 },
      { hosts: 3, self: 0, logBytesMax: 65_536, payloadBytesMax: 1_000 },
    ])
      expect(hostOptions(options)).toMatchObject(options);
  });

  test('that there are not are named, with those that there are', () => {
    const make = (): HostOptions => hostOptions({ ...RING, ...{ holdms: 1 } });
    expect(make).toThrow(
      /^hostOptions takes no option 'holdms'; options are hosts, .*holdMs.*cluster, self$/,
    );
  });
});
