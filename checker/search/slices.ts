import type { CheckHooks } from './options.js';
import type { Session } from './session.js';

/** How long a search runs before it lets timers and signals of the process have their turn. */
const SLICE_MS = 100;

/** Runs a search to its end without a pause. */
export function atOnce<R>(search: Generator<void, R>): R {
  for (;;) {
    const { done, value } = search.next();
    if (done) return value;
  }
}

/** Runs a search that yields now and then to its end, with pauses in which the process does what else it has to. */
export async function inSlices<R>(
  session: Session,
  search: Generator<void, R>,
  { signal, onProgress, progressEveryMs = 200 }: CheckHooks,
): Promise<R> {
  let toldAt = performance.now();
  let hasTold = false;
  const tell = (): void => {
    hasTold = true;
    toldAt = performance.now();
    onProgress?.(session.progress());
  };
  session.whileBusy = () => {
    if (performance.now() - toldAt >= progressEveryMs) tell();
  };
  for (;;) {
    if (signal?.aborted) session.interrupted = true;
    const { verifying } = session;
    const isGoingOn = (): boolean => session.verifying === verifying;
    for (const until = performance.now() + SLICE_MS; performance.now() < until && isGoingOn();) {
      const { done, value } = search.next();
      if (done) return value;
    }
    const isDue = performance.now() - toldAt >= progressEveryMs || (hasTold && !isGoingOn());
    if (isDue) tell();
    await new Promise((resume) => setTimeout(resume, 0));
  }
}
