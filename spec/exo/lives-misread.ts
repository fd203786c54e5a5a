/**
 * Readings of D1–D10 that look harmless, and are not, or only in small rings: the written mutants of a host without a disk.
 */
import { and } from 'xstate';
import type { Mutated, WrittenMutant } from '../../checker/index.js';
import { majority } from '../ring.js';
import type { HostContext } from './context.js';
import { epochOf, type Args, type Sent } from './events.js';
import { countedAnswers, isAlive, isOfNewestLife as isOfNewest, recovered, senderOf } from './lives.js';
import { isGreater, lastEpochOf, starterOf } from './log.js';
import { actions, changed, guards, withTransition, type HostMachine } from './mutating.js';
import { entriesAsked, snapshotAsked } from './outgoing.js';
import type { Answer } from './packets.js';
import type { Log, Message } from './records.js';

/** The scopes in which they are searched. */
const SCOPES = ['diskless'];

export const MISREADINGS_OF_LIVES: readonly WrittenMutant<HostMachine>[] = [
  {
    name: 'life-goes-on',
    source: 'D3',
    says: 'a host that has restarted asks q others what it has forgotten, and goes on where they say that it was',
    mutate: actions({
      beginLife: ({ context: { lives } }) =>
        lives === null ? {} : { lives: { ...lives, boots: lives.boots + 1 } },
    }),
    scopes: SCOPES,
  },
  {
    name: 'old-epochs-heard',
    source: 'D1, D8',
    says: 'a host that has restarted broadcasts from the next epoch on, and hears until then what is sent in the old one',
    mutate: (machine) =>
      changed(
        withTransition(machine, ['up', 'following'], 'RECEIVE', {
          guard: and(['isOfThisEpoch', 'isNextSlot', 'fitsHistory', 'isFromProposer']),
          actions: 'append',
        }).provide({
          guards: {
            isOfNewestLife: () => true,
            isLivingRecord: () => true,
            isLivingEpoch: ({ context }) => isOwnLife(context),
          },
        }),
      ),
    scopes: SCOPES,
  },
  {
    name: 'own-answer-counts',
    source: 'D5',
    says: 'a host that has restarted counts itself among the q whose answers it needs',
    mutate: guards({
      hasAnswers: ({ context }) => countedAnswers(context).length >= majority(context.config.hosts) - 1,
    }),
    scopes: SCOPES,
  },
  {
    name: 'promises-not-asked',
    source: 'D4, D6',
    says: 'a host that has restarted takes the greatest log and its epoch, and forgets what others have promised',
    mutate: actions(
      {
        recover: ({ context }) => {
          const best = bestAnswer(context);
          if (context.lives === null || best === undefined) return {};
          const { log, delivered, agreed, installed } = best;
          const promised = installed?.number ?? Math.max(0, lastEpochOf(log));
          const lives = { ...context.lives, answers: [] };
          return { promised, installed, log, delivered, agreed, everAgreed: agreed, lives };
        },
      },
      { recoversEpoch: ({ context }) => (bestAnswer(context)?.installed ?? null) !== null },
    ),
    scopes: SCOPES,
  },
  {
    name: 'answered-before-learned',
    source: 'D4',
    says: 'who is asked answers, and does not keep that there is a new life',
    mutate: actions({ learnLife: () => ({}) }),
    scopes: SCOPES,
  },
  {
    name: 'log-without-epoch',
    source: 'D6',
    says: 'a host that has restarted takes the longest log among the answers',
    mutate: actions({
      recover: ({ context }) => {
        const answers = countedAnswers(context);
        const { lives } = context;
        const [first] = answers;
        if (lives === null || first === undefined) return {};
        const best = answers.reduce((most, one) => (one.log.length > most.log.length ? one : most), first);
        const { promised, installed } = recovered(context);
        const { log, delivered, agreed } = best;
        return {
          ...{ promised, installed, log, delivered, agreed, everAgreed: agreed },
          lives: { ...lives, answers: [] },
        };
      },
    }),
    scopes: SCOPES,
  },
];

/**
 * Readings that three hosts cannot tell from the rules: with three, everybody else has to answer one who has restarted, so all know
 * of its new life. Five hosts are searched with guidance.
 */
export const MISREADINGS_OF_FIVE: readonly WrittenMutant<HostMachine>[] = [
  {
    name: 'passed-on-entries-taken',
    source: 'D8',
    says: 'an entry of a former life is taken from who passes it on, in an epoch of which that life is a member, and the epoch goes on',
    mutate: (machine) => withPassedOn(machine, LIVING_IF_OWN),
    scopes: ['dead epoch'],
  },
  {
    name: 'old-promises-counted',
    source: 'D9',
    says: 'a promise counts although a newer life of who gave it is known',
    mutate: actions(
      {
        begin: ({ context, event }) => {
          const { promised, delivered, lives, gathered } = context;
          if (lives === null || gathered === null) return {};
          const { log, delivered: theirs } = (gathered.promises ?? []).reduce<Log>(
            (most, one) => (isGreater(one.log, most.log) ? one : most),
            gathered,
          );
          const members = promisersIn(context);
          const chosen = event.type === 'BEGIN' ? (event.members ?? members) : members;
          const snapshot = Math.max(delivered, theirs);
          // What the promises know of other hosts is not looked at.
          const known = lives.known.map((life, host) => livesPromised(context)[host] ?? life);
          return {
            installed: { number: promised, members: chosen, base: log.length, snapshot, lives: known },
            log,
            delivered: snapshot,
            lives: { ...lives, known },
          };
        },
      },
      { hasMajority: ({ context }) => promisersIn(context).length >= majority(context.config.hosts) },
    ),
    scopes: ['old promises'],
  },
];

/** D8 for oneself alone: what is known of the lives of the other members is not looked at. */
const LIVING_IF_OWN = {
  isLivingRecord: ({ context, event }: Args) =>
    (event.type === 'START' || event.type === 'INSTALL') && isOwnLifeIn(context, event.packet.epoch),
  isLivingEpoch: ({ context }: Args) => isOwnLife(context),
};

/** Readings that harm nobody by themselves, as others of the rules are in their place; the last one where answers are in flight. */
export const MISREADINGS_OF_MORE_LIVES: readonly WrittenMutant<HostMachine>[] = [
  {
    name: 'dead-epoch-installed',
    source: 'D8',
    says: 'an epoch is followed although a newer life of one of its other members is known',
    mutate: guards(LIVING_IF_OWN),
  },
  {
    name: 'sends-in-old-epoch',
    source: 'D7',
    says: 'a host goes on in an epoch of which it was a member in a former life',
    mutate: guards({
      isLivingEpoch: ({ context }) => {
        const { installed, lives, config } = context;
        if (installed === null || lives === null) return installed !== null;
        return isAlive(
          { ...installed, members: installed.members.filter((one) => one !== config.self) },
          context,
        );
      },
    }),
  },
  {
    name: 'answer-of-any-nonce',
    source: 'D4, D5',
    says: 'an answer to a former life counts too',
    mutate: guards({ isAnswerToThisLife: ({ event }) => event.type === 'ANSWER' }),
  },
];

/** Whoever promised, in whichever life. */
function promisersIn({ gathered, config }: HostContext): readonly number[] {
  return [...(gathered?.promises ?? []).map(({ from }) => from), config.self].sort((a, b) => a - b);
}

/** By host, the life in which it promised. */
function livesPromised({ gathered, lives, config }: HostContext): Readonly<Record<number, number>> {
  const promises = (gathered?.promises ?? []).map(({ from, life = 0 }) => [from, life] as const);
  return Object.fromEntries([...promises, [config.self, lives?.life ?? 0] as const]);
}

/** An entry, and whether it was fetched rather than heard; the rules do not tell these apart. */
type PassedOn = Message & { readonly isPassedOn?: boolean };

/** The machine in which what another host passes on is not from the life of its source (D1), with other guards besides. */
function withPassedOn(
  machine: HostMachine,
  others: Readonly<Record<string, (args: Args) => boolean>>,
): Mutated<HostMachine> {
  const passing = (args: Args): Sent => {
    const { to, packets } = entriesAsked(args);
    return { to, packets: packets.map((packet) => ({ ...packet, isPassedOn: true })) };
  };
  const fetched = withTransition(machine, ['up', 'following'], 'FETCH', [
    {
      guard: and(['isSynced', 'isOfThisEpoch', 'hasEntries', 'isOfNewestLife']),
      actions: { type: 'sendEntries', params: passing },
    },
    {
      guard: and(['isSynced', 'isOfThisEpoch', 'hasSnapshot', 'isOfNewestLife']),
      actions: { type: 'sendSnapshot', params: snapshotAsked },
    },
  ]);
  const isOfNewestLife = ({ context, event }: Args): boolean => {
    if (event.type === 'RECEIVE' && (event.message as PassedOn).isPassedOn === true) return true;
    const sender = senderOf(event, starterOf(epochOf(event), context.config.hosts), context.installed);
    return sender === null || isOfNewest(context, sender);
  };
  return guards({ ...others, isOfNewestLife })(fetched);
}

function bestAnswer(context: HostContext): Answer | undefined {
  const answers = countedAnswers(context);
  const [first] = answers;
  return first && answers.reduce((most, one) => (isGreater(one.log, most.log) ? one : most), first);
}

/** D7: whether this life is a member of the installed epoch, or none of this host is. */
function isOwnLife(context: HostContext): boolean {
  return context.installed !== null && isOwnLifeIn(context, context.installed);
}

function isOwnLifeIn(
  { lives, config }: HostContext,
  { members, lives: ofMembers }: NonNullable<HostContext['installed']>,
): boolean {
  return lives === null || !members.includes(config.self) || ofMembers?.[config.self] === lives.life;
}
