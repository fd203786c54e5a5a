import type { Storage } from './storage.js';

/**
 * Which life of its host this is, for `Sealer`: above that of every earlier life over this storage, whatever any clock says. It is
 * durable before it is called back, so that no two lives have the same one.
 *
 * The counter is where storage has it already: each life raises the mark below which payload numbers may be in use (R11), and
 * takes its session from it. To be called once for each life, after the storage was opened and before `Host.start`. Where
 * storage does not survive (memory), the embedder has to take the session from elsewhere.
 *
 * @example
 * const storage = new MemoryStorage(firstStored(3));
 * openSession(storage, (error, session) => console.log(error, session)); // null 1
 */
export function openSession(storage: Storage, done: (error: Error | null, session: number) => void): void {
  const session = storage.load().reserved + 1;
  storage.reserve(session);
  storage.flush((error) => done(error, session));
}
