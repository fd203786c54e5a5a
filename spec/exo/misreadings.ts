/**
 * Readings of R1–R11 that look harmless, and are not: the written mutants of the completed host. Each changes one
 * thing that a careful person might get wrong, or leave for later.
 */
import type { WrittenMutant } from '../../checker/index.js';
import type { HostMachine } from './mutating.js';
import {
  acceptAfterPromise,
  answerAndGoOn,
  longestLog,
  membersByPromisers,
  membersDroppedLater,
  membersOfOneFewer,
  promisesOfOneFewer,
  promiseTwice,
  secondStart,
  skipOwnLog,
  starterLeftOut,
} from './takeovers-misread.js';
import {
  agreeUnwritten,
  broadcastBeforeDurable,
  installInTwoSteps,
  prepareBeforeDurable,
  promiseBeforeDurable,
  promiseIsInstalled,
  promiseNotWritten,
} from './storage-misread.js';
import {
  agreeByMembers,
  agreeByOneFewer,
  baseIsDelivered,
  countOldEntries,
  deliverAppended,
  distinctSources,
  majorityRoundedUp,
  promisedLogIsDelivered,
  receivedIsDelivered,
} from './agreement-misread.js';
import {
  deliveredAsTold,
  fetchAfterPromise,
  installAgain,
  installWithoutPromise,
  newBytes,
  newestPayloadFirst,
  ownPayloadAgain,
  payloadInvented,
  payloadSkipped,
  snapshotWithoutEntries,
} from './logs-misread.js';

/** All of them, in the order in which reports list them. */
export const MISREADINGS: readonly WrittenMutant<HostMachine>[] = [
  installAgain,
  installWithoutPromise,
  acceptAfterPromise,
  installInTwoSteps,
  prepareBeforeDurable,
  promiseBeforeDurable,
  promiseNotWritten,
  secondStart,
  promiseIsInstalled,
  countOldEntries,
  agreeByOneFewer,
  agreeUnwritten,
  promisesOfOneFewer,
  longestLog,
  skipOwnLog,
  newBytes,
  broadcastBeforeDurable,
  promiseTwice,
  answerAndGoOn,
  ownPayloadAgain,
  newestPayloadFirst,
  payloadInvented,
  payloadSkipped,
  agreeByMembers,
  majorityRoundedUp,
  distinctSources,
  membersOfOneFewer,
  membersByPromisers,
  starterLeftOut,
  membersDroppedLater,
  baseIsDelivered,
  promisedLogIsDelivered,
  deliverAppended,
  receivedIsDelivered,
  deliveredAsTold,
  snapshotWithoutEntries,
  fetchAfterPromise,
];
