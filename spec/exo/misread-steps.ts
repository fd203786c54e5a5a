/** Steps that several misreadings take. */
import { epochOf, type Args, type HostEvent, type Sent } from './events.js';
import { starterOf, type HostContext, type isGreater } from './log.js';

/** The promise that the machine makes on its disk, made at once. */
export function promiseNow({ context: { config, log, delivered }, event }: Args): Sent {
  const epoch = epochOf(event);
  const packet = { kind: 'promise', epoch, from: config.self, log, delivered } as const;
  return { to: [starterOf(epoch, config.hosts)], packets: [packet] };
}

/** R7: a number of slots are found to be agreed; the pointer never moves back. */
export function agreeing(context: HostContext, found: number): Partial<HostContext> {
  const agreed = Math.max(context.agreed, context.delivered, found);
  return { agreed, everAgreed: Math.max(context.everAgreed, agreed) };
}

/** R5: a promise is counted, and the greater of two logs kept. */
export function counted(
  gathered: HostContext['gathered'],
  event: HostEvent,
  greater: typeof isGreater,
): Partial<HostContext> {
  if (event.type !== 'PROMISE' || gathered === null) return {};
  const { from, log, delivered } = event.packet;
  const greatest = greater(log, gathered.log) ? { log, delivered } : gathered;
  const promisers = [...gathered.from, from].sort((a, b) => a - b);
  return { gathered: { from: promisers, log: greatest.log, delivered: greatest.delivered } };
}
