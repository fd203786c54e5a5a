/** When a host takes what it is offered: the guards of its chart, each one clause of R1–R11 or D1–D9. */
import { majority } from '../ring.js';
import { epochOf, type Args } from './events.js';
import { hasAnswers, isAlive, isOfNewestLife, isOfNewLife, promisersOf, recovered } from './lives.js';
import { historyOf, holdsToken, isSynced, proposerOf, starterOf } from './log.js';
import { installedNumber, membersOf, senderIn } from './host-views.js';

export const guards = {
  /** R4: the disk holds all that is durable, so it may be revealed, and something new be begun. */
  isSynced: ({ context }) => isSynced(context),
  /** R2: it is my turn in this epoch. */
  holdsToken: ({ context }) => holdsToken(context),
  /** R2, R4: the last entry is mine, of this epoch: only that may be broadcast, always with the same bytes. */
  isLastSender: ({ context }) => {
    const last = context.log.at(-1);
    return last?.source === context.config.self && last.epoch === installedNumber(context);
  },
  /** R3: of the epoch that is both installed and promised. */
  isOfThisEpoch: ({ context, event }) => epochOf(event) === installedNumber(context),
  /** R3: neither a repetition nor behind a gap. */
  isNextSlot: ({ context, event }) => event.type === 'RECEIVE' && event.message.slot === context.log.length,
  /** R3, P9: the sender's last h senders are mine. */
  fitsHistory: ({ context: { log, config }, event }) => {
    if (event.type !== 'RECEIVE') return false;
    const mine = historyOf(log, config.hosts);
    const theirs = event.message.history;
    return mine.length === theirs.length && mine.every((source, i) => source === theirs[i]);
  },
  /** R3: from the one host that may fill this slot. */
  isFromProposer: ({ context: { installed, log, config }, event }) =>
    event.type === 'RECEIVE' &&
    installed !== null &&
    event.message.source === proposerOf(installed, log.length, config.hosts),
  /** R1: the number is one of mine. */
  ownsNumber: ({ context: { config }, event }) => starterOf(epochOf(event), config.hosts) === config.self,
  /** R5: above the promise; older ones are refused. */
  isAbovePromise: ({ context, event }) => epochOf(event) > context.promised,
  /** R5: a promise for the takeover that is under way. */
  isForMe: ({ context, event }) => epochOf(event) === context.promised,
  /** R5: nobody promises twice; D9: in one life. */
  isNotCounted: ({ context: { gathered }, event }) =>
    event.type === 'PROMISE' &&
    gathered?.from.includes(event.packet.from) === false &&
    isOfNewLife(gathered.promises ?? [], event.packet),
  /** R5: q promises, my own among them, and of those who become members as many remain. */
  hasMajority: ({ context, event }) => membersOf(context, event).length >= majority(context.config.hosts),
  /** R5: only who has promised may be a member. */
  keepsToPromisers: ({ context, event }) =>
    membersOf(context, event).every((host) => promisersOf(context).includes(host)),
  /** R5: a starter is a member of its epoch. */
  keepsStarter: ({ context, event }) => membersOf(context, event).includes(context.config.self),
  /** R6: not below the promise. */
  isNotOlder: ({ context, event }) => epochOf(event) >= context.promised,
  /** R6: not installed yet. */
  isNew: ({ context, event }) => epochOf(event) > installedNumber(context),
  /** R3, R10: a snapshot of this epoch that reaches beyond my log. */
  isAhead: ({ context, event }) => event.type === 'INSTALL' && event.packet.log.length > context.log.length,
  /** R3: I have more entries than the host that asks, and they are not compacted. */
  hasEntries: ({ context, event }) =>
    event.type === 'FETCH' && event.packet.wanted === 'entries' && event.packet.length < context.log.length,
  /** R3, R10: what the host that asks lacks is delivered, and compacted. */
  hasSnapshot: ({ context, event }) =>
    event.type === 'FETCH' && event.packet.wanted === 'snapshot' && event.packet.length < context.delivered,
  /** R9, R10: the base of my epoch is compacted, together with entries beyond it. */
  hasOutgrownBase: ({ context, event }) =>
    event.type === 'JOIN' &&
    event.packet.wanted === 'snapshot' &&
    context.installed !== null &&
    context.delivered > context.installed.base,
  /** R9: it is not. */
  hasBase: ({ event }) => event.type === 'JOIN' && event.packet.wanted === 'entries',
  /** R3, R9: the host that asks may install the epoch that I have installed. */
  hasNewer: ({ context, event }) => {
    if (event.type !== 'JOIN') return false;
    const { promised, isInstalled } = event.packet;
    const number = installedNumber(context);
    return isInstalled ? number > promised : number >= promised;
  },
  /** R7: something is agreed that the application does not have. */
  hasUndelivered: ({ context }) => context.delivered < context.agreed,
  /** R4, R9: the disk holds an installed epoch. */
  isInstalled: ({ context }) => context.installed !== null,
  /** D2: the host has no disk. */
  isDiskless: ({ context }) => context.lives !== null,
  /** D1: not from a life that I know to be over. */
  isOfNewestLife: ({ context, event }) => {
    const sender = senderIn(context, event);
    return sender === null || isOfNewestLife(context, sender);
  },
  /** D9: a promise to this life of mine. */
  isToThisLife: ({ context: { lives }, event }) =>
    lives === null || (event.type === 'PROMISE' && event.packet.starterLife === lives.life),
  /** D8: I know no newer life of any member of the epoch that is to be installed. */
  isLivingRecord: ({ context, event }) =>
    (event.type === 'START' || event.type === 'INSTALL') && isAlive(event.packet.epoch, context),
  /** D7, D8: I know no newer life of any member of the installed epoch, my own included. */
  isLivingEpoch: ({ context }) => context.installed !== null && isAlive(context.installed, context),
  /** D4: an answer to this life of mine. */
  isAnswerToThisLife: ({ context: { lives }, event }) =>
    event.type === 'ANSWER' && event.packet.nonce === lives?.life,
  /** D5: of several answers of one host the last one counts, if it is not from a life that is over. */
  isNewAnswer: ({ context: { lives }, event }) =>
    event.type === 'ANSWER' &&
    lives?.answers.every(({ from, life }) => from !== event.packet.from || life <= event.packet.life) ===
      true,
  /** D5: q answers of others, from lives of which none of them knows a newer one. */
  hasAnswers: ({ context }) => hasAnswers(context),
  /** D6: with the greatest log among the answers comes an epoch that nobody has promised to leave. */
  recoversEpoch: ({ context }) => recovered(context).installed !== null,
} satisfies Readonly<Record<string, (args: Args) => boolean>>;
