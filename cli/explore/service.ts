/** Answers the calls of the page of `exo explore`: what is asked is checked here, and what is answered made by the others. */
import { ExoError } from '../../errors/index.js';
import {
  callOfStep,
  type Begun,
  type CallName,
  type Calls,
  type Followed,
  type Goal,
  type LinkStep,
  type SearchOrder,
  type WalkOrder,
} from '../../viewer/index.js';
import { modelWords, quoted } from '../command-line.js';
import { Exploration, type Node } from './exploration.js';
import { isWitness } from './leads.js';
import { savedTest, savedTrace, type Explored } from './saved.js';
import { walk } from './walk.js';
import { Ways } from './ways.js';

type Answers = {
  readonly [Name in CallName]: (
    asked: Calls[Name]['asks'],
  ) => Calls[Name]['gives'] | Promise<Calls[Name]['gives']>;
};

/** What the server answers to whom. */
export type Service = (name: string, asked: unknown) => Promise<object>;

/** More states than this no search visits, whatever is asked for. */
const STATES_MAX = 50_000_000;

export function exploreService(explored: Explored): Service {
  const { source } = explored;
  const exploration = new Exploration(source.model);
  const ways = new Ways(exploration);
  const at = ({ node }: { readonly node: number }): Node => exploration.node(node);
  const answers: Answers = {
    begin: () => begun(exploration, explored),
    follow: ({ run }) => follow(exploration, run),
    take: (asked) => exploration.shown(exploration.take(at(asked), asked.place)),
    offers: (asked) => exploration.offers(at(asked)),
    refused: (asked) => ({ refused: exploration.refused(at(asked)) }),
    walk: (asked) => walk(exploration, asked),
    search: (asked) => ({ search: ways.begin(asked) }),
    progress: ({ search }) => ways.state(search),
    cancel: ({ search }) => {
      ways.cancel(search);
      return {};
    },
    save: (asked) =>
      asked.as === 'test'
        ? savedTest(exploration, at(asked), explored)
        : savedTrace(exploration, at(asked), explored),
  };
  return async (name, asked) => {
    const read = Object.hasOwn(READERS, name) ? READERS[name as CallName] : undefined;
    if (read === undefined) throw unfit(name, `there are ${Object.keys(READERS).join(', ')}`);
    const answer = answers[name as CallName] as (given: unknown) => object | Promise<object>;
    try {
      return await answer(read(fieldsOf(asked)));
    } catch (error) {
      throw source.explain(error);
    }
  };
}

function begun(exploration: Exploration, { source, command }: Explored): Begun {
  const { film, starts, model } = exploration;
  const goals = model.properties.map((property) => {
    return { name: property.name, kind: isWitness(property) ? ('witness' as const) : ('violation' as const) };
  });
  return {
    model: source.name,
    flags: modelWords(source).map(quoted).join(' '),
    command,
    ...{ lens: film.lens, vars: film.vars, notices: film.notices },
    starts: starts.map((node) => exploration.shown(node)),
    goals: [...goals, { name: 'a deadlock', kind: 'end' }],
  };
}

/** Goes the way of a link, as far as the model still has it. */
function follow(exploration: Exploration, run: readonly LinkStep[]): Followed {
  const [first, ...rest] = run;
  const start = exploration.starts.find((node) => isOf(node, first?.fingerprint ?? ''));
  const path: Node[] = [];
  const ended = (ceased: string | null): Followed => {
    return { nodes: path.map((node) => exploration.shown(node)), ceased };
  };
  if (start === undefined) {
    const [other] = exploration.starts;
    if (other !== undefined) path.push(other);
    return ended('no initial state is that of the link');
  }
  path.push(start);
  let at = start;
  for (const [i, { label, fingerprint }] of rest.entries()) {
    const children = exploration.successors(at).map((transition) => exploration.child(at, transition));
    const named = children.filter(({ step }) => callOfStep(step) === label);
    const same = named.find((child) => isOf(child, fingerprint));
    if (same === undefined) {
      const enabled = [...new Set(children.map(({ step }) => callOfStep(step)))].slice(0, 6).join(', ');
      const why =
        named.length > 0
          ? `${label} leads to another state now`
          : `${label} is not enabled there; enabled is ${enabled || 'nothing'}`;
      return ended(`step ${i + 1}: ${why}`);
    }
    at = same;
    path.push(at);
  }
  return ended(null);
}

/** Of a fingerprint, a link has the first digits. */
function isOf({ fingerprint }: Node, given: string): boolean {
  return given.length >= 8 && fingerprint.startsWith(given);
}

type Fields = Readonly<Record<string, unknown>>;

/** What a call must be given. @throws ExoError EXO393 */
const READERS: { readonly [Name in CallName]: (asked: Fields) => Calls[Name]['asks'] } = {
  begin: () => ({}),
  follow: ({ run }) => ({ run: linkOf(run) }),
  take: ({ node, place }) => ({ node: count(node, 'node'), place: count(place, 'place') }),
  offers: ({ node }) => ({ node: count(node, 'node') }),
  refused: ({ node }) => ({ node: count(node, 'node') }),
  walk: ({ node, steps, seed, until }): WalkOrder => ({
    ...{ node: count(node, 'node'), steps: count(steps, 'steps'), seed: count(seed, 'seed') },
    until: text(until, 'until'),
  }),
  search: ({ node, goal, statesMax }): SearchOrder => ({
    ...{ node: count(node, 'node'), goal: goalOf(goal) },
    statesMax: Math.min(STATES_MAX, Math.max(1, count(statesMax, 'statesMax'))),
  }),
  progress: ({ search }) => ({ search: count(search, 'search') }),
  cancel: ({ search }) => ({ search: count(search, 'search') }),
  save: ({ node, as }) => ({ node: count(node, 'node'), as: as === 'test' ? 'test' : 'trace' }),
};

function fieldsOf(asked: unknown): Fields {
  if (typeof asked === 'object' && asked !== null && !Array.isArray(asked)) return asked as Fields;
  throw unfit('a call', 'an object is sent with it');
}

function count(value: unknown, name: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw unfit(name, 'it is a whole number from 0');
}

function text(value: unknown, name: string): string {
  if (typeof value === 'string' && value.length <= 1000) return value;
  throw unfit(name, 'it is a text of at most 1,000 characters');
}

function linkOf(run: unknown): readonly LinkStep[] {
  if (!Array.isArray(run) || run.length > 10_000) throw unfit('run', 'it is a list of at most 10,000 steps');
  return run.map((step: unknown) => {
    const { label, fingerprint } = fieldsOf(step);
    return { label: text(label, 'label'), fingerprint: text(fingerprint, 'fingerprint') };
  });
}

function goalOf(goal: unknown): Goal {
  const { kind, name, text: typed } = fieldsOf(goal);
  if (kind === 'end') return { kind };
  if (kind === 'property') return { kind, name: text(name, 'name') };
  if (kind === 'predicate') return { kind, text: text(typed, 'text') };
  throw unfit('goal', 'its kind is property, end or predicate');
}

function unfit(what: string, accepted: string): ExoError {
  return new ExoError('EXO393', `this is no call of the page: ${what}; accepted: ${accepted}`);
}
