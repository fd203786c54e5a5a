/** The properties and witnesses of Exo's models, each in one line, by name. */
export const PROPERTY_MEANINGS: Readonly<Record<string, string>> = {
  Agreement: 'of any two logs ever agreed, one is a prefix of the other',
  Stability: 'an agreed entry never changes or disappears at a host',
  Validity: 'an agreed payload was submitted at its source',
  Integrity: 'a payload is agreed at most once',
  MinorityHalt: 'what is agreed has been in the logs of a majority',
  CanAgree: 'from every reachable state, with every fault gone, something more can be agreed',
  CanAgreeFirst: 'the same of the states in which nothing is agreed yet: no vote is split for ever',
  SomethingAgreed: 'something is agreed',
  MinorityHalts: 'a minority runs out of permitted senders and halts',
  HostRecovers: 'a host in error recovers',
  SlotFilledTwice: 'two hosts fill one slot differently',
};
