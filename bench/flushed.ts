import type { Storage } from '../impl/storage/storage.js';

/** Waits until all that was written is durable. */
export function flushed(storage: Storage): Promise<void> {
  return new Promise((resolve, reject) => {
    storage.flush((error) => (error === null ? resolve() : reject(error)));
  });
}
