/** What only models with split hosts have. */
const OF_OFFLOAD: Readonly<Record<string, string>> = {
  SubmittedExactly: 'an agreed payload of a split host is one that its driver was given, in that life',
  DeliveredPrefix: 'of what an application has and what any host has agreed, one is a prefix of the other',
  DeliveredIsAgreed: 'what an application has is agreed at its engine',
  DeliveredStays: 'what an application has it keeps, and is not given again',
  AtRest:
    'driver, channels and edge rest only when all that is agreed is delivered, and no payload is left behind',
  EngineNeverWaits:
    'an engine that has the token and room for an entry fills the next slot, whatever its channels hold',
  NumbersAscend: 'a driver gives no number that its engine has taken, in whatever life',
  KeepsRoom: 'pending list, queue and log of a split host take no more than they have room for',
  NothingTwice: 'no payload is in C1 and the queue twice, and none in the queue is agreed',
  LetsGo: 'a driver keeps no payload that it knows to be agreed',
  CompactsDelivered: 'an engine compacts only what its application has',
  ChannelsFull: 'C1 and C2 are full at once',
  BothGone: 'an engine is reset while its driver is gone',
  AttachesAgain: 'a session begins after another has ended',
  OffersAgain: 'a driver numbers payloads in its second life',
  LetsGoOfAgreed: 'a driver is told that a payload is agreed, and keeps it no longer',
  LagsByAll: 'the application has nothing of all that can be agreed',
  Rests: 'the application has something, and driver, channels and edge have nothing left to do',
  AllFull: 'log, queue and C1 of a split host are full at once',
};

/** The properties and witnesses of Exo's models, each in one line, by name. */
const MEANINGS: Readonly<Record<string, string>> = {
  ...OF_OFFLOAD,
  Agreement: 'of any two logs ever agreed, one is a prefix of the other',
  Stability: 'an agreed entry never changes or disappears at a host',
  Validity: 'an agreed payload was submitted at its source',
  Integrity: 'a payload is agreed at most once',
  Fifo: 'the payloads of one source are agreed in the order in which it submitted them',
  DeliveredAscends: 'what an application has been given it keeps, and is not given again',
  MinorityHalt: 'what is agreed has been in the logs of a majority',
  PlainProtocol:
    'to the protocol, engine, channels and driver are a plain host that may recall its pointer after a restart',
  AtomicBroadcast: 'what users see is plain atomic broadcast: submit, order, deliver',
  CanAgree: 'from every reachable state, with every fault gone, something more can be agreed',
  CanAgreeFirst: 'the same of the states in which nothing is agreed yet: no vote is split for ever',
  SomethingAgreed: 'something is agreed',
  MinorityRunsOut: 'a minority runs out of permitted senders and halts',
  HostRecovers: 'a host in error recovers',
  SlotFilledTwice: 'two hosts fill one slot differently',
  Returns: 'with a disk: a host that was down restarts, and is up at once',
  AgreesAfterCrash: 'a crash has happened, and an epoch begun by a takeover agrees on something',
  ReturnedHostSends: 'a host that an epoch was begun without is back, and sends again',
  OldEntryAgreed: 'an entry of an old epoch becomes agreed in a new one',
  StarterMeetsLonger: 'a starter meets a log longer than its own, and takes it',
  FollowsInstalled: 'a host is in an epoch exactly when it has one installed',
  GathersWhilePreparing: 'promises are kept exactly as long as a takeover is prepared',
  PreparesOwn: 'a host prepares only numbers of its own',
  StarterIsMember: 'a starter is a member of its own epoch',
  AgreedAscends: 'a host that does not crash knows as much to be agreed as it knew before',
  CrashLeavesDisk: 'after a crash a host is what its disk was',
  CrashLeavesNothing: 'without a disk, a crash leaves nothing of a host but the number of its life',
  KnowsRealLives: 'nobody knows a life of a host that is not there yet',
  AnswersAreToThisLife: 'a host that recovers counts answers to its own nonce only',
  Recovers: 'without disks, a host that has restarted takes part again',
  SendsInNewLife: 'without disks, a host broadcasts in a life after its first',
  PayloadAgreed: 'a payload is agreed, and not just empty messages',
  FillsGap: 'a host fetches an entry that it has missed',
  FetchesSnapshot: 'what a host has missed is compacted, and it is given a snapshot',
  RecordPassedOn: 'the record of an epoch is passed on by a host that has installed it',
  TakeoversOverlap: 'two takeovers are under way at once',
  CatchesUpFromSnapshot: 'a host catches up from a snapshot, with entries that its log never had',
};

/** Where a name means more in one model than in the other. */
const OF_EXO: Readonly<Record<string, string>> = {
  Stability: 'an agreed entry never changes or disappears at a host, crashes and restarts included',
  MinorityHalt: 'what is agreed is in the logs of a majority, on their disks',
};

/** What a property or witness of one of Exo's models says; empty for one that is not known. */
export function meaningOf(model: 'published' | 'exo' | 'offload', name: string): string {
  return (model === 'published' ? undefined : OF_EXO[name]) ?? MEANINGS[name] ?? '';
}
