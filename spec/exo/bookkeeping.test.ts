import { expect, test } from 'vitest';
import { check, xstateComponent } from '../../checker/index.js';
import { exoHost } from './host.js';
import { hostInput } from './host-component.js';
import { agreedBy } from './log.js';
import { exoModel } from './model.js';
import { actions } from './mutating.js';
import type { HostComponent } from './names.js';
import { ALL_REDUCTIONS, type ExoOptions } from './options.js';

const APART = ['persist', 'deliver', 'restart'];

const OPTIONS: ExoOptions = {
  ...{ hosts: 2, slots: 3, epochs: 3, medium: 'receive-any', payloads: 'inf' },
  ...{ timeouts: 0, losses: 0, partitions: 0, crashes: 1 },
  reductions: ALL_REDUCTIONS.filter((name) => !APART.includes(name)),
};

/** What a model of hosts that are changed in these actions violates first. */
function brokenBy(change: Parameters<typeof actions>[0]): string | null {
  const { machine } = actions(change)(exoHost);
  const component = (_: typeof exoHost, self: number): HostComponent =>
    xstateComponent(machine, { name: 'host', input: hostInput(OPTIONS, self) }) as HostComponent;
  return check({ ...exoModel({ ...OPTIONS, component }), premises: [] }).property;
}

test('a host that goes by its installed log alone forgets what it knew to be agreed', () => {
  const broken = brokenBy({
    agree: ({ context }) => {
      const { disk, config, delivered, everAgreed } = context;
      const agreed = Math.max(delivered, agreedBy(disk, config.hosts));
      return { agreed, everAgreed: Math.max(everAgreed, agreed) };
    },
  });
  expect(broken).toBe('AgreedAscends');
});

test('a host that knows after a crash what was agreed before has kept more than its disk', () => {
  const broken = brokenBy({
    loseVolatile: ({ context }) => ({ ...context.disk, gathered: null, queue: [] }),
  });
  expect(broken).toBe('CrashLeavesDisk');
});
