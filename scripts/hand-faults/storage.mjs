/** What is written, and what is left after a crash. */
import { CRASH, host } from './bounds.mjs';

export const STORAGE = [
  host(
    'forgets-promise-at-restart',
    '        ...disk,\n        disk,\n        agreed: Math.max',
    '        ...disk,\n        promised: disk.installed?.number ?? 0,\n        disk,\n        agreed: Math.max',
    CRASH,
  ),
  host(
    'drops-own-last-at-restart',
    '        ...disk,\n        disk,\n        agreed: Math.max',
    '        ...disk,\n        log: disk.log.at(-1)?.source === config.self ? disk.log.slice(0, -1) : disk.log,\n        disk,\n        agreed: Math.max',
    CRASH,
  ),
  host(
    'changes-own-last-at-restart',
    '        ...disk,\n        disk,\n        agreed: Math.max',
    '        ...disk,\n        log: disk.log.map((entry, i, all) => (i === all.length - 1 && entry.source === config.self ? { ...entry, payload: (entry.payload ?? 0) + 1 } : entry)),\n        disk,\n        agreed: Math.max',
    CRASH,
  ),
  host(
    'restart-agrees-on-all',
    'agreed: Math.max(disk.delivered, agreedBy(disk, config.hosts)),',
    'agreed: disk.log.length,',
    CRASH,
  ),
  host(
    'restart-keeps-gathered',
    '        gathered: null,\n        queue: [],\n        ...(lives',
    '        queue: [],\n        ...(lives',
    CRASH,
  ),
  host(
    'restart-loses-installed',
    '        ...disk,\n        disk,\n        agreed: Math.max',
    '        ...disk,\n        installed: null,\n        disk,\n        agreed: Math.max',
    CRASH,
  ),
  host(
    'restart-into-following',
    "{ guard: 'isInstalled', target: 'up.following' },\n          { target: 'up.promised.waiting' },",
    "{ target: 'up.following' },",
    CRASH,
  ),
  host(
    'torn-install',
    'sync: assign(({ context }) => ({ disk: durableOf(context) })),',
    'sync: assign(({ context }) => ({ disk: context.installed !== null && context.disk.installed?.number !== context.installed.number ? { ...durableOf(context), log: context.disk.log, delivered: context.disk.delivered } : durableOf(context) })),',
    CRASH,
    { quick: true },
  ),
  host(
    'promise-not-synced',
    'sync: assign(({ context }) => ({ disk: durableOf(context) })),',
    'sync: assign(({ context }) => ({ disk: { ...durableOf(context), promised: context.disk.promised } })),',
    CRASH,
  ),
  host(
    'log-not-synced',
    'sync: assign(({ context }) => ({ disk: durableOf(context) })),',
    'sync: assign(({ context }) => ({ disk: { ...durableOf(context), log: context.disk.log } })),',
    CRASH,
  ),
  host(
    'down-promises',
    '    down: {\n      on: {',
    "    down: {\n      on: {\n        PREPARE: { guard: 'isAbovePromise', actions: ['promise', 'sync', { type: 'sendPromise', params: promiseStarter }] },",
    CRASH,
  ),
  host(
    'deliver-not-on-disk',
    'return { delivered, disk: { ...context.disk, delivered } };',
    'return { delivered };',
    CRASH,
  ),
  host(
    'crash-keeps-agreed',
    'agreed: Math.max(disk.delivered, agreedBy(disk, config.hosts)),',
    'agreed: context.agreed,',
    [...CRASH, '--no-reduce', 'deliver'],
  ),
  host(
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
  host(
    'sync-forgets-delivered',
    'disk: durableOf(context) })),',
    'disk: { ...durableOf(context), delivered: context.disk.delivered } })),',
    CRASH,
  ),
  host(
    'sync-forgets-installed',
    'disk: durableOf(context) })),',
    'disk: { ...durableOf(context), installed: context.disk.installed } })),',
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
