/** What hosts deliver to tests. */
import type { ExoHost } from '../library/exo-host.js';
import type { Message } from '../library/messages.js';

const decoder = new TextDecoder();

/** The next messages that a host delivers, as many as are asked for. */
export async function messagesOf(
  host: ExoHost,
  count: number,
  signal?: AbortSignal,
  from?: number,
): Promise<readonly Message[]> {
  const found: Message[] = [];
  const options = { ...(signal && { signal }), ...(from !== undefined && { from }) };
  for await (const message of host.deliveries(options)) {
    found.push(message);
    if (found.length === count) break;
  }
  return found;
}

/** What a host delivers next, as texts. */
export async function textsOf(
  host: ExoHost,
  count: number,
  signal?: AbortSignal,
  from?: number,
): Promise<readonly string[]> {
  return (await messagesOf(host, count, signal, from)).map(({ payload }) => decoder.decode(payload));
}
