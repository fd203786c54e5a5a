/**
 * One host of Exo as completed, rules R1–R11 (docs/protocol.md, section 4), with durable storage.
 *
 * The host follows an epoch, has promised to leave it, prepares the next one, installs it, or is down. Whatever
 * is durable changes in the context first and reaches the disk with *Persist*; nothing that reveals it leaves
 * the host before that, and while a promise or an epoch is being written, nothing else is begun (R4). Left out:
 * time (a host may time out, repeat itself or ask whenever its guard allows), the contents of payloads (they
 * are numbered), how a snapshot is made (see `Log`), refusals (R3, R5: a host may take any of its own numbers
 * above its promise, which stands for whatever it has seen), and the media.
 */
import { and, assign, not, setup } from 'xstate';
import { majority } from '../ring.js';
import { epochOf, type HostEvent, type Sent } from './events.js';
import {
  afterLife,
  agreedOnlyBefore,
  firstLife,
  greatestLog,
  hasAnswers,
  isAlive,
  isOfNewLife,
  isOfNewestLife,
  joined,
  livesAnswered,
  livesGathered,
  livesKnowing,
  promisersOf,
  recovered,
  senderOf,
  withFirstLives,
  withLifeOf,
  withPromise,
  type Sender,
} from './lives.js';
import {
  agreedBy,
  agreeing,
  durableOf,
  entryOf,
  firstEpoch,
  historyOf,
  holdsToken,
  isGreater,
  isSynced,
  nextPayload,
  proposerOf,
  starterOf,
  type Durable,
  type HostConfig,
  type HostContext,
  type Message,
} from './log.js';
import {
  announceLife,
  answerLife,
  entriesAsked,
  fetchFrom,
  joinFrom,
  lastMessage,
  prepareAll,
  promiseStarter,
  recordAsked,
  snapshotAsked,
  startAll,
} from './outgoing.js';

export type { HostEvent, Sent } from './events.js';

/** An action that does nothing by itself: the model routes it, by its name and params. */
const effect =
  <P>(): ((args: unknown, params: P) => void) =>
  () =>
    undefined;

/** The number of the installed epoch, below all numbers if there is none. */
function installedNumber({ installed }: HostContext): number {
  return installed?.number ?? -1;
}

/** D1: who sent what an event brings, and in which life; null if nobody did, or if that is for the record of an epoch to say. */
function senderIn({ config, installed }: HostContext, event: HostEvent): Sender | null {
  return senderOf(event, starterOf(epochOf(event), config.hosts), installed);
}

/** R5: who is to be a member of the epoch that begins: those that were chosen, or all who promised. */
function membersOf(context: HostContext, event: HostEvent): readonly number[] {
  return (event.type === 'BEGIN' ? event.members : undefined) ?? promisersOf(context);
}

const host = setup({
  types: {
    context: {} as HostContext,
    events: {} as HostEvent,
    input: {} as HostConfig,
  },
  guards: {
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
  },
  actions: {
    /** R2. Effect: the broadcast medium carries the message. */
    broadcast: effect<{ message: Message }>(),
    /** R3, R5, R6, R9. Effects: the out-of-band network carries the packets. */
    sendPrepare: effect<Sent>(),
    sendPromise: effect<Sent>(),
    sendStart: effect<Sent>(),
    sendFetch: effect<Sent>(),
    sendJoin: effect<Sent>(),
    sendEntries: effect<Sent>(),
    sendSnapshot: effect<Sent>(),
    sendRecord: effect<Sent>(),
    sendInstall: effect<Sent>(),
    /** D4. Effects: the out-of-band network carries the packets. */
    sendAnnounce: effect<Sent>(),
    sendAnswer: effect<Sent>(),
    /** R11. */
    enqueue: assign({
      queue: ({ context }) => [...context.queue, context.submitted],
      submitted: ({ context }) => context.submitted + 1,
    }),
    /** R2, R4, R11: the own entry is in the log before anybody hears it. */
    appendOwn: assign(({ context }) => {
      const { log, config, promised: epoch } = context;
      return { log: [...log, { epoch, source: config.self, payload: nextPayload(context) }] };
    }),
    /** R3. */
    append: assign(({ context, event }) =>
      event.type === 'RECEIVE' ? { log: [...context.log, entryOf(event.message)] } : {},
    ),
    /** R4: all that is durable changes in one atomic step. */
    sync: assign(({ context }) => ({ disk: durableOf(context) })),
    /** R7: what storage holds may be agreed; the pointer never moves back. */
    agree: assign(({ context }) => {
      const found = agreeing(context);
      return { ...found, lives: livesKnowing(context, found.agreed) };
    }),
    /** The application takes the next entry, and may snapshot it; what it has taken it does not lose. */
    deliver: assign(({ context }) => {
      const delivered = context.delivered + 1;
      return { delivered, disk: { ...context.disk, delivered } };
    }),
    /** R5: from now on no part is taken in older epochs. D1: the life of the starter is known from now on. */
    promise: assign(({ context, event }) => ({
      promised: epochOf(event),
      installed: null,
      lives: context.lives && withLifeOf(senderIn(context, event), context.lives),
    })),
    /** R5: a starter gathers logs, beginning with its own. */
    beginGathering: assign(({ context: { log, delivered, lives } }) => ({
      gathered: { from: [], log, delivered, ...(lives !== null && { promises: [] }) },
    })),
    /** R5: of two logs the greater; D9: without disks, which promises count is known only in the end. */
    count: assign(({ context: { gathered }, event }) => {
      if (event.type !== 'PROMISE' || gathered === null) return {};
      if (gathered.promises !== undefined) {
        return { gathered: { ...gathered, promises: withPromise(gathered.promises, event.packet) } };
      }
      const { from, log, delivered } = event.packet;
      const greatest = isGreater(log, gathered.log) ? { log, delivered } : gathered;
      const promisers = [...gathered.from, from].sort((a, b) => a - b);
      return { gathered: { from: promisers, log: greatest.log, delivered: greatest.delivered } };
    }),
    stopGathering: assign({ gathered: null }),
    /** R5: Start(e) is the starter's own first, with the greatest log, whoever becomes a member. */
    begin: assign(({ context, event }) => {
      const { promised, delivered, lives } = context;
      const greatest = greatestLog(context);
      if (greatest === null) return {};
      const { log } = greatest;
      const members = membersOf(context, event);
      const snapshot = Math.max(delivered, greatest.delivered);
      const installed = { number: promised, members, base: log.length, snapshot };
      if (lives === null) return { installed, log, delivered: snapshot };
      const known = livesGathered(context);
      return {
        installed: { ...installed, lives: known },
        log,
        delivered: snapshot,
        lives: { ...lives, known },
      };
    }),
    /** R6: promise, epoch and log in one step; a snapshot takes the place of what was not delivered. */
    install: assign(({ context, event }) => {
      if (event.type !== 'START' && event.type !== 'INSTALL') return {};
      const { epoch, log, delivered } = event.packet;
      return {
        promised: epoch.number,
        installed: epoch,
        log,
        delivered: Math.max(context.delivered, delivered),
        lives: context.lives && {
          ...context.lives,
          known: joined(context.lives.known, epoch.lives ?? []),
        },
      };
    }),
    /** R4: what the disk holds is left; R7: the agreement pointer is found again. D2: without a disk, nothing is left. */
    loseVolatile: assign(({ context }) => {
      const { config, lives } = context;
      const disk = lives === null ? context.disk : NOTHING;
      return {
        ...disk,
        disk,
        agreed: Math.max(disk.delivered, agreedBy(disk, config.hosts)),
        gathered: null,
        queue: [],
        ...(lives !== null && { lives: afterLife(context), everAgreed: 0 }),
      };
    }),
    /** D3: the boot counter gives a number that no life of this host had. */
    beginLife: assign(({ context: { lives, config } }) => {
      if (lives === null) return {};
      const boots = lives.boots + 1;
      const life = config.recovery === 'naive' ? lives.life : boots;
      return { lives: { ...lives, boots, life, known: lives.known.with(config.self, life) } };
    }),
    /** D4: that a host has a new life is known before it is answered; D9: then its promise of a former one is dropped. */
    learnLife: assign(({ context: { lives, gathered }, event }) => {
      if (lives === null || event.type !== 'ANNOUNCE') return {};
      const { from, life } = event.packet;
      const promises = gathered?.promises?.filter((one) => one.from !== from || (one.life ?? 0) >= life);
      return {
        lives: withLifeOf(event.packet, lives),
        gathered: gathered && { ...gathered, ...(promises && { promises }) },
      };
    }),
    /** D5. */
    countAnswer: assign(({ context: { lives }, event }) => {
      if (lives === null || event.type !== 'ANSWER') return {};
      const others = lives.answers.filter(({ from }) => from !== event.packet.from);
      const answers = [...others, event.packet].sort((a, b) => a.from - b.from);
      return { lives: { ...lives, answers } };
    }),
    /** D6: the greatest log with its epoch, the greatest promise, all lives. */
    recover: assign(({ context }) => {
      const { lives } = context;
      if (lives === null) return {};
      const { agreed, ...durable } = recovered(context);
      return {
        ...durable,
        agreed,
        everAgreed: agreed,
        lives: {
          ...lives,
          known: livesAnswered(context),
          answers: [],
          agreedBefore: agreedOnlyBefore(lives, durable.log, agreed),
        },
      };
    }),
  },
});

/** What is left of a host without a disk. */
const NOTHING: Durable = { promised: 0, installed: null, log: [], delivered: 0 };

/** The host of Exo as completed. Its input is its place in the ring. */
export const exoHost = host.createMachine({
  id: 'host',
  context: ({ input }) => {
    const installed = withFirstLives(firstEpoch(input.hosts), input);
    const fresh: Durable = { promised: 0, installed, log: [], delivered: 0 };
    return {
      config: input,
      lives: firstLife(input),
      ...fresh,
      disk: fresh,
      agreed: 0,
      gathered: null,
      queue: [],
      submitted: 0,
      everAgreed: 0,
    };
  },
  initial: 'up',
  states: {
    up: {
      initial: 'following',
      on: {
        CRASH: { target: 'down', actions: 'loseVolatile' },
        SUBMIT: { actions: 'enqueue' },
        DELIVER: { guard: and(['isSynced', 'hasUndelivered']), actions: 'deliver' },
        TIMEOUT: {
          guard: and(['isSynced', 'ownsNumber', 'isAbovePromise']),
          target: '.preparing',
          actions: ['promise', 'beginGathering'],
        },
        PREPARE: {
          guard: and(['isSynced', 'isAbovePromise', 'isOfNewestLife']),
          target: '.promised',
          actions: ['promise', 'stopGathering'],
        },
        START: {
          guard: and(['isSynced', 'isNotOlder', 'isNew', 'isLivingRecord']),
          target: '.installing',
          actions: ['install', 'stopGathering'],
        },
        INSTALL: [
          {
            guard: and(['isSynced', 'isNotOlder', 'isNew', 'isLivingRecord']),
            target: '.installing',
            actions: ['install', 'stopGathering'],
          },
          {
            guard: and(['isSynced', 'isOfThisEpoch', 'isAhead', 'isLivingRecord']),
            target: '.installing',
            actions: 'install',
          },
        ],
        ANNOUNCE: {
          guard: and(['isSynced', 'isDiskless', 'isOfNewestLife']),
          actions: ['learnLife', { type: 'sendAnswer', params: answerLife }],
        },
        RETURN: { guard: 'isSynced', actions: { type: 'sendJoin', params: joinFrom } },
      },
      states: {
        following: {
          on: {
            APPEND: { guard: and(['holdsToken', 'isLivingEpoch']), actions: 'appendOwn' },
            BROADCAST: {
              guard: and(['isSynced', 'isLastSender', 'isLivingEpoch']),
              actions: { type: 'broadcast', params: lastMessage },
            },
            RECEIVE: {
              guard: and([
                'isOfThisEpoch',
                'isNextSlot',
                'fitsHistory',
                'isFromProposer',
                'isOfNewestLife',
                'isLivingEpoch',
              ]),
              actions: 'append',
            },
            PERSISTED: { guard: not('isSynced'), actions: ['sync', 'agree'] },
            CATCH_UP: { guard: 'isSynced', actions: { type: 'sendFetch', params: fetchFrom } },
            FETCH: [
              {
                guard: and(['isSynced', 'isOfThisEpoch', 'hasEntries', 'isOfNewestLife']),
                actions: { type: 'sendEntries', params: entriesAsked },
              },
              {
                guard: and(['isSynced', 'isOfThisEpoch', 'hasSnapshot', 'isOfNewestLife']),
                actions: { type: 'sendSnapshot', params: snapshotAsked },
              },
            ],
            JOIN: [
              {
                guard: and(['isSynced', 'hasNewer', 'hasBase', 'isOfNewestLife']),
                actions: { type: 'sendRecord', params: recordAsked },
              },
              {
                guard: and(['isSynced', 'hasNewer', 'hasOutgrownBase', 'isOfNewestLife']),
                actions: { type: 'sendInstall', params: snapshotAsked },
              },
            ],
          },
        },
        promised: {
          initial: 'promising',
          states: {
            promising: {
              on: {
                PERSISTED: {
                  target: 'waiting',
                  actions: ['sync', { type: 'sendPromise', params: promiseStarter }],
                },
              },
            },
            waiting: {},
          },
        },
        preparing: {
          initial: 'claiming',
          states: {
            claiming: {
              on: {
                PERSISTED: {
                  target: 'gathering',
                  actions: ['sync', { type: 'sendPrepare', params: prepareAll }],
                },
              },
            },
            gathering: {
              on: {
                PROMISE: {
                  guard: and(['isForMe', 'isNotCounted', 'isOfNewestLife', 'isToThisLife']),
                  actions: 'count',
                },
                BEGIN: {
                  guard: and(['hasMajority', 'keepsToPromisers', 'keepsStarter']),
                  target: '#host.up.starting',
                  actions: ['begin', 'stopGathering'],
                },
              },
            },
          },
        },
        starting: {
          on: {
            PERSISTED: {
              target: 'following',
              actions: ['sync', 'agree', { type: 'sendStart', params: startAll }],
            },
          },
        },
        installing: {
          on: { PERSISTED: { target: 'following', actions: ['sync', 'agree'] } },
        },
      },
    },
    down: {
      on: {
        RESTART: [
          {
            guard: 'isDiskless',
            target: 'recovering',
            actions: ['beginLife', { type: 'sendAnnounce', params: announceLife }],
          },
          { guard: 'isInstalled', target: 'up.following' },
          { target: 'up.promised.waiting' },
        ],
      },
    },
    recovering: {
      on: {
        CRASH: { target: 'down', actions: 'loseVolatile' },
        ASK_AGAIN: { actions: { type: 'sendAnnounce', params: announceLife } },
        ANSWER: { guard: and(['isAnswerToThisLife', 'isNewAnswer']), actions: 'countAnswer' },
      },
      always: [
        { guard: and(['hasAnswers', 'recoversEpoch']), target: 'up.following', actions: ['recover', 'sync'] },
        { guard: 'hasAnswers', target: 'up.promised.waiting', actions: ['recover', 'sync'] },
      ],
    },
  },
});
