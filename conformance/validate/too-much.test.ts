/** What a validator would accept if it did not look there: each is one field of an accepted run that is another one, or is left out. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { SimulationOptions } from '../../impl/parts.js';
import { TraceError, type Fields, type RunEvent, type RunMessage } from '../../traces/index.js';
import { runOfSeed, simulatedRun, validationOf, type ReadRun } from './runs.test.helper.js';

/** A host comes back, takes over, and catches up. */
const RUN: Partial<SimulationOptions> = {
  ...{ hosts: 3, seed: 12, durationMs: 40, losses: 0.1, crashes: 2, downMs: [10, 20], waiting: 1 },
};
const SPLIT: Partial<SimulationOptions> = {
  ...{ offload: 'on', hosts: 3, seed: 2, durationMs: 2, losses: 0.1, crashes: 2, downMs: [0.2, 0.5] },
  ...{ waiting: 1, host: { holdMs: 20 } },
};

type Changing = (event: RunEvent) => RunEvent;

/** What comes of the run with its first event of this kind changed: a verdict, or that it is malformed. */
function verdictWith(run: ReadRun, isMeant: (event: RunEvent) => boolean, changed: Changing): string {
  const at = run.events.findIndex(isMeant);
  const event = run.events[at];
  if (event === undefined) throw new Error('the run has no such event');
  try {
    return validationOf({ ...run, events: run.events.with(at, changed(event)) }).verdict;
  } catch (error) {
    if (error instanceof TraceError) return 'malformed';
    throw error;
  }
}

function sends(kind: string, action?: string): (event: RunEvent) => boolean {
  return (event) => event.sent?.[0]?.kind === kind && (action === undefined || event.action === action);
}

function takes(kind: string): (event: RunEvent) => boolean {
  return ({ received }) => received?.kind === kind;
}

function withSent(change: (message: RunMessage) => RunMessage): Changing {
  return (event) => ({ ...event, sent: (event.sent ?? []).map(change) });
}

function withFields(change: (fields: Fields) => Fields): (message: RunMessage) => RunMessage {
  return (message) => ({ ...message, fields: change(message.fields) });
}

/** Without one of its parts. */
function without<T extends object>(whole: T, name: string): T {
  return Object.fromEntries(Object.entries(whole).filter(([one]) => one !== name)) as T;
}

function other({ from }: Fields): Fields {
  return { from: from === 'A' ? 'B' : 'A' };
}

const further = withFields((fields) => ({ ...fields, delivered: Number(fields['delivered']) + 1 }));
const compacted = withFields((fields) => ({
  ...fields,
  log: { ...(fields['log'] as Fields), start: Number((fields['log'] as Fields)['start']) + 1 },
}));

describe('a run that was accepted is not', () => {
  let run: ReadRun;
  beforeAll(() => {
    run = simulatedRun(RUN);
  });

  test.each(['fetch', 'join', 'prepare', 'promise', 'start', 'hint'])(
    'with a %s in the name of another host',
    (kind) => {
      const inOtherName = withFields((fields) => ({ ...fields, ...other(fields) }));
      expect(verdictWith(run, sends(kind), withSent(inOtherName))).toBe('rejected');
    },
  );

  test.each(['promise', 'fetch'])('with a %s to somebody else besides', (kind) => {
    const toAll = withSent((message) => without(message, 'to'));
    expect(verdictWith(run, sends(kind), toAll)).toBe('rejected');
  });

  test('with entries that go to another host than has asked for them', () => {
    const elsewhere = withSent((message) => ({ ...message, to: message.to?.[0] === 'A' ? ['B'] : ['A'] }));
    expect(verdictWith(run, sends('entry', 'AnswerFetch'), elsewhere)).toBe('rejected');
  });

  test('with a fetch that another host takes than it went to', () => {
    const isAnswered = (event: RunEvent): boolean => event.action === 'AnswerFetch';
    const asked = run.events.find(isAnswered) as RunEvent;
    const isAsked = (event: RunEvent): boolean =>
      event.action === 'Fetch' &&
      JSON.stringify(event.sent?.[0]?.fields) === JSON.stringify(asked.received?.fields);
    const elsewhere = withSent(({ to, ...message }) => ({
      ...message,
      to: ['A', 'B', 'C'].filter((host) => to?.[0] !== host && host !== message.fields['from']),
    }));
    expect(verdictWith(run, isAsked, elsewhere)).toBe('rejected');
  });

  test.each(['prepare', 'fetch', 'join'])('with a %s that says that more is delivered', (kind) => {
    expect(verdictWith(run, sends(kind), withSent(further))).toBe('rejected');
  });

  test.each(['prepare', 'fetch'])('with a %s that arrives with more delivered than it had', (kind) => {
    const arrives: Changing = (event) => ({ ...event, received: further(event.received as RunMessage) });
    expect(verdictWith(run, takes(kind), arrives)).toBe('rejected');
  });

  test.each(['promise', 'start'])('with a %s of which more is compacted where it arrives', (kind) => {
    const arrives: Changing = (event) => ({ ...event, received: compacted(event.received as RunMessage) });
    expect(verdictWith(run, takes(kind), arrives)).toBe('rejected');
  });

  test.each(['entry', 'prepare', 'promise', 'start'])('with a %s that nobody is seen to send', (kind) => {
    const silent: Changing = (event) => without(event, 'sent');
    const isFirst = sends(kind, kind === 'entry' ? 'Broadcast' : 'Persist');
    expect(verdictWith(run, isFirst, silent)).toBe('rejected');
  });

  test('with an entry broadcast that is another than the last', () => {
    const second = run.events.filter(sends('entry', 'Broadcast'))[1] as RunEvent;
    const first = run.events.find(sends('entry', 'Broadcast')) as RunEvent;
    const isSecond = (event: RunEvent): boolean => event === second;
    expect(verdictWith(run, isSecond, (event) => ({ ...event, sent: first.sent ?? [] }))).toBe('rejected');
  });

  test.each([
    'status',
    'promised',
    'epoch',
    'length',
    'agreed',
    'settled',
    'delivered',
    'unwritten',
    'start',
  ])('with a life that begins without its %s', (name) => {
    const isLater = (event: RunEvent): boolean => event.action === 'Restart' && event.n > 1;
    const less: Changing = (event) => ({ ...event, set: without(event.set ?? {}, name) });
    expect(verdictWith(run, isLater, less)).toBe('malformed');
  });

  test('with more compacted than is delivered', () => {
    const isLater = (event: RunEvent): boolean => event.action === 'Restart' && event.n > 1;
    const more: Changing = (event) => ({ ...event, set: { ...event.set, start: 1_000 } });
    expect(verdictWith(run, isLater, more)).toBe('rejected');
  });

  test.each<readonly [string, string, Changing]>([
    ['a message that an append takes', 'Append', (event) => ({ ...event, received: HINT })],
    ['a message that an append sends', 'Append', (event) => ({ ...event, sent: [HINT] })],
    ['an entry of a broadcast', 'Broadcast', (event) => ({ ...event, args: { number: 1 } })],
    ['another fate', 'Receive', (event) => ({ ...event, fate: 'ignored' })],
    ['the fate of nothing', 'Append', (event) => ({ ...event, fate: 'appended' })],
    ['another way', 'Broadcast', withSent((message) => ({ ...message, via: 'card' }))],
    ['a stranger that misses it', 'Broadcast', withSent((message) => ({ ...message, lost: ['Z'] }))],
  ])('with %s', (_, action, changed) => {
    expect(verdictWith(run, (event) => event.action === action, changed)).toBe('malformed');
  });
});

describe('a run in which messages are said again is not accepted', () => {
  /** Messages out of band are lost, and prepares and promises said again. */
  const run = runOfSeed(19, 20);

  test.each(['prepare', 'promise'])('with a %s that was not said before', (kind) => {
    const isAgain = ({ action, sent }: RunEvent): boolean => action === 'Say' && sent?.[0]?.kind === kind;
    const another = withSent(
      withFields((fields) => ({ ...fields, epoch: Number(fields['epoch']) + run.header.actors.length })),
    );
    expect(validationOf(run).verdict).toBe('accepted');
    expect(verdictWith(run, isAgain, another)).toBe('rejected');
  });
});

const HINT: RunMessage = { kind: 'hint', fields: { from: 'A', epoch: 0, slot: 0 } };

describe('a run of split hosts is not', () => {
  test('with an engine that says to be a whole host, and takes what nobody has put on C1', () => {
    const run = simulatedRun(SPLIT);
    const isSubmission = ({ action, layer }: RunEvent): boolean => action === 'Submit' && layer === 'engine';
    const whole: Changing = (event) => without(event, 'layer');
    expect(verdictWith(run, isSubmission, whole)).toBe('malformed');
  });

  test('with drivers that its header does not have', () => {
    const { header, events } = simulatedRun(SPLIT);
    expect(() => validationOf({ header: without(header, 'layers'), events })).toThrow('found "driver"');
  });
});
