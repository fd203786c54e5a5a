/** What is written, and what is left after a crash. */
import { CRASH, host, change } from './bounds.mjs';

export const STORAGE = [
  change(
    'forgets-promise-at-restart',
    '      ...disk,\n      disk,\n      agreed: Math.max',
    '      ...disk,\n      promised: disk.installed?.number ?? 0,\n      disk,\n      agreed: Math.max',
    CRASH,
  ),
  change(
    'drops-own-last-at-restart',
    '      ...disk,\n      disk,\n      agreed: Math.max',
    '      ...disk,\n      log: disk.log.at(-1)?.source === config.self ? disk.log.slice(0, -1) : disk.log,\n      disk,\n      agreed: Math.max',
    CRASH,
  ),
  change(
    'changes-own-last-at-restart',
    '      ...disk,\n      disk,\n      agreed: Math.max',
    '      ...disk,\n      log: disk.log.map((entry, i, all) => (i === all.length - 1 && entry.source === config.self ? { ...entry, payload: (entry.payload ?? 0) + 1 } : entry)),\n      disk,\n      agreed: Math.max',
    CRASH,
  ),
  change(
    'restart-agrees-on-all',
    'agreed: Math.max(disk.delivered, agreedBy(disk, config.hosts)),',
    'agreed: disk.log.length,',
    CRASH,
  ),
  change(
    'restart-keeps-gathered',
    '      gathered: null,\n      queue: [],\n      ...(lives',
    '      queue: [],\n      ...(lives',
    CRASH,
  ),
  change(
    'restart-loses-installed',
    '      ...disk,\n      disk,\n      agreed: Math.max',
    '      ...disk,\n      installed: null,\n      disk,\n      agreed: Math.max',
    CRASH,
  ),
  host(
    'restart-into-following',
    "{ guard: 'isInstalled', target: 'up.following' },\n          { target: 'up.promised.waiting' },",
    "{ target: 'up.following' },",
    CRASH,
  ),
  change(
    'torn-install',
    'sync: ({ context }) => ({ disk: durableOf(context) }),',
    'sync: ({ context }) => ({ disk: context.installed !== null && context.disk.installed?.number !== context.installed.number ? { ...durableOf(context), log: context.disk.log, delivered: context.disk.delivered } : durableOf(context) }),',
    CRASH,
    { quick: true },
  ),
  change(
    'promise-not-synced',
    'sync: ({ context }) => ({ disk: durableOf(context) }),',
    'sync: ({ context }) => ({ disk: { ...durableOf(context), promised: context.disk.promised } }),',
    CRASH,
  ),
  change(
    'log-not-synced',
    'sync: ({ context }) => ({ disk: durableOf(context) }),',
    'sync: ({ context }) => ({ disk: { ...durableOf(context), log: context.disk.log } }),',
    CRASH,
  ),
  host(
    'down-promises',
    '    down: {\n      on: {',
    "    down: {\n      on: {\n        PREPARE: { guard: 'isAbovePromise', actions: ['promise', 'sync', { type: 'sendPromise', params: promiseStarter }] },",
    CRASH,
  ),
  change(
    'deliver-not-on-disk',
    'return { delivered, disk: { ...context.disk, delivered } };',
    'return { delivered };',
    CRASH,
  ),
  change(
    'crash-keeps-agreed',
    'agreed: Math.max(disk.delivered, agreedBy(disk, config.hosts)),',
    'agreed: context.agreed,',
    [...CRASH, '--no-reduce', 'deliver'],
  ),
  change(
    'crash-forgets-agreed',
    'agreed: Math.max(disk.delivered, agreedBy(disk, config.hosts)),',
    'agreed: 0,',
    CRASH,
  ),
  host(
    'crash-loses-nothing',
    "CRASH: { target: 'down', actions: 'loseVolatile' },\n        SUBMIT",
    "CRASH: { target: 'down' },\n        SUBMIT",
    CRASH,
  ),
  host(
    'restart-always-promised',
    "{ guard: 'isInstalled', target: 'up.following' },",
    "{ guard: 'isInstalled', target: 'up.promised.waiting' },",
    CRASH,
  ),
  host(
    'down-receives',
    '    down: {\n      on: {',
    "    down: {\n      on: {\n        RECEIVE: { guard: and(['isNextSlot', 'fitsHistory']), actions: ['append', 'sync'] },",
    CRASH,
  ),
  change(
    'sync-forgets-delivered',
    'disk: durableOf(context) }),',
    'disk: { ...durableOf(context), delivered: context.disk.delivered } }),',
    CRASH,
  ),
  change(
    'sync-forgets-installed',
    'disk: durableOf(context) }),',
    'disk: { ...durableOf(context), installed: context.disk.installed } }),',
    CRASH,
  ),
  host(
    'restart-installing',
    "{ guard: 'isInstalled', target: 'up.following' },",
    "{ guard: 'isInstalled', target: 'up.installing' },",
    CRASH,
    { equivalent: 'a host that has restarted has nothing to write: it writes that, and follows' },
  ),
];
