/** What guards and actions of a host both see in it, and in what it is given. */
import { epochOf, type HostEvent } from './events.js';
import { promisersOf, senderOf, type Sender } from './lives.js';
import { starterOf, type HostContext } from './log.js';

/** The number of the installed epoch, below all numbers if there is none. */
export function installedNumber({ installed }: HostContext): number {
  return installed?.number ?? -1;
}

/** D1: who sent what an event brings, and in which life; null if nobody did, or if that is for the record of an epoch to say. */
export function senderIn({ config, installed }: HostContext, event: HostEvent): Sender | null {
  return senderOf(event, starterOf(epochOf(event), config.hosts), installed);
}

/** R5: who is to be a member of the epoch that begins: those that were chosen, or all who promised. */
export function membersOf(context: HostContext, event: HostEvent): readonly number[] {
  return (event.type === 'BEGIN' ? event.members : undefined) ?? promisersOf(context);
}
