import { answerName, type Answer } from '../../impl/parts.js';
import type { HostEvent } from '../../spec/exo/events.js';
import type { Message } from '../../spec/exo/log.js';
import type { HostSnapshot } from '../../spec/exo/names.js';
import { unlike, type Difference } from '../compare/difference.js';
import type { Implementation } from '../compare/faulty-copy.js';

/**
 * R3: whether a core that refuses an entry says why: a driver asks for what is missing by that. Other refusals lead to nothing, and
 * are not compared.
 */
export function compareRefusal(
  spec: HostSnapshot,
  event: HostEvent,
  answer: number,
  { ANSWER }: Implementation,
): Difference | null {
  if (event.type !== 'RECEIVE') return null;
  const reason = refusalOf(spec, event.message);
  if (reason === null || answer === ANSWER[reason]) return null;
  return unlike('why it is refused', reason, answerName(answer as Answer));
}

/** Null where it is the history or the sender that does not fit: either will do. */
function refusalOf(spec: HostSnapshot, { epoch, slot }: Message): keyof Implementation['ANSWER'] | null {
  const { promised, log } = spec.context;
  if (epoch < promised) return 'olderEpoch';
  if (!spec.matches({ up: 'following' })) return 'notFollowing';
  if (epoch > promised) return 'newerEpoch';
  if (slot === log.length) return null;
  return slot < log.length ? 'repeated' : 'gap';
}
