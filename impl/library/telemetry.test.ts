import { expect, test } from 'vitest';
import { Bus, inProcess } from '../transport/in-process.js';
import { join } from './join.js';
import { observe, type GaugeLike, type MeterLike, type ResultLike } from './telemetry.js';

test('a meter observes a host until it is stopped', async () => {
  const ring = ['a', 'b', 'c'];
  const transport = inProcess(new Bus());
  const hosts = await Promise.all(ring.map((id) => join({ id, ring, transport })));
  const callbacks = new Map<string, (result: ResultLike) => void>();
  const meter: MeterLike = {
    createObservableGauge: (name): GaugeLike => ({
      addCallback: (callback) => void callbacks.set(name, callback),
      removeCallback: () => void callbacks.delete(name),
    }),
  };
  const [a] = hosts;
  const stop = a && observe(a, meter);
  const { seq } = (await a?.broadcast('x')) ?? { seq: null };
  const seen = new Map<string, unknown>();
  for (const [name, callback] of callbacks) {
    callback({ observe: (value, attributes) => void seen.set(name, [value, attributes]) });
  }
  expect(seen.get('exo.epoch')).toEqual([0, { 'exo.host': 'a' }]);
  expect(seen.get('exo.halted')).toEqual([0, { 'exo.host': 'a' }]);
  expect((seen.get('exo.agreed') as [number])[0]).toBeGreaterThan(seq as number);
  stop?.();
  expect(callbacks.size).toBe(0);
  await Promise.all(hosts.map((host) => host.close()));
});
