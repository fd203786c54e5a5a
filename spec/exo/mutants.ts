/**
 * The mutants of the completed host, and the bounds in which they are run: small ones, with Persist and Deliver,
 * crash and restart as steps of their own, so that what happens between them is seen.
 */
import { silencing, xstateComponent, type Scope, type MutationSubject } from '../../checker/index.js';
import { hostName } from '../ring.js';
import { BOOKKEEPING } from './bookkeeping.js';
import { showHost } from './display.js';
import { exoHost } from './host.js';
import { DEAD_EPOCH, guided, OLD_PROMISES, type GuidedBounds } from './guided.js';
import { MISREADINGS_OF_FIVE, MISREADINGS_OF_LIVES } from './lives-misread.js';
import { MISREADINGS } from './misreadings.js';
import { exoModel } from './model.js';
import type { HostMachine } from './mutating.js';
import type { HostComponent } from './names.js';
import { ALL_REDUCTIONS, isOfStorage, type ExoOptions, type Reduction } from './options.js';
import { hostInput } from './host-component.js';

type Bounds = Omit<ExoOptions, 'reductions' | 'component'>;

const ANY: Bounds = {
  ...{ hosts: 3, slots: 3, epochs: 3, medium: 'receive-any', payloads: 'inf' },
  ...{ timeouts: 0, losses: 0, partitions: 0, crashes: 0 },
};

/** What the scopes do without, so that every step is one of its own. */
const OFF: readonly Reduction[] = ['persist', 'deliver', 'gather', 'submit', 'restart', 'partitions'];

/**
 * The mutants of the completed host; `off` names further reductions that the scopes do without.
 *
 * @example
 * console.log(exoMutation().scopes.slice(0, 2).map(({ name }) => name)); // [ 'any', 'deep' ]
 */
export function exoMutation(off: readonly Reduction[] = []): MutationSubject<HostMachine> {
  const without = [...OFF, ...off];
  const diskless: Bounds = { ...ANY, crashes: 1, recovery: 'repaired' };
  return {
    machine: exoHost,
    scopes: [
      scope('any', ANY, without),
      scope('deep', { ...ANY, slots: 4, epochs: 5 }, ['gather', ...off]),
      scope('crash', { ...ANY, slots: 2, crashes: 1 }, without),
      scope('books', { ...ANY, slots: 2, crashes: 1 }, without, true),
      scope('deep crash', { ...ANY, epochs: 4, crashes: 1 }, ['gather', 'restart', ...off]),
      scope('asking', { ...ANY, medium: 'bus', timeouts: 2, losses: 'inf' }, without),
      scope('payloads', { ...ANY, hosts: 2, slots: 4, epochs: 2, payloads: 2 }, without),
      scope('record', { ...ANY, medium: 'async', slots: 1, epochs: 2, timeouts: 1, losses: 1 }, off),
      scope('four', { ...ANY, hosts: 4, epochs: 2 }, ['gather', ...off]),
      scope('members', { ...ANY, members: 'any' }, ['gather', ...off], true),
      scope('four members', { ...ANY, hosts: 4, epochs: 2, members: 'any' }, ['gather', ...off]),
      scope('diskless', diskless, ['gather', ...off]),
      scope('diskless books', { ...diskless, slots: 2, epochs: 2 }, ['gather', ...off], true),
      scope(
        'diskless asking',
        { ...diskless, slots: 1, epochs: 1, crashes: 2 },
        ['answers', 'dead-messages', ...off],
        true,
      ),
      guidedScope('dead epoch', DEAD_EPOCH),
      guidedScope('old promises', OLD_PROMISES),
    ],
    written: [...MISREADINGS, ...MISREADINGS_OF_LIVES, ...MISREADINGS_OF_FIVE],
    equivalent: EQUIVALENT,
    elsewhere: ELSEWHERE,
  };
}

/** What these change can only be seen where there is a use for it. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  'isOfThisEpoch=always': ['deep'],
  'isForMe=always': ['deep'],
  'isNotCounted=always': ['four'],
  'isAhead=always': ['asking'],
  'isAhead=never': ['asking'],
  'hasEntries=always': ['asking'],
  'hasEntries=never': ['asking'],
  'hasSnapshot=never': ['asking'],
  'hasNewer=never': ['asking'],
  'hasOutgrownBase=always': ['asking'],
  'hasOutgrownBase=never': ['asking'],
  'hasBase=never': ['record'],
  'isInstalled=always': ['books'],
  'isInstalled=never': ['books'],
  'ownsNumber=always': ['books'],
  'stopGathering=nothing': ['books'],
  'sendFetch=nothing': ['asking'],
  'sendEntries=nothing': ['asking'],
  'sendSnapshot=nothing': ['asking'],
  'sendJoin=nothing': ['asking'],
  'sendInstall=nothing': ['asking'],
  'sendRecord=nothing': ['record'],
  'enqueue=nothing': ['payloads'],
  'loseVolatile=nothing': ['books'],
  'keepsStarter=always': ['members'],
  'keepsToPromisers=always': ['members'],
  'isDiskless=always': ['crash'],
  'isDiskless=never': ['diskless books'],
  'isToThisLife=never': ['diskless books'],
  'isOfNewestLife=never': ['any'],
  'isLivingRecord=never': ['any'],
  'isLivingEpoch=never': ['any'],
  'isAnswerToThisLife=always': ['diskless asking'],
  'isAnswerToThisLife=never': ['diskless books'],
  'isNewAnswer=never': ['diskless books'],
  'hasAnswers=always': ['diskless books'],
  'hasAnswers=never': ['diskless books'],
  'recoversEpoch=always': ['diskless books'],
  'recoversEpoch=never': ['diskless books'],
  'sendAnnounce=nothing': ['diskless asking'],
  'sendAnswer=nothing': ['diskless books'],
  'learnLife=nothing': ['diskless'],
  'countAnswer=nothing': ['diskless books'],
  'recover=nothing': ['diskless books'],
  'beginLife=nothing': ['diskless books'],
};

/** Why no scope could ever tell these from the host itself. */
const EQUIVALENT: Readonly<Record<string, string>> = {
  'prepare-before-durable':
    'an attempt is volatile: a crash that loses the unwritten promise loses what was gathered too, a new attempt ' +
    'with the same number begins with the log as it is then, and Start is not sent before the promise is written ' +
    'with it. So no number is started twice, and no log is older than the promise that it is counted with',
  'fitsHistory=always':
    'two logs of one epoch and one length are equal, because each slot has one proposer and all have the same base, ' +
    'so their last h senders are; R3 keeps the comparison as a check of the code that runs',
  'isFromProposer=always':
    'only the proposer of a slot ever fills it (holdsToken), and all hosts have the same record of an epoch; R3 ' +
    'keeps the check against hosts that are configured otherwise',
  'hasNewer=always':
    'an answer that is not newer is refused by the host that asked (R6, isNotOlder and isNew), or is a snapshot of ' +
    'its own epoch, which it may take at any time (isAhead); the guard saves the answer',
  'isOfNewestLife=always':
    'what D1 drops, others keep out: entries of a former life D8, its promises D9, and nobody takes part in what it prepares, ' +
    'because a promise names the life that it is for; D1 drops it where it comes in',
  'isToThisLife=always':
    'a promise to a former life is still one: who gave it keeps out of older epochs, and its log has not changed since. Had that life ' +
    'started the epoch, q - 1 others had promised it, and one of them is among any q that a new life asks: it takes a higher number',
  'isLivingEpoch=always':
    'an entry of a former life is dropped by D1, as the record of its epoch says whose life it is; so with fewer than q hosts that do ' +
    'not know the new life, none that follows on such an entry is agreed; D8 stops the epoch at once',
  'isLivingRecord=always':
    'in an epoch with a former life as a member nothing of that life is taken (D1) nor begun (isLivingEpoch); D8 does not enter it at all',
  'isNewAnswer=always':
    'an answer of a former life in the place of a later one does not count if another knows that life (D5); the guard saves the later one',
  'hasSnapshot=always':
    'a snapshot that does not reach beyond the log of the host that asked is refused there (isAhead); the guard ' +
    'saves the answer',
};

/** A scope; what it watches are the properties that users care for, or, where it is said, all of them. */
function scope(
  name: string,
  bounds: Bounds,
  off: readonly Reduction[],
  watchesBooks = false,
): Scope<HostMachine> {
  const { recovery = null } = bounds;
  const reductions = ALL_REDUCTIONS.filter(
    (reduction) => !off.includes(reduction) && isOfStorage(reduction, recovery),
  );
  const options: ExoOptions = { ...bounds, reductions };
  return {
    name,
    command: commandOf(bounds, off),
    model: ({ machine, silenced }) => {
      const component = (_machine: HostMachine, self: number): HostComponent =>
        silencing(
          xstateComponent(machine, {
            name: `host ${hostName(self)}`,
            input: hostInput(options, self),
            show: showHost,
          }) as HostComponent,
          silenced,
        );
      const model = exoModel({ ...options, component });
      const properties = model.properties.filter(
        ({ name: one }) => watchesBooks || !BOOKKEEPING.includes(one),
      );
      // Mutants break premises on purpose; what is asked here is which properties they break.
      return { ...model, properties, premises: [] };
    },
  };
}

/** A scope of a larger ring, in which only some steps are taken. */
function guidedScope(name: string, { bounds, guidance }: GuidedBounds): Scope<HostMachine> {
  const whole = scope(name, bounds, []);
  return {
    ...whole,
    command: `${whole.command ?? ''}, guided`,
    onRequest: true,
    model: (mutated) => guided(whole.model(mutated), guidance),
  };
}

function commandOf(
  { medium, payloads, members, recovery, ...budgets }: Bounds,
  off: readonly Reduction[],
): string {
  const flags = Object.entries(budgets).filter(([, bound]) => bound !== 0);
  return [
    'exo check exo',
    `--medium ${medium}`,
    ...flags.map(([name, bound]) => `--${name} ${bound}`),
    ...(payloads === 'inf' ? [] : [`--payloads ${payloads}`]),
    ...(members === undefined ? [] : [`--set members=${members}`]),
    ...(recovery === undefined || recovery === null ? [] : ['--storage diskless']),
    ...(off.length === 0 ? [] : [`--no-reduce ${off.join(',')}`]),
  ].join(' ');
}
