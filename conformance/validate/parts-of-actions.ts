/** What an event of each action may have: what has no place in it would be held against nothing. */
import type { RunEvent, RunMessage } from '../../traces/index.js';
import { Malformed, shown } from './read-fields.js';
import type { SeenAction } from './seen.js';

interface Parts {
  readonly args?: readonly string[];
  /** What became of the message that it takes; an event of another action takes none. */
  readonly fate?: string;
  readonly sends?: true;
  /** Whether it shows all of the host. */
  readonly setsAll?: true;
}

const PARTS: Readonly<Record<SeenAction, Parts>> = {
  Restart: { sends: true, setsAll: true },
  Crash: {},
  Say: { sends: true },
  Submit: { args: ['number'] },
  Append: { args: ['entry'] },
  Broadcast: { sends: true },
  Receive: { fate: 'appended' },
  Persist: { sends: true },
  Deliver: { args: ['entry'] },
  Timeout: { args: ['epoch'] },
  Promise: { fate: 'promised' },
  Gather: { fate: 'counted' },
  Start: {},
  Install: { fate: 'installed' },
  CatchUp: { fate: 'installed' },
  Fetch: { sends: true },
  Join: { sends: true },
  AnswerFetch: { fate: 'answered', sends: true },
  AnswerJoin: { fate: 'answered', sends: true },
  Announce: { sends: true },
  Answer: { fate: 'answered', sends: true },
  TakeAnswer: { fate: 'counted' },
  Attach: { args: ['session', 'delivered', 'pointer'] },
};

/** What a host is, all of which a life begins with. */
const ALL_FIELDS = [
  ...(['status', 'promised', 'epoch', 'start', 'length'] as const),
  ...(['agreed', 'settled', 'delivered', 'unwritten'] as const),
];

/** @throws Malformed for a part that events of its action do not have, or one that does not fit the action. */
export function expectParts(action: SeenAction, event: RunEvent): void {
  const { args = {}, received, fate, sent = [], set = {} } = event;
  const { args: known = [], fate: accepted, sends, setsAll } = PARTS[action];
  for (const name in args) {
    if (!known.includes(name))
      throw new Malformed(
        `args.${name}`,
        'an unknown field',
        known.length === 0 ? 'none' : `one of ${known.join(', ')}`,
      );
  }
  if (received !== undefined && accepted === undefined)
    throw new Malformed('received', 'a message', `none of ${action}`);
  if (fate !== undefined && (fate !== accepted || received === undefined))
    throw new Malformed('fate', shown(fate), accepted === undefined ? `none of ${action}` : shown(accepted));
  if (sent.length > 0 && sends !== true) throw new Malformed('sent', 'messages', `none of ${action}`);
  if (setsAll !== true) return;
  const missing = ALL_FIELDS.find((name) => set[name] === undefined);
  if (missing !== undefined)
    throw new Malformed(`set.${missing}`, 'nothing', 'all fields: with Restart a life begins');
}

const VIAS = ['broadcast', 'oob'] as const;

/** @throws Malformed for a message on a way that its kind does not take. */
export function expectWay(path: string, { kind, via }: RunMessage): void {
  if (via === undefined || via === 'oob' || (via === 'broadcast' && kind === 'entry')) return;
  throw new Malformed(`${path}.via`, shown(via), kind === 'entry' ? `one of ${VIAS.join(', ')}` : 'oob');
}
