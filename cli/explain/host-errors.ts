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
      'A segment of the log in the directory that the message names is missing or damaged in a way that no crash explains: the disk has lost what it reported as durable, or something else wrote to it.',
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
    cause:
      'The directory of a log could not be made, a write or a sync failed, or the disk is full. What was being written may be there or not.',
    remedy: 'Mend the disk, then start the host anew over the same directory: it finds out what is there.',
  },
  EXO424: {
    what: 'The life of a host without a disk is over',
    cause:
      'Another host knows of a newer life of this one: it was given a number that is not above those of all its earlier lives, or its next life has begun while it was still running.',
    remedy:
      'Stop it. Give every life the next number of a counter that survives crashes, or let `join` ask for it (`asNew: true`), and begin the next one only when the one before has ended.',
  },
  EXO431: {
    what: 'A simulation cannot be set up',
    cause: 'An option of the simulator is unknown, out of its range, or contradicts another.',
    remedy: 'The message says what would do; `exo simulate --help` lists the options.',
  },
  EXO441: {
    what: 'A transport cannot be opened',
    cause:
      'The address or port is in use, is not one of this machine, or may not be used by this user; or another host is on the bus at that place.',
    remedy: 'Give every host of the ring an address of its own, and end what has it now.',
  },
  EXO442: {
    what: 'It cannot be known what became of a payload',
    cause:
      'The host was closed, its disk failed, or it halted and the broadcast was not to wait, after the payload had been handed over. It may be agreed, now or later, or never.',
    remedy:
      'Look for it among the deliveries, or broadcast it again with an identifier by which the application knows the second one.',
  },
  EXO443: {
    what: 'A payload was not broadcast',
    cause:
      'The host was closed, its disk failed, or it halted and the broadcast was not to wait, while the payload still waited for room.',
    remedy: 'Broadcast it again, at this host or at another.',
  },
  EXO444: {
    what: 'Messages are no longer kept',
    cause:
      'The application begins before what the log of its host still has, and there is no snapshot that stands for it.',
    remedy:
      'Give `join` the option `snapshots`; or a larger `logEntriesMax`, if hosts are away for short only.',
  },
  EXO445: {
    what: 'A message is none of a replicated state machine',
    cause: 'Something else broadcasts on the ring of a replicated state machine: its replicas stop.',
    remedy: 'Give the other application a ring of its own.',
  },
  EXO446: {
    what: 'A command was not applied, or its answer is gone',
    cause:
      '`apply` has thrown, at every host alike, and the state is as before; or its number is below that of the last request of its client, whose answer alone is kept: also where it has never come before.',
    remedy: 'The message says which. A client has one request under way at a time, and numbers them upwards.',
  },
  EXO447: {
    what: 'An XState machine cannot be replicated',
    cause:
      'It invokes or spawns actors, sends to others, or has delays: each replica would have its own, at a time of its own.',
    remedy:
      'Send the event from outside, at one of the hosts, once: from a timer or a promise beside the actor.',
  },
  EXO448: {
    what: 'An engine cannot open what it was given',
    cause:
      'With `offload` the engine opens transport and log in a thread of its own. A bus within a process, or a transport or log of your own, is known to your thread only. With `offload: process` the log is in a directory, which names the engine too.',
    remedy:
      'Give `join` one of `udpBroadcast`, `udpMulticast`, `udpEach` and `streams`, and `directory` or `memory`; or leave `offload` out.',
  },
  EXO449: {
    what: 'An engine is gone',
    cause:
      'The worker in which the protocol of a host runs has died, and must not begin again because its log was in memory and it has forgotten its promises; or it could not begin, or does not answer; or no `exo engine` runs over the same log.',
    remedy:
      'Close the host. With a log in a directory an engine begins again by itself, and what was submitted is agreed once.',
  },
  EXO450: {
    what: 'Processes cannot share memory',
    cause:
      'An engine in a process of its own shares a mapped file with its host, through the optional dependency `koffi`, which is not installed; or the system does not map the file.',
    remedy: '`npm install koffi`; or run the engine in a worker, `offload: true`, which takes nothing.',
  },
  EXO451: {
    what: 'A configuration file of a host is wrong',
    cause:
      'The file cannot be read, is no JSON, or has a field that is missing, unknown or of another kind. The message names it.',
    remedy: '[hosts.md](hosts.md) has an example, and every field.',
  },
  EXO452: {
    what: 'What an application gave a host to call has thrown',
    cause:
      'A listener of an event, the logger or the trace that `join` was given throws, or its promise rejects. It is a warning of the process (`process.on("warning")`), and the host goes on; a trace gets no more lines.',
    remedy:
      'Catch what may fail inside of it. The warning has the stack in its `detail`, and the error as its `cause`.',
  },
} satisfies ErrorEntries;
