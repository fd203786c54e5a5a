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
import type { HostEvent, Sent } from './events.js';
import { changes } from './host-changes.js';
import { guards } from './host-guards.js';
import { firstLife, withFirstLives } from './lives.js';
import { firstEpoch, type Durable, type HostConfig, type HostContext, type Message } from './log.js';
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

const host = setup({
  types: {
    context: {} as HostContext,
    events: {} as HostEvent,
    input: {} as HostConfig,
  },
  guards,
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
    // What each changes, and by which rule: host-changes.ts.
    enqueue: assign(changes.enqueue),
    appendOwn: assign(changes.appendOwn),
    append: assign(changes.append),
    sync: assign(changes.sync),
    agree: assign(changes.agree),
    deliver: assign(changes.deliver),
    promise: assign(changes.promise),
    beginGathering: assign(changes.beginGathering),
    count: assign(changes.count),
    stopGathering: assign(changes.stopGathering),
    begin: assign(changes.begin),
    install: assign(changes.install),
    loseVolatile: assign(changes.loseVolatile),
    beginLife: assign(changes.beginLife),
    learnLife: assign(changes.learnLife),
    countAnswer: assign(changes.countAnswer),
    recover: assign(changes.recover),
  },
});

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
