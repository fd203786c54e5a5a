/** What a host says, and what it answers. */
import { BUS, BUS_OF_FOUR, CRASH, DEEP, host, outgoing } from './bounds.mjs';

export const ANSWERS = [
  outgoing(
    'fetch-skips-one',
    'log.slice(length).map((_, i) => messageOf(log, length + i, config.hosts))',
    'log.slice(length + 1).map((_, i) => messageOf(log, length + 1 + i, config.hosts))',
    BUS,
  ),
  outgoing(
    'record-with-whole-log',
    'log: log.slice(0, base), delivered: snapshot',
    'log, delivered: snapshot',
    BUS,
    { equivalent: 'the entries after the base are those that a question for entries brings' },
  ),
  outgoing(
    'snapshot-of-whole-log',
    'log: log.slice(0, delivered), delivered }',
    'log, delivered: log.length }',
    BUS_OF_FOUR,
  ),
  outgoing(
    'promise-without-log',
    'epoch, from: config.self, log, delivered } as const',
    'epoch, from: config.self, log: log.slice(0, delivered), delivered } as const',
    DEEP,
  ),
  outgoing(
    'start-without-delivered-entries',
    "return toOthers(context, { kind: 'start', epoch: installed, log, delivered });",
    "return toOthers(context, { kind: 'start', epoch: installed, log: log.slice(delivered), delivered });",
    DEEP,
  ),
  host(
    'return-forgets-promise',
    "RETURN: { guard: 'isSynced', actions: { type: 'sendJoin', params: joinFrom } },",
    "RETURN: { guard: 'isSynced', actions: [assign({ promised: ({ context }) => context.installed?.number ?? 0 }), { type: 'sendJoin', params: joinFrom }] },",
    CRASH,
  ),
  host(
    'snapshot-delivers-more',
    "target: '.installing',\n            actions: 'install',",
    "target: '.installing',\n            actions: ['install', 'deliver'],",
    CRASH,
  ),
  host(
    'answer-cuts-log',
    "actions: { type: 'sendRecord', params: recordAsked },",
    "actions: [assign({ log: ({ context }) => context.log.slice(0, -1) }), { type: 'sendRecord', params: recordAsked }],",
    CRASH,
  ),
  outgoing(
    'fetch-brings-other-entries',
    'map((_, i) => messageOf(log, length + i, config.hosts))',
    'map((_, i) => ({ ...messageOf(log, length + i, config.hosts), payload: 7 }))',
    CRASH,
  ),
  outgoing(
    'record-of-snapshot-alone',
    'log: log.slice(0, base), delivered',
    'log: log.slice(0, snapshot), delivered',
    CRASH,
  ),
  outgoing(
    'snapshot-of-whole-log-unasked',
    'log: log.slice(0, delivered), delivered }',
    'log, delivered: log.length }',
    CRASH,
  ),
  host(
    'answers-fetch-unwritten',
    "guard: and(['isSynced', 'isOfThisEpoch', 'hasEntries', 'isOfNewestLife']),",
    "guard: and(['isOfThisEpoch', 'hasEntries', 'isOfNewestLife']),",
    CRASH,
  ),
];
