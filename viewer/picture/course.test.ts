/** What is followed through every committed trace, held against a reading of its text that knows nothing of films. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { filmOfTrace, textOfTrace } from '../testing/pages.js';
import { courseOf } from './course.js';
import { stageWords, waitingAt } from './course-words.js';
import { pictureOf } from './picture-of.js';
import { slotAtStep, subjectOf } from './subject.js';

const FOLDER = path.join(import.meta.dirname, '../../traces/counterexamples');
const ITF = readdirSync(FOLDER).filter((name) => name.endsWith('.itf.json'));
const RUNS = ['simulated-crashes.ndjson', 'offload.ndjson', 'real-run.ndjson.gz'];

interface RawMessage {
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly id?: string;
  readonly fate?: string;
}
type Raw = Readonly<Record<string, unknown>>;

/** Integers without the form that ITF gives them. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const record = value as Raw;
  if (typeof record['#bigint'] === 'string') return Number(record['#bigint']);
  return Object.fromEntries(Object.entries(record).map(([name, one]) => [name, plain(one)]));
}

interface Paths {
  readonly log?: string;
  readonly length?: string;
  readonly base?: string;
  readonly agreed?: string;
  readonly delivered?: string;
  readonly submitted?: string;
}
interface RawLens {
  readonly payloadBehind: string;
  readonly lanes: readonly { readonly name: string; readonly kind: string; readonly beside?: string }[];
  readonly kinds: Readonly<Record<string, Paths>>;
}

/** What stands in a slot at one actor: its entry, or null, and whether it is agreed and delivered. */
function at(actor: Raw, { log, length, base, agreed, delivered }: Paths, slot: number) {
  const items = log === undefined ? undefined : (actor[log] as readonly string[]);
  const end = length === undefined ? (items?.length ?? 0) : Number(actor[length] ?? 0);
  const from = base === undefined ? 0 : Number(actor[base] ?? 0);
  const isThere = slot < (items === undefined ? end : from + items.length);
  return {
    entry: isThere ? (items?.[slot - from] ?? '') : null,
    agreed: isThere && agreed !== undefined && slot < Number(actor[agreed] ?? 0),
    delivered: isThere && delivered !== undefined && slot < Number(actor[delivered] ?? 0),
  };
}

function changes(was: ReturnType<typeof at> | undefined, now: ReturnType<typeof at>): readonly string[] {
  const before = was ?? { entry: null, agreed: false, delivered: false };
  const isOther = before.entry !== now.entry;
  return [
    ...(before.entry !== null && isOther ? ['cut off'] : []),
    ...(now.entry !== null && isOther ? ['appended'] : []),
    ...(now.agreed && (isOther || !before.agreed) ? ['agreed'] : []),
    ...(now.delivered && (isOther || !before.delivered) ? ['delivered'] : []),
  ];
}

/** The slot of a broadcast of the published protocol, `2,X,X C0`, or of the completed one, `1:2,A B1.0`; null for an answer with several entries. */
function slotOfText(text: string): number | null {
  const [, published, completed] = /^(?:(\d+),|\d+:(\d+)[ ,])/.exec(text) ?? [];
  const slot = published ?? completed;
  return slot === undefined ? null : Number(slot);
}

/** By entry, the slots in which it ever stands, or is disputed, in any log. */
function slotsOfEntries(states: readonly Raw[], lens: RawLens): ReadonlyMap<string, ReadonlySet<number>> {
  const slots = new Map<string, Set<number>>();
  const add = (entry: string, slot: number): void => {
    slots.set(entry, (slots.get(entry) ?? new Set()).add(slot));
  };
  for (const state of states) {
    for (const { name, kind } of lens.lanes) {
      const { log = '', base = '' } = lens.kinds[kind] ?? {};
      const actor = plain(state[name]) as Raw;
      ((actor[log] ?? []) as readonly string[]).forEach((entry, i) =>
        add(entry, Number(actor[base] ?? 0) + i),
      );
      const disputed = (actor['disputed'] ?? []) as readonly { entry: string; slot: number }[];
      for (const { entry, slot } of disputed) add(entry, slot);
    }
  }
  return slots;
}

function naiveOfTrace(name: string, slot: number): readonly string[] {
  const trace = JSON.parse(textOfTrace(name)) as { '#meta': { lens: string }; states: readonly Raw[] };
  const lens = JSON.parse(trace['#meta'].lens) as RawLens;
  const { lanes, kinds } = lens;
  const slots = slotsOfEntries(trace.states, lens);
  const found = new Set<string>();
  const sent = new Map<string, number>();
  const inLog = new Set<string>();
  trace.states.forEach((state, step) => {
    for (const { name: lane, kind } of lanes) {
      const now = at(plain(state[lane]) as Raw, kinds[kind] ?? {}, slot);
      const before = trace.states[step - 1];
      if (before === undefined) continue;
      for (const what of changes(at(plain(before[lane]) as Raw, kinds[kind] ?? {}, slot), now)) {
        found.add(`${step} ${lane} ${what}`);
        inLog.add(`${step} ${lane}`);
      }
    }
    const { messages = '[]' } = state['#meta'] as { readonly messages?: string };
    const here = (JSON.parse(messages) as readonly RawMessage[]).filter(({ text, from, to, fate }) => {
      const named = slotOfText(text);
      if (named !== null) return named === slot;
      // What is in several slots may be in any of them: it counts where it comes of it.
      const isHere = inLog.has(`${step} ${fate === 'sent' ? from : to}`);
      return text.split(/[ ()@?:,]+/).some((word) => {
        const its = slots.get(word);
        return its?.has(slot) === true && (its.size === 1 || isHere);
      });
    });
    for (const { from, id = '', fate } of here) if (fate === 'sent') sent.set(`${from} ${id}`, step);
    for (const { from, to, id = '', fate = '' } of here) {
      found.add(`${fate === 'sent' ? step : (sent.get(`${from} ${id}`) ?? step)} ${from} sent`);
      if (fate === 'sent') continue;
      if (fate === 'lost' || fate === 'down') found.add(`${step} ${to} lost`);
      else if (fate === 'disputed' || fate === 'ignored') found.add(`${step} ${to} ${fate}`);
      else if (!inLog.has(`${step} ${to}`)) found.add(`${step} ${to} received`);
    }
  });
  for (const [entry, at] of slots) if (at.has(slot)) addSubmission(trace.states, lens, entry, found);
  return [...found].sort();
}

/** Who took the payload of an entry from an application, in which step. */
function addSubmission(states: readonly Raw[], lens: RawLens, entry: string, found: Set<string>): void {
  const behind = lens.payloadBehind === '.' ? /^([A-Z])\d+\.(\d+)$/ : /^([A-Z])(\d+)$/;
  const [, source, digits] = behind.exec(entry) ?? [];
  if (source === undefined) return;
  const number = Number(digits);
  const first = (name: string, isSo: (actor: Raw) => boolean): string | null => {
    const step = states.findIndex((state) => isSo(plain(state[name]) as Raw));
    return step < 0 ? null : `${step} ${name} submitted`;
  };
  const driver = lens.lanes.find(({ beside }) => beside === source)?.name;
  const taken = driver && first(driver, ({ pending }) => (pending as readonly number[]).includes(number));
  const counted = first(source, ({ submitted }) => Number(submitted) > number);
  const filled = first(source, ({ log }) => (log as readonly string[]).includes(entry));
  const told = [taken, counted, filled].find((one) => one !== null && one !== undefined);
  if (told !== undefined && told !== null) found.add(told);
}

interface RawEvent {
  readonly actor: string;
  readonly action: string;
  readonly args?: { readonly number?: number; readonly entry?: RawEntry };
  readonly set?: Raw;
  readonly sent?: readonly {
    readonly kind: string;
    readonly fields: RawEntry;
    readonly lost?: readonly string[];
  }[];
  readonly received?: { readonly kind: string; readonly fields: RawEntry };
  readonly fate?: string;
}
interface RawEntry {
  readonly slot: number;
  readonly source: string;
  readonly payload: readonly [number, number] | null;
}

function naiveOfRun(name: string, slot: number): readonly string[] {
  const [first = '', ...lines] = textOfTrace(name).trimEnd().split('\n');
  const { lens } = JSON.parse(first) as { readonly lens: RawLens };
  const events = lines.map((text) => JSON.parse(text) as RawEvent);
  const found = new Set<string>();
  const states = new Map<string, Raw>();
  const isIt = (one: { readonly kind: string; readonly fields: RawEntry } | undefined): boolean =>
    one?.kind === 'entry' && one.fields.slot === slot;
  const keyOf = (entry: RawEntry): string => JSON.stringify(entry);
  const sent = new Set<string>();
  events.forEach((event, i) => {
    const { actor, action, args, set = {}, sent: out = [], received, fate } = event;
    const step = i + 1;
    const before = states.get(actor);
    const now = { ...before, ...set };
    states.set(actor, now);
    const { kind = '' } = lens.lanes.find((lane) => lane.name === actor) ?? {};
    const told = changes(
      before === undefined ? undefined : at(before, lens.kinds[kind] ?? {}, slot),
      at(now, lens.kinds[kind] ?? {}, slot),
    );
    for (const what of told) found.add(`${step} ${actor} ${what}`);
    for (const message of out.filter(isIt)) {
      sent.add(keyOf(message.fields));
      found.add(`${step} ${actor} sent`);
      for (const to of message.lost ?? []) found.add(`${step} ${to} lost`);
    }
    if (received !== undefined && isIt(received) && sent.has(keyOf(received.fields))) {
      if (fate === 'ignored' || fate === 'disputed') found.add(`${step} ${actor} ${fate}`);
      else if (told.length === 0) found.add(`${step} ${actor} received`);
    }
    if (action !== 'Submit') return;
    const isPart = events.some(({ args: { entry } = {} }) => {
      const [from, count] = entry?.payload ?? [0, 0];
      const number = args?.number ?? -1;
      return entry?.slot === slot && entry.source === actor && from <= number && number < from + count;
    });
    if (isPart) found.add(`${step} ${actor} submitted`);
  });
  return [...found].sort();
}

function followed(name: string, search: string): readonly string[] {
  const subject = subjectOf(search);
  if (subject === null) throw new Error(`${search} follows nothing`);
  const picture = pictureOf(filmOfTrace(name));
  const { stages } = courseOf(picture, subject);
  return stages.map(({ step, lane, what }) => `${step} ${picture.lanes[lane]?.name} ${what}`).sort();
}

test.each(ITF)('every slot of %s is followed as its text says', (name) => {
  for (let slot = 0; slot < 6; slot++)
    expect(followed(name, `slot:${slot}`), `slot ${slot}`).toEqual(naiveOfTrace(name, slot));
});

test.each(RUNS)('every slot of %s is followed as its lines say', (name) => {
  let count = 0;
  for (let slot = 0; slot < 20; slot++) {
    const naive = naiveOfRun(name, slot);
    expect(followed(name, `slot:${slot}`), `slot ${slot}`).toEqual(naive);
    count += naive.length;
  }
  expect(count).toBeGreaterThan(50);
});

describe('a payload', () => {
  const picture = pictureOf(filmOfTrace('recovery-longest-n5-Agreement.itf.json'));
  const course = courseOf(picture, { kind: 'payload', text: 'D0' });

  test('is followed by its text, wherever it stands', () => {
    expect(course.stages.map(({ step, lane, what }) => `${step} ${'ABCDE'[lane]} ${what}`).sort()).toEqual([
      ...['3 A disputed', '3 B disputed', '3 C disputed', '3 D appended', '3 D sent', '3 D submitted'],
      ...['3 E appended'],
      ...['7 A appended', '7 E sent', '8 A agreed', '8 E agreed', '9 C received', '9 D sent'],
    ]);
  });

  test('is told in words at each step, with those who have not got it', () => {
    expect(stageWords(picture, course, 3)).toBe(
      'submitted at D; sent by D; disputed at A, B, C; appended at D, E',
    );
    expect(waitingAt(picture, course, 7)).toEqual([0, 1, 2, 3, 4]);
    expect(waitingAt(picture, course, 8)).toEqual([1, 2, 3]);
  });

  test('of a run is found by source and number, and so is its submission alone', () => {
    const run = pictureOf(filmOfTrace('simulated-crashes.ndjson'));
    const { stages } = courseOf(run, { kind: 'payload', text: 'C2' });
    const submitted = stages.filter(({ what }) => what === 'submitted');
    expect(submitted.length).toBe(1);
    expect(run.film.steps[submitted[0]?.step ?? 0]?.call).toBe('Submit(C, number=2)');
    const rest = (one: typeof stages): unknown => one.filter(({ what }) => what !== 'submitted');
    expect(rest(stages)).toEqual(rest(courseOf(run, { kind: 'slot', slot: 2 }).stages));
  });

  test('that is nowhere has no course', () => {
    expect(courseOf(picture, { kind: 'payload', text: 'Z9' }).stages).toEqual([]);
  });
});

test('a search follows slots and payloads, and looks for anything else', () => {
  expect(['slot:3', ' Slot: 3 ', 'payload:A0.1', 'slot 3', 'slot:x', 'A0'].map(subjectOf)).toEqual([
    { kind: 'slot', slot: 3 },
    { kind: 'slot', slot: 3 },
    { kind: 'payload', text: 'A0.1' },
    ...[null, null, null],
  ]);
});

test('a step is about the slot that it names, fills, agrees or disputes', () => {
  const picture = pictureOf(filmOfTrace('recovery-longest-n5-Agreement.itf.json'));
  const slots = picture.film.steps.map((_, step) => slotAtStep(picture, step));
  expect(slots.slice(0, 6)).toEqual([null, 0, null, 0, null, 1]);
  const run = pictureOf(filmOfTrace('simulated-crashes.ndjson'));
  expect(run.film.steps.findIndex(({ call }) => call?.startsWith('Append(A') === true)).toBeGreaterThan(0);
  expect(slotAtStep(run, 3)).toBe(0);
});
