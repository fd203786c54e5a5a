/** Which local states of a host there are together with the record of an epoch: in flight to the host, or dead to it. */
import type { PremiseFailure } from '../../../checker/index.js';
import { isDead } from '../dead.js';
import type { HostEvent } from '../events.js';
import type { HostSnapshot } from '../names.js';
import type { Packet } from '../packets.js';
import { bytesOf, firstOf, shown, type AskedHost } from './asked.js';
import { edgesMet } from './local-paths.js';

/** What was met of the records, and of the entries, that a host may take. */
export class Heard {
  private readonly events = new Map<string, HostEvent>();
  private readonly answers = new Map<HostEvent, Map<HostSnapshot, HostSnapshot | null>>();

  constructor(
    private readonly host: AskedHost,
    private readonly keyOf: (packet: Packet) => string,
  ) {
    for (const event of host.events) {
      if (event.type === 'START') this.events.set(keyOf(event.packet), event);
      if (event.type === 'RECEIVE') this.events.set(keyOf(event.message), event);
    }
    for (const event of this.events.values()) this.answers.set(event, new Map());
    for (const { from, next, event, effects } of edgesMet(host)) {
      const [before, after] = [host.graph.states[from], host.graph.states[next]];
      // What is told of the host itself, or of a loss, is the model's; a host that answers is asked again.
      if (
        before === undefined ||
        after === undefined ||
        effects.some(({ type }) => !OF_MODEL.includes(type))
      ) {
        continue;
      }
      if (effects.some(({ type }) => (type as string) === 'loss')) continue;
      this.answers.get(event)?.set(before, after);
    }
  }

  /** The local state after a record or an entry, if the search has asked for it; undefined otherwise. */
  after(state: HostSnapshot, packet: Packet): HostSnapshot | undefined {
    const event = this.events.get(this.keyOf(packet));
    return event === undefined ? undefined : (this.answers.get(event)?.get(state) ?? undefined);
  }

  /** Whether the host may be in a local state while a record was sent to it: it is in flight there, or was dropped as dead. */
  isWith(state: HostSnapshot, record: Packet): boolean {
    const { horizons, askedIn } = this.host;
    const event = this.events.get(this.keyOf(record));
    if (event !== undefined && askedIn.get(bytesOf(this.host, state))?.has(event) === true) return true;
    return horizons !== null && isDead(horizons.oob(state), record);
  }
}

const OF_MODEL: readonly string[] = ['air', 'oob', 'loss'];

/** What is dead to a host once, is so for good: by what it announces, whatever it takes. */
export function verifyStaysDead(host: AskedHost, records: readonly Packet[]): PremiseFailure | null {
  const { horizons, graph } = host;
  if (horizons === null) return null;
  const deadIn = new Map<string, readonly boolean[]>();
  const horizonOf = graph.states.map((state) => {
    const horizon = horizons.oob(state);
    const key = JSON.stringify(horizon);
    if (!deadIn.has(key))
      deadIn.set(
        key,
        records.map((one) => isDead(horizon, one)),
      );
    return key;
  });
  const known = new Set<string>();
  return firstOf(edgesMet(host), ({ from, next, event }) => {
    const [before = '', after = ''] = [horizonOf[from], horizonOf[next]];
    const pair = `${before} ${after}`;
    if (before === after || known.has(pair)) return null;
    known.add(pair);
    const later = deadIn.get(after) ?? [];
    if (deadIn.get(before)?.every((isDeadThen, i) => !isDeadThen || later[i] === true) !== false) return null;
    const claim = 'after it a record may be taken that could not be taken before';
    return { machine: host.machine.name, step: shown(event, graph.states[from] as HostSnapshot), claim };
  });
}
