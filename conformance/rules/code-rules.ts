/**
 * Small changes of compiled code by rule: a condition negated, a bound moved by one, a statement dropped, two arguments
 * swapped. What is changed is found in the syntax tree; the code itself is changed as text.
 */
import { createHash } from 'node:crypto';
import { parse, type Node } from 'acorn';

export const CODE_RULES = {
  negate: 'a condition is the other way round',
  bound: 'a bound is moved by one',
  drop: 'a statement is left out',
  swap: 'two arguments are swapped',
} as const;
export type CodeRule = keyof typeof CODE_RULES;

/** One change of a file. */
export interface CodeChange {
  /** Eight hexadecimal digits, made of all below but the place: the same as long as the code around it is. */
  readonly key: string;
  readonly rule: CodeRule;
  /** The function that it is in, as `Class.method` or a name; empty outside of any. */
  readonly within: string;
  /** Where the text stands that is replaced, in UTF-16 units from 0, and in which line, from 1. */
  readonly at: number;
  readonly line: number;
  readonly find: string;
  readonly replace: string;
}

/**
 * All changes of a file by rule, in the order of the text. Assertions are left as they are: that they never fire is what they
 * say, so code without one differs in nothing.
 *
 * @example
 * const [change] = codeChanges('a.js', 'export const isSmall = (n) => n < 3 ? 1 : 0;');
 * console.log(change?.rule, change?.replace); // negate !(n < 3)
 */
export function codeChanges(file: string, text: string): readonly CodeChange[] {
  const changes: Omit<CodeChange, 'key'>[] = [];
  const program = parse(text, { ecmaVersion: 'latest', sourceType: 'module', locations: true });
  const textOf = ({ start, end }: Node): string => text.slice(start, end);
  const visit = (node: Tree, within: string): void => {
    if (isAssertion(node, textOf)) return;
    const name = nameOf(node, within);
    for (const [rule, target, replace] of changesOf(node, textOf)) {
      const line = target.loc?.start.line ?? 0;
      changes.push({ rule, within: name, at: target.start, line, find: textOf(target), replace });
    }
    for (const child of childrenOf(node)) visit(child, name);
  };
  if (isTree(program)) visit(program, '');
  return withKeys(file, changes);
}

/** A node, whatever it is, with its parts by name. */
type Tree = Node & Readonly<Record<string, unknown>>;
type Replacement = readonly [rule: CodeRule, target: Node, replace: string];

function* changesOf(node: Tree, textOf: (node: Node) => string): Generator<Replacement> {
  const { test } = node;
  if (isTree(test)) yield ['negate', test, `!(${textOf(test)})`];
  if (node.type === 'BinaryExpression') yield* boundsOf(node, textOf);
  if (node.type === 'ExpressionStatement' && !('directive' in node) && !isOfSuper(node))
    yield ['drop', node, ';'];
  const isCall = node.type === 'CallExpression' || node.type === 'NewExpression';
  if (isCall && !isError(node, textOf)) yield* swapsOf(node, textOf);
}

function* boundsOf(node: Tree, textOf: (node: Node) => string): Generator<Replacement> {
  const { left, right, operator } = node;
  const loose = LOOSER[String(operator)];
  if (loose === undefined || !isTree(left) || !isTree(right)) return;
  const [a, b] = [textOf(left), textOf(right)];
  yield ['bound', node, `${a} ${loose.same} ${b}`];
  yield ['bound', node, `${a} ${String(operator)} (${b}) ${loose.by}`];
}

/** By operator: the one that differs where both sides are equal, and what moves the bound the other way. */
const LOOSER: Readonly<Record<string, { readonly same: string; readonly by: string }>> = {
  '<': { same: '<=', by: '- 1' },
  '<=': { same: '<', by: '+ 1' },
  '>': { same: '>=', by: '+ 1' },
  '>=': { same: '>', by: '- 1' },
};

function* swapsOf(node: Tree, textOf: (node: Node) => string): Generator<Replacement> {
  const given = (node['arguments'] as readonly Tree[]).filter(({ type }) => type !== 'SpreadElement');
  for (let i = 0; i + 1 < given.length; i++) {
    const [first, second] = [given[i] as Tree, given[i + 1] as Tree];
    const [a, b] = [textOf(first), textOf(second)];
    if (a === b) continue;
    const whole = textOf(node);
    const [from, to] = [first.start - node.start, second.end - node.start];
    const between = whole.slice(first.end - node.start, second.start - node.start);
    yield ['swap', node, whole.slice(0, from) + b + between + a + whole.slice(to)];
  }
}

function isAssertion(node: Tree, textOf: (node: Node) => string): boolean {
  return node.type === 'ExpressionStatement' && textOf(node).startsWith('assert(');
}

/** What an error says is no matter of the protocol. */
function isError({ callee }: Tree, textOf: (node: Node) => string): boolean {
  return isTree(callee) && textOf(callee) === 'ExoError';
}

/** A class that extends another one cannot do without. */
function isOfSuper({ expression }: Tree): boolean {
  const callee = isTree(expression) ? expression['callee'] : null;
  return isTree(callee) && callee.type === 'Super';
}

function nameOf(node: Tree, within: string): string {
  const { id, key } = node;
  const named = isTree(key) && node.type === 'MethodDefinition' ? key : isTree(id) ? id : null;
  const isPlace = ['ClassDeclaration', 'FunctionDeclaration', 'MethodDefinition'].includes(node.type);
  if (!isPlace || named === null) return within;
  const name = String(named['name'] ?? '');
  return within === '' ? name : `${within}.${name}`;
}

function* childrenOf(node: Tree): Generator<Tree> {
  for (const part of Object.values(node)) {
    if (isTree(part)) yield part;
    else if (Array.isArray(part)) yield* part.filter(isTree);
  }
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && typeof (value as Tree).type === 'string';
}

/** Of equal changes in one function, the how manieth it is goes into the key. */
function withKeys(file: string, changes: readonly Omit<CodeChange, 'key'>[]): readonly CodeChange[] {
  const counts = new Map<string, number>();
  return [...changes]
    .sort((a, b) => a.at - b.at)
    .map((change) => {
      const { rule, within, find, replace } = change;
      const content = [file, rule, within, find, replace].join('\n');
      const count = (counts.get(content) ?? 0) + 1;
      counts.set(content, count);
      const key = createHash('sha256').update(`${content}\n${count}`).digest('hex').slice(0, 8);
      return { key, ...change };
    });
}
