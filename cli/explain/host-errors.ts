/** EXO4xx: hosts that run: their options, their calls, their storage, and simulations of them. */
import type { ErrorEntries } from './entry.js';

export const HOST_ERRORS = {
  EXO401: {
    what: 'An option of a host is wrong',
    cause:
      'An option is missing, unknown or out of its range, or two contradict each other. The message has the unit and what is accepted.',
    remedy: 'Set it within the range. `HostOptions` says of each what too small and too large do.',
  },
  EXO402: {
    what: 'A host is not in the state for this call',
    cause:
      'The host has not been started, or has been before; the application has more than storage holds; a payload is too long or its number does not ascend; storage was closed before, or its directory is in use by another process.',
    remedy:
      'Call in the order that the documentation of the method gives. A directory is for one host, and one process.',
  },
  EXO403: {
    what: 'Numbers are used up',
    cause:
      'Payload numbers or slots have come to 2^53 - 2^20, beyond which numbers of JavaScript are not exact: 104 days at a message each nanosecond, 28 years at ten million a second.',
    remedy: 'Move the application over to a ring with another name, which begins at 0.',
  },
  EXO411: {
    what: 'Something does not fit the wire or storage format',
    cause: 'A number, payload, packet or group of writes is larger than the format has room for.',
    remedy: '[wire-format.md](wire-format.md) and [storage-format.md](storage-format.md) have the limits.',
  },
  EXO421: {
    what: 'Stored data are damaged',
    cause:
      'A segment is missing or damaged in a way that no crash explains: the disk has lost what it reported as durable, or something else wrote to it.',
    remedy:
      'Do not start the host over it. Nothing was changed: keep the directory, and let the host come back under a new number, or restore all of it from the ' +
      'moment at which it stopped.',
  },
  EXO422: {
    what: 'Stored data are of another format or ring',
    cause:
      'The directory was written by another version, or by a ring with other hosts, another name or other rules.',
    remedy: 'Start the version and configuration that wrote it, or give the host a directory of its own.',
  },
  EXO423: {
    what: 'The disk failed',
    cause: 'A write or a sync failed, or the disk is full. What was being written may be there or not.',
    remedy: 'Mend the disk, then start the host anew over the same directory: it finds out what is there.',
  },
  EXO431: {
    what: 'A simulation cannot be set up',
    cause: 'An option of the simulator is unknown, out of its range, or contradicts another.',
    remedy: 'The message says what would do; `exo simulate --help` lists the options.',
  },
} satisfies ErrorEntries;
