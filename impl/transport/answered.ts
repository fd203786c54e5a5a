/**
 * Lets an application that waits for a payload to be agreed hand over its next one before the next message is taken: that may be the token, which
 * comes back only a round later. Some turns for promises, for there may be promises between; none of the event loop, which would take longer than a message.
 */
export async function answered(): Promise<void> {
  await undefined;
  await undefined;
}
