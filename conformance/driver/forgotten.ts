/** What a host at rest has forgotten: something is due, and nothing that is under way will bring it about. */
import type { HostOptions, HostState, Timer } from '../../impl/parts.js';
import type { Implementation } from '../compare/faulty-copy.js';

/** A host at rest, and what it waits for. */
interface Resting {
  readonly host: HostState;
  readonly timers: readonly Timer[];
  readonly flushing: number | null;
}

/**
 * Says of a host at rest what it has forgotten, or null. A host may wait for a timer that is set, for its storage, or for
 * others; all that it could do by itself it has to have done.
 */
export function forgettings(impl: Implementation, options: HostOptions): (resting: Resting) => string | null {
  const core = probeOf(impl, options);
  return (resting) => {
    if (resting.host.writing.mode === 'failed') return null;
    core.load(resting.host.core);
    return forgottenBy(impl, core, resting);
  };
}

function forgottenBy(
  impl: Implementation,
  core: LiveCore,
  { host, timers, flushing }: Resting,
): string | null {
  const isSet = (timer: Timer): boolean => timers.includes(timer);
  const { STATUS } = impl;
  const { sending, takeover, deferred, catchingUp, returning } = host;
  const isOpen = deferred.mode === 'open';
  const isListener =
    core.status === STATUS.following && core.installed?.members.includes(core.self) === false;
  const isPreparing = core.status === STATUS.claiming || core.status === STATUS.gathering;
  // An entry that is appended here is forgotten with the next host that is looked at.
  const { kind: question } = catchingUp.question;
  const isAsking = question === 'noticed' || question === 'asked';
  const isHeld = sending.mode === 'holding' && isSet('hold');
  const isIdle = core.holdsToken && isOpen && !isHeld;
  const duties: readonly (readonly [isKept: boolean, forgotten: string])[] = [
    [isSet('takeover'), 'no takeover timer is set: a crash of others would go unnoticed'],
    [core.isWritten || flushing !== null, 'something is unwritten, and no flush is under way'],
    // A snapshot that takes the place of what is agreed is given to the application once it is written.
    [
      core.agreed === core.delivered || (core.delivered < core.log.start && !core.isWritten),
      'something is agreed, and not delivered',
    ],
    [sending.mode !== 'holding' || isSet('hold'), 'the token is held, and no timer ends that'],
    [sending.mode !== 'unsent' || !core.isWritten, 'the own entry is written, and not broadcast'],
    [
      !core.isLastSender || !core.isWritten || sending.mode === 'unsent' || isSet('repeat'),
      'the own entry is the last, and nothing repeats it',
    ],
    [!isPreparing || isSet('prepare'), 'promises are missing, and nothing asks for them again'],
    [
      takeover.mode !== 'grace' || isSet('grace'),
      'a starter waits for more promises, and no timer ends that',
    ],
    [takeover.mode !== 'ready' || !core.isWritten, 'a starter has what it needs, and does not start'],
    [!isAsking || isSet('ask'), 'a question waits for its answer, and no timer ends that'],
    [returning.mode !== 'listening' || isSet('return'), 'a host listens, and no timer ends that'],
    [
      !isListener || returning.mode === 'listening' || !core.isWritten,
      'a host is no member, and will never be one',
    ],
    [question !== 'due' || !core.isWritten, 'a question waits for storage, which has nothing to write'],
    [isOpen || !core.isWritten, 'a takeover waits for storage, which has nothing to write'],
    [
      deferred.packets.length === 0 || !core.isWritten,
      'a packet waits for storage, which has nothing to write',
    ],
  ];
  const forgotten = duties.find(([isKept]) => !isKept)?.[1];
  if (forgotten !== undefined) return forgotten;
  // A log without room has to be compacted first.
  const isUnused = isIdle && core.append() !== impl.ANSWER.full;
  return isUnused ? 'the token is here, and is neither used nor held for a while' : null;
}

type LiveCore = InstanceType<Implementation['Core']>;

/** A core that says nothing, to ask what is due. */
function probeOf(impl: Implementation, options: HostOptions): LiveCore {
  const nowhere = (): void => undefined;
  return impl.coreFor(options, { broadcast: nowhere, resend: nowhere, send: nowhere }, {});
}
