/**
 * Readings of D1–D10 that look harmless, and are not, or only in small rings: the written mutants of a host without a disk.
 */
import { and } from 'xstate';
import type { WrittenMutant } from '../../checker/index.js';
import { majority } from '../ring.js';
import type { HostContext } from './context.js';
import { countedAnswers, isAlive, recovered } from './lives.js';
import { isGreater, lastEpochOf } from './log.js';
import { actions, changed, guards, withTransition, type HostMachine } from './mutating.js';
import type { Answer } from './packets.js';
import type { Log } from './records.js';

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
 * of its new life. The last one only harms where answers are in flight.
 */
export const MISREADINGS_OF_MORE_LIVES: readonly WrittenMutant<HostMachine>[] = [
  {
    name: 'dead-epoch-installed',
    source: 'D8',
    says: 'an epoch is followed although a newer life of one of its other members is known',
    mutate: guards({
      isLivingRecord: ({ context, event }) =>
        (event.type === 'START' || event.type === 'INSTALL') && isOwnLifeIn(context, event.packet.epoch),
      isLivingEpoch: ({ context }) => isOwnLife(context),
    }),
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
