/** Logs: their order, what of them is agreed, delivered and sent as payload. */
import { CRASH, DEEP, FOUR, SMALL, log, guard, change } from './bounds.mjs';

export const LOGS = [
  log(
    'agreed-moves-back',
    'const agreed = Math.max(context.agreed, context.delivered, proven);',
    'const agreed = Math.max(context.delivered, proven);',
    SMALL,
  ),
  log(
    'agree-unwritten',
    'const proven = agreedBy(context.disk, context.config.hosts);',
    'const proven = agreedBy(context, context.config.hosts);',
    CRASH,
    {
      equivalent:
        'nothing is agreed but after a write, when what is on the disk and what is not are the same',
    },
  ),
  log(
    'agree-on-all',
    'const proven = agreedBy(context.disk, context.config.hosts);',
    'const proven = context.disk.log.length;',
    DEEP,
  ),
  guard(
    'deliver-all',
    'hasUndelivered: ({ context }) => context.delivered < context.agreed,',
    'hasUndelivered: ({ context }) => context.delivered < context.log.length,',
    DEEP,
  ),
  change('invented-payload', 'payload: nextPayload(context) }', 'payload: 1000 + log.length }', DEEP, {
    quick: true,
  }),
  log(
    'history-one-short',
    '.slice(-successorsNeeded(hosts))',
    '.slice(-Math.max(successorsNeeded(hosts) - 1, 1))',
    FOUR,
    {
      equivalent:
        'two logs of one epoch and one length are equal, so what is compared of their senders does not matter (fitsHistory)',
    },
  ),
  log(
    'greater-by-length',
    'return epochs > 0 || (epochs === 0 && one.length > other.length);',
    'return one.length > other.length;',
    DEEP,
  ),
  log(
    'greater-by-epoch-only',
    'return epochs > 0 || (epochs === 0 && one.length > other.length);',
    'return epochs > 0;',
    DEEP,
  ),
  log(
    'agree-one-more',
    'return isProven ? log.length - q + 1 : 0;',
    'return isProven ? log.length - q + 2 : 0;',
    DEEP,
  ),
  log(
    'agree-old-entries',
    'installed !== null && last.length === q && last.every((one) => one.epoch === installed.number);',
    'installed !== null && last.length === q;',
    DEEP,
  ),
  log(
    'rotation-from-zero',
    'const order = ringFrom(starterOf(epoch.number, hosts), epoch.members);',
    'const order = ringFrom(0, epoch.members);',
    DEEP,
    { equivalent: 'all hosts begin an epoch with the same member, so that each slot still has one proposer' },
  ),
  log(
    'skips-a-payload',
    'let payload = (lives?.boots ?? 0) * PAYLOADS_A_LIFE;',
    'let payload = log.length > 0 ? 1 : 0;',
    DEEP,
  ),
  change(
    'append-forgets-payload',
    'entryOf(event.message)] }',
    '{ ...entryOf(event.message), payload: null }] }',
    SMALL,
  ),
  change(
    'delivers-two',
    'const delivered = context.delivered + 1;',
    'const delivered = context.delivered + 2;',
    SMALL,
  ),
];
