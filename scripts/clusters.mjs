/** What scripts share that run clusters of real processes. The build has to be there. */
import fs from 'node:fs';
import os from 'node:os';

const { killMembers } = await import('../dist/conformance/faults/index.js');

/** The folder of the cluster that runs; null between two. It goes where the process is ended by a signal. */
export const running = { folder: null };

// Whatever ends this process, no host is left behind.
process.on('exit', killMembers);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.once(signal, () => {
    killMembers();
    if (running.folder !== null) fs.rmSync(running.folder, { recursive: true, force: true });
    process.exit(128 + os.constants.signals[signal]);
  });
