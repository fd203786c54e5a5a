/** Whether a core that runs is where a specified host is: what it keeps up to date from step to step. */
import { historyDigest, type Core } from '../../impl/parts.js';
import { isAlive } from '../../spec/exo/lives.js';
import { holdsToken, isSynced, lastEpochOf, nextPayload, type HostContext } from '../../spec/exo/log.js';
import type { HostSnapshot } from '../../spec/exo/names.js';
import { firstOf, unlike, type Difference } from './difference.js';
import { lastSources } from './logs.js';

export function compareLive(spec: HostSnapshot, core: Core): Difference | null {
  const { context } = spec;
  const { log } = core;
  const isFollowing = spec.matches({ up: 'following' });
  return firstOf(
    () => unequal('promised', context.promised, core.promised),
    () => unequal('length of log', context.log.length, log.length),
    () => unequal('agreed', context.agreed, core.agreed),
    () => unequal('delivered', context.delivered, core.settled),
    () => unequal('written', isSynced(context), core.isWritten),
    () => unequal('holds the token', isFollowing && holdsToken(context), core.holdsToken),
    () => unequal('is last sender', isFollowing && isLastSender(context), core.isLastSender),
    () => unequal('epoch of the last entry', lastEpochOf(context.log), log.lastEpoch),
    () => unequal('digest of the history', digestOf(context), log.digest),
    () => unlike('last payloads', lastPayloads(context), log.lastNumbers),
    () =>
      context.config.isBusy ? null : unequal('has a payload', nextPayload(context) !== null, core.hasPayload),
  );
}

function unequal<T extends number | boolean>(field: string, spec: T, core: T): Difference | null {
  return spec === core ? null : unlike(field, spec, core);
}

/** D8: in an epoch that may not go on nobody is, whoever filled its last slot. */
function isLastSender(context: HostContext): boolean {
  const { installed, log, config } = context;
  const last = log.at(-1);
  const isLiving = installed !== null && isAlive(installed, context);
  return isLiving && last?.source === config.self && last.epoch === installed?.number;
}

function digestOf({ log, config }: HostContext): number {
  return historyDigest(lastSources(log, config.hosts));
}

/** By host, the greatest number of its payloads in the log; -1 if it has none. */
function lastPayloads({ log, config }: HostContext): readonly number[] {
  const numbers = new Array<number>(config.hosts).fill(-1);
  for (const { source, payload } of log) {
    if (payload !== null && payload > (numbers[source] ?? -1)) numbers[source] = payload;
  }
  return numbers;
}
