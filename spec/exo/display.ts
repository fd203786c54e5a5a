/** How runs of the completed model are shown: hosts as columns, messages straight from host to host. */
import type { Display, ShownMessage, Transition } from '../../checker/index.js';
import { allHosts, hostName } from '../ring.js';
import { exoLens } from './lens.js';
import { starterOf, type Entry, type Log, type Message } from './log.js';
import type { HostSnapshot } from './names.js';
import type { Packet } from './packets.js';

/**
 * A host's state as traces record it, with hosts by their letters.
 *
 * @example
 * const [bounds] = EXO_STANDARD;
 * const input = exoHostInput({ ...bounds, reductions: ALL_REDUCTIONS }, 0);
 * const [host] = xstateComponent(exoHost, { input }).initial();
 * console.log(host && showExoHost(host)['log']); // []
 */
export function showHost(snapshot: HostSnapshot): Readonly<Record<string, unknown>> {
  const { promised, installed, log, disk, agreed, delivered, gathered, queue, submitted, everAgreed, lives } =
    snapshot.context;
  return {
    state: stateName(snapshot),
    promised,
    members: installed === null ? [] : installed.members.map(hostName),
    base: installed === null ? 0 : installed.base,
    log: log.map(showEntry),
    written: disk.log.length,
    writtenPromise: disk.promised,
    agreed,
    delivered,
    gathered: (gathered?.promises?.map(({ from }) => from) ?? gathered?.from ?? []).map(hostName),
    queue,
    submitted,
    everAgreed,
    ...(lives !== null && {
      life: lives.life,
      known: lives.known,
      memberLives: installed?.lives ?? [],
      answers: lives.answers.map(({ from }) => hostName(from)),
      agreedBefore: lives.agreedBefore.map(showEntry),
    }),
  };
}

/** The innermost state: `following`, `waiting`, `gathering`, `down` and so on. */
function stateName({ value }: HostSnapshot): string {
  let inner: unknown = value;
  while (typeof inner === 'object' && inner !== null) [inner] = Object.values(inner);
  return String(inner);
}

/** `A0.1`: what host A broadcast in epoch 0, its payload 1; `A0` if it was an empty message. */
export function showEntry({ epoch, source, payload }: Entry): string {
  return `${hostName(source)}${epoch}${payload === null ? '' : `.${payload}`}`;
}

/** The display of a completed model with these hosts. */
export function exoDisplay(
  hosts: Display['columns'],
  count: number,
  readings: readonly string[] = [],
): Display {
  const lanes = allHosts(count).map((host) => ({ name: hostName(host) }));
  return {
    ...(hosts && { columns: hosts }),
    cell,
    messages: (transition, before) => messagesOf(transition, before, count),
    summary,
    lens: exoLens(lanes, [], readings),
  };
}

/** The agreed part of the log in brackets, what is not on the disk after a bar; then the epoch, or what goes on. */
function cell(_slot: string, shown: unknown): string {
  const { state, promised, log, written, agreed } = shown as {
    readonly state: string;
    readonly promised: number;
    readonly log: readonly string[];
    readonly written: number;
    readonly agreed: number;
  };
  const settled = log.slice(0, agreed).join(' ');
  const rest = log.slice(agreed, Math.max(agreed, written)).join(' ');
  const unwritten = log.slice(Math.max(agreed, written)).join(' ');
  const parts = [
    settled === '' ? '' : `[${settled}]`,
    rest,
    unwritten === '' ? '' : `| ${unwritten}`,
    `${STATE_MARKS[state] ?? state} ${promised}`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

const STATE_MARKS: Readonly<Record<string, string>> = {
  following: 'in',
  promising: 'promising',
  waiting: 'promised',
  claiming: 'claiming',
  gathering: 'gathering',
  starting: 'starting',
  installing: 'installing',
};

/** What was received in a transition, what was lost on the way, and what is in flight after it. */
function messagesOf(
  transition: Transition,
  before: readonly unknown[],
  hosts: number,
): readonly ShownMessage[] {
  const { legs, params, states } = transition;
  const met = legs.flatMap(({ slot, event, effects, skipped }): readonly ShownMessage[] => {
    const place = allHosts(hosts).findIndex((host) => hostName(host) === slot.name);
    if (place < 0) return [];
    const [was, is] = [before[place], states[place]] as readonly HostSnapshot[];
    const to = slot.name;
    if (event.type === 'RECEIVE' && 'message' in event) {
      const shown = shownMessage(event.message as Message);
      const isLost = effects.some(({ type }) => type === 'loss');
      if (isLost) return [{ ...shown, to, lost: true, fate: 'lost' }];
      const isDown = skipped && is?.matches('down') === true;
      return [{ ...shown, to, fate: isDown ? 'down' : fateAt(was, is) }];
    }
    if (skipped || !('packet' in event) || event.packet === undefined) return [];
    const packet = event.packet as Packet;
    const from = senderOf(packet, hosts) ?? String(params['to'] ?? params['host'] ?? slot.name);
    return [{ ...shownPacket(packet, from), to, fate: fateAt(was, is) }];
  });
  return [...sentIn(transition, hosts), ...met];
}

/** What the host did with what came. */
function fateAt(was: HostSnapshot | undefined, is: HostSnapshot | undefined): string {
  if (was === undefined || is === undefined) return 'unknown';
  const [before, after] = [was.context, is.context];
  const isNew = before.installed?.number !== after.installed?.number;
  if (isNew && after.installed !== null) return 'installed';
  if (after.log.length > before.log.length) return 'appended';
  return JSON.stringify(showHost(was)) === JSON.stringify(showHost(is)) ? 'ignored' : 'taken';
}

/** What is given to the medium, or to inboxes, and met by nobody in this step: told once for all its receivers. */
function sentIn({ legs }: Transition, hosts: number): readonly ShownMessage[] {
  const sent = new Map<string, ShownMessage>();
  for (const { event, cause } of legs) {
    if (event.type !== 'PUT' || !('message' in event) || cause === null) continue;
    const packet = event.message as Packet;
    const from = senderOf(packet, hosts) ?? cause.name;
    const shown = packet.kind === 'entry' ? shownMessage(packet) : shownPacket(packet, from);
    sent.set(`${from} ${shown.text}`, { ...shown, to: shown.from, fate: 'sent' });
  }
  return [...sent.values()];
}

function shownMessage(message: Message): Omit<ShownMessage, 'to'> {
  const text = showMessage(message);
  return { from: hostName(message.source), text, id: text, via: 'broadcast' };
}

function shownPacket(packet: Packet, from: string): Omit<ShownMessage, 'to'> {
  const text = showPacket(packet);
  return { from, text, id: text, via: 'oob' };
}

/** R2 as the slides write it, the epoch before: `0:2,C,B B0.1`. */
function showMessage(message: Message): string {
  return `${message.epoch}:${[message.slot, ...message.history.map(hostName)].join(',')} ${showEntry(message)}`;
}

/** Who sent a packet, where it says so. */
function senderOf(packet: Packet, hosts: number): string | null {
  switch (packet.kind) {
    case 'entry':
      return hostName(packet.source);
    case 'prepare':
      return hostName(starterOf(packet.epoch, hosts));
    case 'start':
      return hostName(starterOf(packet.epoch.number, hosts));
    case 'install':
      return null;
    default:
      return hostName(packet.from);
  }
}

function showPacket(packet: Packet): string {
  switch (packet.kind) {
    case 'entry':
      return showMessage(packet);
    case 'prepare':
      return `prepare ${packet.epoch}`;
    case 'promise':
      return `promise ${packet.epoch} ${showLog(packet)}`;
    case 'start':
    case 'install':
      return `${packet.kind} ${packet.epoch.number} ${packet.epoch.members.map(hostName).join('')} ${showLog(packet)}`;
    case 'fetch':
      return `fetch ${packet.wanted} of ${packet.epoch} from ${packet.length}`;
    case 'join':
      return `join above ${packet.promised}, by ${packet.wanted}`;
    case 'announce':
      return `life ${packet.life}`;
    case 'answer':
      return `answer to life ${packet.nonce}: promise ${packet.promised}, ${showLog(packet)}`;
  }
}

/** A log as it is sent: what may be compacted in parentheses. */
function showLog({ log, delivered }: Log): string {
  const entries = log.map(showEntry);
  const snapshot = entries.slice(0, delivered).join(' ');
  return [...(snapshot === '' ? [] : [`(${snapshot})`]), ...entries.slice(delivered)].join(' ') || '·';
}

/** A transition in one line of plain words. */
function summary({ rule, params, legs }: Transition): string {
  const text = (name: string): string => String(params[name]);
  const names = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : '');
  const host = text('host');
  switch (rule.name) {
    case 'Submit':
      return `the application of ${host} submits a payload`;
    case 'Append':
      return `${host} holds the token and fills the next slot`;
    case 'Broadcast': {
      const losers = legs
        .filter(({ effects }) => effects.some(({ type }) => type === 'loss'))
        .map(({ slot }) => slot.name);
      const missed =
        losers.length === 0 ? '' : `; ${losers.join(', ')} ${losers.length > 1 ? 'miss' : 'misses'} it`;
      return `${host} broadcasts the last entry of its log${missed}`;
    }
    case 'Persist':
      return `${host} has written everything to its disk`;
    case 'Deliver':
      return `${host} delivers the next agreed entry`;
    case 'Timeout':
      return `${host} waits too long and prepares epoch ${text('epoch')}`;
    case 'Promise':
      return `${host} promises epoch ${text('epoch')}`;
    case 'Gather':
      return `${host} takes in the promise of ${text('from')}`;
    case 'Start':
      return [
        'epoch' in params
          ? `${host} starts epoch ${text('epoch')} with the promises of ${names(params['from'])}`
          : `${host} starts its epoch`,
        'members' in params ? `, and the members ${names(params['members'])}` : '',
      ].join('');
    case 'Install':
      return `${host} installs epoch ${text('epoch')}`;
    case 'CatchUp':
      return `${host} installs epoch ${text('epoch')} with a snapshot`;
    case 'Receive':
      return `${host} receives what ${text('source')} sent for slot ${text('slot')} in epoch ${text('epoch')}`;
    case 'Fetch':
      return `${host} asks ${text('to')} for ${params['wanted'] === 'snapshot' ? 'a snapshot of what it lacks' : 'the entries after its own'}`;
    case 'Join':
      return `${host} asks ${text('to')} for the running epoch`;
    case 'AnswerFetch':
    case 'AnswerJoin':
      return `${host} answers ${text('from')}`;
    case 'Lose':
      return `a message to ${host} is lost`;
    case 'Duplicate':
      return `${host} receives a message that it will receive again`;
    case 'Crash':
      return `${host} crashes`;
    case 'Restart':
      return `${host} restarts`;
    case 'Answer':
      return params['lost'] === true
        ? `${host} hears that ${text('from')} has restarted, and its answer is lost`
        : `${host} answers ${text('from')}, which has restarted`;
    case 'TakeAnswer':
      return `${host} hears the answer of ${text('from')}`;
    case 'AskAgain':
      return `${host} asks once more what it has forgotten`;

    case 'CrashAndRestart':
      return `${host} crashes and restarts`;
    case 'Partition':
      return `the medium splits: ${names(params['side'])} on one side`;
    default:
      return 'the medium is whole again';
  }
}
