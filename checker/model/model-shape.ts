import { messageOf, unreachable } from '../../errors/index.js';

/**
 * What keeps a value from being a Model, in a few words; null if nothing does. Only shapes are looked at, no function is
 * called: `validateModel` does the rest, but would stumble over things that are not even there.
 *
 * @example
 * console.log(problemOfModel({ name: 'lights' })); // 'slots' of the model is nothing, not a list
 */
export function problemOfModel(value: unknown): string | null {
  try {
    return problemOfParts(value);
  } catch (error) {
    // A getter throws, or a proxy was revoked.
    return `'model' cannot be read: ${messageOf(error)}`;
  }
}

function problemOfParts(value: unknown): string | null {
  if (typeof value === 'function') return `'model' is a function: call it, and give what it returns`;
  if (!isObject(value)) return `'model' is ${kindOf(value)}`;
  if (typeof value['then'] === 'function') return `'model' is a promise: await it`;
  // XState marks what it makes so.
  if (value['__xstatenode'] === true) {
    return `'model' is a machine: machineModel(machine) makes a model of it`;
  }
  if (typeof value['name'] !== 'string') return `'model' has no name: give it one, such as name: 'a counter'`;
  for (const [part, fields] of Object.entries(PARTS)) {
    const list = value[part];
    if (!Array.isArray(list)) return `'${part}' of the model is ${kindOf(list)}, not a list`;
    for (const [i, item] of list.entries()) {
      const problem = problemIn(item, fields);
      if (problem !== null) return `'${part}[${i}]' of the model ${problem}`;
    }
  }
  const problem = problemIn(value, MODEL) ?? problemIn(value['display'] ?? {}, DISPLAY);
  return problem === null ? null : `'model' ${problem}`;
}

type Kind =
  'function' | 'string' | 'list' | 'lists' | 'slot' | 'slots' | 'groups' | 'component' | 'object' | 'kind';
type Fields = Readonly<Record<string, Kind | `${Kind}?`>>;

const SLOT: Fields = { name: 'string', component: 'component' };
const COMPONENT: Fields = {
  name: 'string',
  initial: 'function',
  step: 'function',
  encode: 'function',
  decode: 'function',
  initialSteps: 'function?',
  show: 'function?',
  beyond: 'function?',
  isDone: 'function?',
  stateName: 'function?',
  charts: 'function?',
  customActions: 'function?',
  failures: 'function?',
  callActions: 'function?',
};
const PARTS: Readonly<Record<string, Fields>> = {
  slots: SLOT,
  rules: { name: 'string', slot: 'slot', reads: 'slots', offers: 'function', when: 'function?' },
  routes: { slot: 'slot', legs: 'function' },
  properties: {
    kind: 'kind',
    name: 'string',
    over: 'groups',
    holds: 'function',
    view: 'function?',
    alsoOn: 'slots?',
  },
};
const MODEL: Fields = {
  initial: 'lists?',
  within: 'function?',
  mayEnd: 'function?',
  possibilities: 'list?',
  refinements: 'list?',
  premises: 'list?',
  leftOut: 'list?',
  display: 'object?',
};
const DISPLAY: Fields = {
  columns: 'slots?',
  spareColumns: 'slots?',
  cell: 'function?',
  messages: 'function?',
  summary: 'function?',
};

function problemIn(item: unknown, fields: Fields): string | null {
  if (!isObject(item)) return `is ${kindOf(item)}`;
  for (const [field, asked] of Object.entries(fields)) {
    const value = item[field];
    const wanted = asked.replace('?', '') as Kind;
    if (value === undefined && wanted !== asked) continue;
    if (!isWanted(value, wanted)) return `has ${kindOf(value)} as '${field}', not ${WANTED[wanted]}`;
  }
  return null;
}

const WANTED: Readonly<Record<Kind, string>> = {
  function: 'a function',
  string: 'a string',
  list: 'a list',
  lists: 'a list of lists',
  slot: 'a slot',
  slots: 'a list of slots',
  groups: 'a list of groups, each a list of slots',
  component: 'a component',
  object: 'an object',
  kind: `'invariant', 'step', 'sometimes' or 'sometimes-step'`,
};

function isWanted(value: unknown, wanted: Kind): boolean {
  switch (wanted) {
    case 'list':
      return Array.isArray(value);
    case 'lists':
      return isListOf(value, 'list');
    case 'slot':
      return problemIn(value, SLOT) === null;
    case 'slots':
      return isListOf(value, 'slot');
    case 'groups':
      return isListOf(value, 'slots');
    case 'component':
      return problemIn(value, COMPONENT) === null;
    case 'object':
      return isObject(value);
    case 'kind':
      return typeof value === 'string' && /^(invariant|step|sometimes|sometimes-step)$/.test(value);
    case 'function':
    case 'string':
      return typeof value === wanted;
    default:
      return unreachable(wanted);
  }
}

/** Holes count as what is not there. */
function isListOf(value: unknown, wanted: Kind): boolean {
  return Array.isArray(value) && Array.from(value as unknown[]).every((item) => isWanted(item, wanted));
}

/** Whether there are properties to look at. */
function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
