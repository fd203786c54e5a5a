/** What changes in a host: the actions of its chart that change its context, each one clause of R1–R11 or D1–D9. */
import { epochOf, type Args } from './events.js';
import {
  afterLife,
  agreedOnlyBefore,
  greatestLog,
  joined,
  livesAnswered,
  livesGathered,
  livesKnowing,
  recovered,
  withLifeOf,
  withPromise,
} from './lives.js';
import {
  agreedBy,
  agreeing,
  durableOf,
  entryOf,
  isGreater,
  nextPayload,
  type Durable,
  type HostContext,
} from './log.js';
import { membersOf, senderIn } from './host-views.js';

export const changes = {
  /** R11. */
  enqueue: ({ context }) => ({
    queue: [...context.queue, context.submitted],
    submitted: context.submitted + 1,
  }),
  /** R2, R4, R11: the own entry is in the log before anybody hears it. */
  appendOwn: ({ context }) => {
    const { log, config, promised: epoch } = context;
    return { log: [...log, { epoch, source: config.self, payload: nextPayload(context) }] };
  },
  /** R3. */
  append: ({ context, event }) =>
    event.type === 'RECEIVE' ? { log: [...context.log, entryOf(event.message)] } : {},
  /** R4: all that is durable changes in one atomic step. */
  sync: ({ context }) => ({ disk: durableOf(context) }),
  /** R7: what storage holds may be agreed; the pointer never moves back. */
  agree: ({ context }) => {
    const found = agreeing(context);
    return { ...found, lives: livesKnowing(context, found.agreed) };
  },
  /** The application takes the next entry, and may snapshot it; what it has taken it does not lose. */
  deliver: ({ context }) => {
    const delivered = context.delivered + 1;
    return { delivered, disk: { ...context.disk, delivered } };
  },
  /** R5: from now on no part is taken in older epochs. D1: the life of the starter is known from now on. */
  promise: ({ context, event }) => ({
    promised: epochOf(event),
    installed: null,
    lives: context.lives && withLifeOf(senderIn(context, event), context.lives),
  }),
  /** R5: a starter gathers logs, beginning with its own. */
  beginGathering: ({ context: { log, delivered, lives } }) => ({
    gathered: { from: [], log, delivered, ...(lives !== null && { promises: [] }) },
  }),
  /** R5: of two logs the greater; D9: without disks, which promises count is known only in the end. */
  count: ({ context: { gathered }, event }) => {
    if (event.type !== 'PROMISE' || gathered === null) return {};
    if (gathered.promises !== undefined) {
      return { gathered: { ...gathered, promises: withPromise(gathered.promises, event.packet) } };
    }
    const { from, log, delivered } = event.packet;
    const greatest = isGreater(log, gathered.log) ? { log, delivered } : gathered;
    const promisers = [...gathered.from, from].sort((a, b) => a - b);
    return { gathered: { from: promisers, log: greatest.log, delivered: greatest.delivered } };
  },
  stopGathering: () => ({ gathered: null }),
  /** R5: Start(e) is the starter's own first, with the greatest log, whoever becomes a member. */
  begin: ({ context, event }) => {
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
  },
  /** R6: promise, epoch and log in one step; a snapshot takes the place of what was not delivered. */
  install: ({ context, event }) => {
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
  },
  /** R4: what the disk holds is left; R7: the agreement pointer is found again. D2: without a disk, nothing is left. */
  loseVolatile: ({ context }) => {
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
  },
  /** D3: the boot counter gives a number that no life of this host had. */
  beginLife: ({ context: { lives, config } }) => {
    if (lives === null) return {};
    const boots = lives.boots + 1;
    const life = config.recovery === 'naive' ? lives.life : boots;
    return { lives: { ...lives, boots, life, known: lives.known.with(config.self, life) } };
  },
  /** D4: that a host has a new life is known before it is answered; D9: then its promise of a former one is dropped. */
  learnLife: ({ context: { lives, gathered }, event }) => {
    if (lives === null || event.type !== 'ANNOUNCE') return {};
    const { from, life } = event.packet;
    const promises = gathered?.promises?.filter((one) => one.from !== from || (one.life ?? 0) >= life);
    return {
      lives: withLifeOf(event.packet, lives),
      gathered: gathered && { ...gathered, ...(promises && { promises }) },
    };
  },
  /** D5. */
  countAnswer: ({ context: { lives }, event }) => {
    if (lives === null || event.type !== 'ANSWER') return {};
    const others = lives.answers.filter(({ from }) => from !== event.packet.from);
    const answers = [...others, event.packet].sort((a, b) => a.from - b.from);
    return { lives: { ...lives, answers } };
  },
  /** D6: the greatest log with its epoch, the greatest promise, all lives. */
  recover: ({ context }) => {
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
  },
} satisfies Readonly<Record<string, (args: Args) => Partial<HostContext>>>;

/** What is left of a host without a disk. */
const NOTHING: Durable = { promised: 0, installed: null, log: [], delivered: 0 };
