/** Takeovers: promises, who is counted, what an epoch begins with, and how it is installed. */
import { APART, CRASH, DEEP, FOUR, LATE, SMALL, host, guard, change } from './bounds.mjs';

export const TAKEOVERS = [
  guard(
    'majority-of-one-fewer',
    'membersOf(context, event).length >= majority(context.config.hosts),',
    'membersOf(context, event).length + 1 >= majority(context.config.hosts),',
    DEEP,
    { quick: true },
  ),
  host(
    'promise-counted-twice',
    "guard: and(['isForMe', 'isNotCounted', 'isOfNewestLife', 'isToThisLife']),",
    "guard: 'isForMe',",
    FOUR,
  ),
  host(
    'promise-for-anybody',
    "guard: and(['isForMe', 'isNotCounted', 'isOfNewestLife', 'isToThisLife']),",
    "guard: 'isNotCounted',",
    LATE,
  ),
  host(
    'second-start',
    "BEGIN: {\n                  guard: and(['hasMajority', 'keepsToPromisers', 'keepsStarter']),\n                  target: '#host.up.starting',\n                  actions: ['begin', 'stopGathering'],",
    "BEGIN: {\n                  guard: and(['hasMajority', 'keepsToPromisers', 'keepsStarter']),\n                  target: '#host.up.starting',\n                  actions: ['begin'],",
    DEEP,
  ),
  change(
    'promise-keeps-epoch',
    'promised: epochOf(event),\n    installed: null,',
    'promised: epochOf(event),',
    DEEP,
  ),
  change('promise-not-raised', 'promised: epochOf(event),\n    installed: null,', 'installed: null,', DEEP),
  change(
    'gather-from-nothing',
    'gathered: { from: [], log, delivered, ',
    'gathered: { from: [], log: [], delivered: 0, ',
    DEEP,
  ),
  change(
    'count-takes-last',
    'isGreater(log, gathered.log) ? { log, delivered } : gathered',
    '{ log, delivered }',
    DEEP,
  ),
  change('count-keeps-own', 'isGreater(log, gathered.log) ? { log, delivered } : gathered', 'gathered', DEEP),
  change(
    'begin-keeps-own-log',
    'if (lives === null) return { installed, log, delivered: snapshot };',
    'if (lives === null) return { installed, delivered: snapshot };',
    DEEP,
  ),
  change(
    'begin-all-members',
    'const members = membersOf(context, event);',
    'const members = Array.from({ length: context.config.hosts }, (_, i) => i);',
    DEEP,
  ),
  change('install-keeps-log', '      installed: epoch,\n      log,', '      installed: epoch,', DEEP),
  host(
    'promise-before-written',
    "target: '.promised',\n          actions: ['promise', 'stopGathering'],",
    "target: '.promised',\n          actions: ['promise', 'stopGathering', { type: 'sendPromise', params: ({ context, event }) => promiseStarter({ context: { ...context, promised: event.packet.epoch }, event }) }],",
    CRASH,
  ),
  change('base-is-nothing', 'base: log.length, snapshot };', 'base: 0, snapshot };', CRASH),
  change(
    'base-is-one-less',
    'base: log.length, snapshot };',
    'base: Math.max(log.length - 1, 0), snapshot };',
    CRASH,
  ),
  change(
    'count-takes-smaller',
    'isGreater(log, gathered.log) ? { log, delivered } : gathered',
    'isGreater(gathered.log, log) ? { log, delivered } : gathered',
    SMALL,
  ),
  host(
    'prepare-keeps-gathering',
    "target: '.promised',\n          actions: ['promise', 'stopGathering'],",
    "target: '.promised',\n          actions: ['promise'],",
    SMALL,
  ),
  host(
    'start-keeps-gathering',
    "START: {\n          guard: and(['isSynced', 'isNotOlder', 'isNew', 'isLivingRecord']),\n          target: '.installing',\n          actions: ['install', 'stopGathering'],",
    "START: {\n          guard: and(['isSynced', 'isNotOlder', 'isNew', 'isLivingRecord']),\n          target: '.installing',\n          actions: ['install'],",
    SMALL,
  ),
  change(
    'begin-delivers-all',
    'const snapshot = Math.max(delivered, greatest.delivered);',
    'const snapshot = log.length;',
    SMALL,
  ),
  change(
    'begin-greatest-snapshot',
    'const snapshot = Math.max(delivered, greatest.delivered);',
    'const snapshot = greatest.delivered;',
    SMALL,
  ),
  change(
    'install-delivered-of-packet',
    'delivered: Math.max(context.delivered, delivered),',
    'delivered,',
    SMALL,
  ),
  host(
    'sends-start-before-written',
    "actions: ['begin', 'stopGathering'],\n                },",
    "actions: ['begin', 'stopGathering', { type: 'sendStart', params: startAll }],\n                },",
    CRASH,
  ),
  host(
    'counts-in-starting',
    'starting: {\n          on: {',
    "starting: {\n          on: {\n            PROMISE: { guard: 'isForMe', actions: ['beginGathering', 'count', 'begin'] },",
    CRASH,
  ),
  guard(
    'for-me-or-later',
    'isForMe: ({ context, event }) => epochOf(event) === context.promised,',
    'isForMe: ({ context, event }) => epochOf(event) >= context.promised,',
    LATE,
    {
      equivalent:
        'a host has promised each number on its disk before it asks others to: no promise to it is above its own',
    },
  ),
  change(
    'count-keeps-delivered',
    'const greatest = isGreater(log, gathered.log) ? { log, delivered } : gathered;',
    'const greatest = isGreater(log, gathered.log) ? { log, delivered: gathered.delivered } : gathered;',
    APART,
    {
      equivalent:
        'what is not counted as delivered is in the log, which the model sends whole, and is delivered once it is agreed again; that a core which compacts counts it is asked by exo refine',
    },
  ),
  change(
    'begin-own-snapshot',
    'const snapshot = Math.max(delivered, greatest.delivered);',
    'const snapshot = delivered;',
    APART,
    { equivalent: 'the same: a host that counts less as delivered delivers it later' },
  ),
];
