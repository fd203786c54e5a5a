/** What the core says to an input: it is taken, or why it is not. A refusal changes nothing. */
export const ANSWER = {
  taken: 0,
  /** R3: not in an epoch: promised, preparing, or installing. */
  notFollowing: 1,
  /** R4: something is not written yet, and what reveals it, or begins anew, has to wait. */
  unwritten: 2,
  /** R3: of an epoch below the promise. */
  olderEpoch: 3,
  /** R3: of an epoch that is not installed here yet. */
  newerEpoch: 4,
  /** R3: a slot that is filled. */
  repeated: 5,
  /** R3: a slot behind a gap. */
  gap: 6,
  /** R3, P9: other senders before it than here. */
  otherHistory: 7,
  /** R3: not from the slot's one proposer. */
  otherSource: 8,
  /** The log has no room until the application has taken, and compacted, more of it. */
  full: 9,
  /** R2: not this host's turn. */
  notMyTurn: 10,
  /** R2: the last entry is not this host's, or not of this epoch. */
  notLastSender: 11,
  /** R5: not above the promise. */
  notAbovePromise: 12,
  /** R1: another host's number. */
  notOwnNumber: 13,
  /** R5: no takeover is under way that this is for. */
  notGathering: 14,
  /** R5: this host's promise is counted. */
  alreadyCounted: 15,
  /** R5: fewer than q promises. */
  tooFewPromises: 16,
  /** R6: installed, or above it. */
  alreadyInstalled: 17,
  /** R10: it begins behind a compaction point, and this host is not there yet. */
  needsSnapshot: 18,
  /** Nothing to do or to answer. */
  nothing: 19,
  /** R5: fewer than q members, or one that has not promised, or without the starter, or not in ascending order. */
  badMembers: 20,
  /** R1: numbers are used up (`NUMBERS_END`). */
  usedUp: 21,
  /** D2: this host has restarted without a disk, and takes part in nothing before it has recovered. */
  recovering: 22,
  /** D1, D9: from a life that is known to be over, or to one. */
  oldLife: 23,
  /** D8: of an epoch of which a member is known to have begun a newer life. */
  deadEpoch: 24,
} as const;

export type Answer = (typeof ANSWER)[keyof typeof ANSWER];

const NAMES = Object.keys(ANSWER) as readonly (keyof typeof ANSWER)[];

/**
 * The name of an answer, for traces and reports.
 *
 * @example
 * console.log(answerName(ANSWER.taken)); // taken
 */
export function answerName(answer: Answer): keyof typeof ANSWER {
  return NAMES[answer] ?? 'nothing';
}
