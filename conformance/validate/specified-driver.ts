import { assert } from '../../errors/index.js';
import { xstateComponent, type Component } from '../../checker/index.js';
import {
  exoDriver,
  type DriverContext,
  type DriverEffect,
  type DriverEvent,
} from '../../spec/offload/driver.js';
import { payloadOf } from '../../spec/offload/payload.js';
import type { Entry } from '../../spec/exo/records.js';
import type { Question } from './specified-host.js';

/** Where a specified driver stands, without what grows with a run: payloads that wait by how many they are, entries not at all. */
export interface DriverSituation {
  readonly name: DriverName;
  /** O8: whether it has numbers to give. */
  readonly hasNumbers: boolean;
  /** How many payloads wait, and how many of them, from the oldest, are put on C1 in this session. */
  readonly pending: number;
  readonly put: number;
  /** Entries, from the first, that are known here to be agreed, and those that the application has. */
  readonly pointer: number;
  readonly delivered: number;
}

export type DriverName = 'attached' | 'detached' | 'down';

/** What happens to a driver. */
export type DriverHappening =
  | { readonly type: 'OFFER' | 'PUT_C1' | 'DELIVER' | 'ATTACH' | 'BEGUN' | 'CRASH' | 'RESTART' }
  /** The next entry, or a snapshot of the first `mark`; the first `covered` payloads that wait are in it, or before it. */
  | { readonly type: 'TAKE_C2'; readonly mark: number | null; readonly covered: number };

/** A question to the specified driver. */
export interface AskedDriver {
  readonly situation: DriverSituation;
  readonly happening: DriverHappening;
}

/** Payloads that wait, told apart by whether they will be covered, and are put: all of one kind fare alike. */
interface Groups {
  readonly coveredPut: number;
  readonly coveredUnput: number;
  readonly keptPut: number;
  readonly keptUnput: number;
}

type DriverSnapshot = ReturnType<typeof exoDriver.resolveState>;
type DriverComponent = Component<DriverSnapshot, DriverEvent, DriverEffect>;

const SELF = 0;
const OTHER = 1;
/** Numbers that stand for those of the payloads of each group, and for that of the last payload that an entry covers. */
const NUMBERS: Readonly<Record<keyof Groups, number>> = {
  coveredPut: 1,
  coveredUnput: 2,
  keptPut: 4,
  keptUnput: 5,
};
const COVERING = 3;
const NEXT = 9;
const GROUPS = Object.keys(NUMBERS) as readonly (keyof Groups)[];

/**
 * The statechart of the specified driver, asked each question once. It is asked with one payload for all that fare alike, and with
 * entries from what its application has on: what it does depends on no more.
 */
export class SpecifiedDriver {
  /** How often the statechart was asked, and how often an answer was known. */
  readonly counts = { asked: 0, known: 0 };
  private readonly component: DriverComponent;
  private readonly answers = new Map<string, DriverContext | null>();

  constructor() {
    const input = { self: SELF, c2: 'late' as const, pendingMax: Number.MAX_SAFE_INTEGER };
    this.component = xstateComponent(exoDriver, { input, askedTwice: 0 }) as DriverComponent;
  }

  /** What the driver is then; null where the event is disabled. */
  ask(situation: DriverSituation, happening: DriverHappening): DriverSituation | null {
    const groups = groupsOf(situation, happening);
    const key = keyOf(situation, happening, groups);
    let answer = this.answers.get(key);
    if (answer === undefined) {
      answer = this.answer(this.question(situation, happening));
      this.counts.asked += 1;
      this.answers.set(key, answer);
    } else this.counts.known += 1;
    return answer && situationAfter(situation, happening, groups, answer);
  }

  /** What the specified driver may do by itself. */
  enabledIn(situation: DriverSituation): readonly string[] {
    const alone = ['OFFER', 'PUT_C1', 'DELIVER', 'ATTACH', 'CRASH', 'RESTART'] as const;
    return alone.filter((type) => this.ask(situation, { type }) !== null);
  }

  /** The question as the statechart is asked it. */
  question(
    situation: DriverSituation,
    happening: DriverHappening,
  ): Question & { readonly snapshot: DriverSnapshot; readonly event: DriverEvent } {
    const { name, hasNumbers } = situation;
    const groups = groupsOf(situation, happening);
    const present = presentIn(groups);
    const isBehind = isBehindIn(situation);
    const context: DriverContext = {
      config: { self: SELF, c2: 'late', pendingMax: Number.MAX_SAFE_INTEGER },
      next: hasNumbers ? NEXT : null,
      pending: present.map((group) => payloadOf(0, NUMBERS[group])),
      put: present.filter((group) => group === 'coveredPut' || group === 'keptPut').length,
      copy: isBehind ? [entryOf(OTHER, null)] : [],
      pointer: isBehind ? 1 : 0,
      application: [],
      owed: [],
      life: 0,
    };
    return {
      key: keyOf(situation, happening, groups),
      snapshot: exoDriver.resolveState({ value: name, context }),
      event: eventOf(happening, isBehind),
    };
  }

  private answer({ snapshot, event }: ReturnType<SpecifiedDriver['question']>): DriverContext | null {
    const [outcome] = this.component.step(snapshot, event);
    return outcome === undefined ? null : { ...outcome.next.context, life: nameCode(outcome.next.value) };
  }
}

function keyOf(situation: DriverSituation, happening: DriverHappening, groups: Groups): string {
  const ahead = happening.type === 'TAKE_C2' && happening.mark !== null;
  return `${situation.name} ${happening.type} ${presentIn(groups).join()} ${situation.hasNumbers} ${isBehindIn(situation)} ${ahead}`;
}

function presentIn(groups: Groups): readonly (keyof Groups)[] {
  return GROUPS.filter((group) => groups[group] > 0);
}

function isBehindIn({ delivered, pointer }: DriverSituation): boolean {
  return delivered < pointer;
}

const NAMES: readonly DriverName[] = ['attached', 'detached', 'down'];

/** Answers are contexts; the ghost in them, which nobody asks for, says the state's name. */
function nameCode(value: unknown): number {
  const at = NAMES.findIndex((name) => name === value);
  assert(at >= 0, 'a driver is attached, detached or down');
  return at;
}

function groupsOf({ pending, put }: DriverSituation, happening: DriverHappening): Groups {
  const covered = happening.type === 'TAKE_C2' ? happening.covered : 0;
  const coveredPut = Math.min(covered, put);
  return {
    coveredPut,
    coveredUnput: covered - coveredPut,
    keptPut: put - coveredPut,
    keptUnput: pending - put - (covered - coveredPut),
  };
}

function entryOf(source: number, payload: number | null): Entry {
  return { epoch: 0, source, payload };
}

function eventOf(happening: DriverHappening, isBehind: boolean): DriverEvent {
  switch (happening.type) {
    case 'BEGUN':
      return { type: 'BEGUN', begin: { next: NEXT, mark: 0 } };
    case 'TAKE_C2': {
      const entry = happening.covered > 0 ? entryOf(SELF, payloadOf(0, COVERING)) : entryOf(OTHER, null);
      const copied = isBehind ? [entryOf(OTHER, null)] : [];
      if (happening.mark === null)
        return { type: 'TAKE_C2', record: { kind: 'append', slot: copied.length, entry } };
      const log = [...copied, entry];
      return { type: 'TAKE_C2', record: { kind: 'snapshot', mark: log.length, log } };
    }
    default:
      return { type: happening.type };
  }
}

function situationAfter(
  before: DriverSituation,
  happening: DriverHappening,
  groups: Groups,
  answer: DriverContext,
): DriverSituation {
  const left = GROUPS.filter((group) => answer.pending.includes(payloadOf(0, NUMBERS[group])));
  const isOffered = happening.type === 'OFFER';
  const pending = left.reduce((sum, group) => sum + groups[group], isOffered ? 1 : 0);
  const isBehind = isBehindIn(before);
  return {
    name: NAMES[answer.life] as DriverName,
    hasNumbers: answer.next !== null,
    pending,
    put: putAfter(before, happening, groups, left, answer),
    ...pointersAfter(before, happening, answer, isBehind),
  };
}

/** The number of put payloads, given what of each group is left. */
function putAfter(
  { put }: DriverSituation,
  { type }: DriverHappening,
  groups: Groups,
  left: readonly (keyof Groups)[],
  answer: DriverContext,
): number {
  if (type === 'PUT_C1') return put + 1;
  if (answer.put === 0) return 0;
  return left.reduce(
    (sum, group) => sum + (group === 'keptPut' || group === 'coveredPut' ? groups[group] : 0),
    0,
  );
}

function pointersAfter(
  { pointer, delivered }: DriverSituation,
  happening: DriverHappening,
  answer: DriverContext,
  isBehind: boolean,
): Pick<DriverSituation, 'pointer' | 'delivered'> {
  if (happening.type === 'TAKE_C2' && happening.mark !== null) {
    const { mark } = happening;
    return { pointer: mark, delivered: answer.application.length === answer.pointer ? mark : delivered };
  }
  if (happening.type === 'CRASH') return { pointer: delivered, delivered };
  const base = isBehind ? 1 : 0;
  return {
    pointer: pointer + answer.pointer - base,
    delivered: delivered + answer.application.length,
  };
}
