/** Faulty versions with which the simulator finds fault and whose traces are accepted, each with the reason. */
export const ACCEPTED: Readonly<Record<string, string>> = {
  'promise-not-persisted': 'a trace says what storage was told, and not what is on the disk',
  'token-to-all-hosts': 'it is slow, and does nothing that the specification does not',
};
