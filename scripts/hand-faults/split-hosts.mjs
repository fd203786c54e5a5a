/** What a driver keeps, and what its engine does at the edge. */
import { driver, edge, engine, SPLIT, SPLIT_BUSY } from './bounds.mjs';

export const SPLIT_HOSTS = [
  driver('o-taken-keeps-pending', '    pending: kept,', '    pending,', SPLIT),
  driver('o-taken-forgets-pending', '    pending: kept,', '    pending: [],', SPLIT),
  driver(
    'o-taken-counts-put-on',
    'put: Math.max(0, put - (pending.length - kept.length)),',
    'put,',
    SPLIT_BUSY,
  ),
  driver(
    'o-gone-keeps-pending',
    '      pending: [],\n      put: 0,\n      owed: [],\n      copy',
    '      put: 0,\n      owed: [],\n      copy',
    SPLIT,
  ),
  driver('o-new-driver-numbers-from-zero', 'Math.max(next ?? 0, event.begin.next)', 'next ?? 0', SPLIT),
  engine('o-number-not-reserved', 'Math.max(edge.next, numberOf(event.payload) + 1)', 'edge.next', SPLIT),
  engine(
    'o-agreed-taken-again',
    'numberOf(event.payload) <= lastOwnAgreed',
    'numberOf(event.payload) < lastOwnAgreed',
    SPLIT,
  ),
  edge('o-agreed-stays-queued', 'numberOf(payload) > last)', 'numberOf(payload) >= last)', SPLIT),
  edge('o-numbers-lost', 'cursor: null, next: edge.next', 'cursor: null, next: 0', SPLIT),
  edge('o-attach-below-pointer', '      cursor: pointer,', '      cursor: Math.max(0, pointer - 1),', SPLIT),
];
