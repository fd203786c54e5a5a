/**
 * Conditions on a state as somebody types them: `B.agreed >= 2 and A.token = holding`, `not (A.log contains D0)`,
 * `A.log.length > 2`. Paths lead into what the trace of a run would show; nothing of it is ever executed as code.
 */
import { ExoError } from '../../errors/index.js';
import { showValue, type Value } from '../../traces/index.js';

/** The variables of a state, by name. */
export type Shown = Readonly<Record<string, Value>>;

export interface Predicate {
  /** The variables that it reads. */
  readonly vars: readonly string[];
  /** Where they are read: the variable, and the fields from there inwards. */
  readonly paths: readonly (readonly string[])[];
  readonly holds: (state: Shown) => boolean;
}

/** Reads a predicate. @throws ExoError EXO391 for what is none, naming the place. */
export function readPredicate(text: string, vars: readonly string[]): Predicate {
  const parser = new Parser(text, vars);
  const holds = parser.whole();
  return { vars: [...parser.read], paths: parser.paths, holds };
}

type Test = (state: Shown) => boolean;
type Term = (state: Shown) => Value;

const TOKEN = /\s*(>=|<=|!=|[=<>()]|"(?:[^"\\]|\\.)*"|[^\s=<>()!"]+)/y;
const KEYWORDS: readonly string[] = ['and', 'or', 'not', 'contains'];
const COMPARISONS = ['=', '!=', '<', '<=', '>', '>=', 'contains'] as const;

/** Recursive descent: `or` over `and` over `not` over comparisons. */
class Parser {
  /** The variables that were read. */
  readonly read = new Set<string>();
  readonly paths: (readonly string[])[] = [];
  private readonly tokens: readonly string[];
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly vars: readonly string[],
  ) {
    this.tokens = tokensOf(text);
  }

  whole(): Test {
    const test = this.either();
    if (this.at < this.tokens.length) throw this.strange('the end');
    return test;
  }

  private either(): Test {
    const tests = [this.both()];
    while (this.takes('or')) tests.push(this.both());
    return (state) => tests.some((test) => test(state));
  }

  private both(): Test {
    const tests = [this.one()];
    while (this.takes('and')) tests.push(this.one());
    return (state) => tests.every((test) => test(state));
  }

  private one(): Test {
    if (this.takes('not')) {
      const inner = this.one();
      return (state) => !inner(state);
    }
    if (this.takes('(')) {
      const inner = this.either();
      if (!this.takes(')')) throw this.strange(')');
      return inner;
    }
    const left = this.term();
    const comparison = COMPARISONS.find((one) => this.takes(one));
    if (comparison === undefined) return (state) => left(state) === true;
    const right = this.term();
    return (state) => compared(left(state), comparison, right(state));
  }

  private term(): Term {
    const token = this.tokens[this.at];
    const isWord = token !== undefined && !/^[=<>()!]/.test(token) && !KEYWORDS.includes(token);
    if (!isWord) throw this.strange('a path or a value');
    this.at++;
    if (token.startsWith('"')) return constant(JSON.parse(token) as string);
    if (/^-?\d+$/.test(token)) return constant(Number(token));
    if (token === 'true' || token === 'false') return constant(token === 'true');
    const [name = '', ...path] = token.split('.');
    if (!this.vars.includes(name)) {
      if (path.length > 0) throw this.unknown(name);
      return constant(token);
    }
    this.read.add(name);
    this.paths.push([name, ...path]);
    return (state) => path.reduce<Value>(fieldOf, state[name] ?? null);
  }

  private takes(token: string): boolean {
    if (this.tokens[this.at] !== token) return false;
    this.at++;
    return true;
  }

  private strange(wanted: string): ExoError {
    const found = this.tokens[this.at];
    const place = found === undefined ? 'at its end' : `at '${found}'`;
    return new ExoError(
      'EXO391',
      `'${this.text}' is no condition: ${wanted} is missing ${place}; accepted: ${ACCEPTED}`,
    );
  }

  private unknown(name: string): ExoError {
    return new ExoError(
      'EXO391',
      `'${this.text}' is no condition: there is no variable '${name}'; accepted: ${this.vars.join(', ')}`,
    );
  }
}

const ACCEPTED = 'comparisons such as A.agreed >= 2 or A.log contains D0, with and, or, not and parentheses';

function tokensOf(text: string): readonly string[] {
  const [tokens, whole]: [string[], string] = [[], text.trim()];
  let at = 0;
  while (at < whole.length) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(whole)?.[1];
    if (found === undefined) throw noCondition(text);
    tokens.push(found);
    at = TOKEN.lastIndex;
  }
  if (tokens.length === 0) throw noCondition(text);
  return tokens;
}

function noCondition(text: string): ExoError {
  return new ExoError('EXO391', `'${text}' is no condition; accepted: ${ACCEPTED}`);
}

function constant(value: Value): Term {
  return () => value;
}

function fieldOf(value: Value, name: string): Value {
  if (Array.isArray(value)) {
    if (name === 'length') return value.length;
    return (value as readonly Value[])[Number(name)] ?? null;
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null;
  return (value as Readonly<Record<string, Value>>)[name] ?? null;
}

function compared(left: Value, comparison: (typeof COMPARISONS)[number], right: Value): boolean {
  const [one, other] = [textOf(left), textOf(right)];
  switch (comparison) {
    case '=':
      return one === other;
    case '!=':
      return one !== other;
    case 'contains':
      return listOf(left).some((item) => textOf(item) === other);
    case '<':
      return Number(one) < Number(other);
    case '<=':
      return Number(one) <= Number(other);
    case '>':
      return Number(one) > Number(other);
    case '>=':
      return Number(one) >= Number(other);
  }
}

function listOf(value: Value): readonly Value[] {
  if (Array.isArray(value)) return value as readonly Value[];
  return value instanceof Set ? [...(value as ReadonlySet<Value>)] : [];
}

function textOf(value: Value): string {
  return typeof value === 'string' ? value : showValue(value);
}
