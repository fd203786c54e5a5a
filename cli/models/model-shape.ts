/**
 * What keeps a value from being a Model, in a few words, or null. Only shapes are looked at: `validateModel` does
 * the rest, but would stumble over things that are not even there.
 */
export function problemOf(value: unknown): string | null {
  if (!isObject(value)) return `'model' is ${kindOf(value)}`;
  if (typeof value['name'] !== 'string') return `'model' has no name`;
  for (const [part, fields] of Object.entries(PARTS)) {
    const list = value[part];
    if (!Array.isArray(list)) return `'${part}' of the model is ${kindOf(list)}, not a list`;
    for (const [i, item] of list.entries()) {
      const problem = problemIn(item, fields);
      if (problem !== null) return `'${part}[${i}]' of the model ${problem}`;
    }
  }
  return null;
}

type Fields = Readonly<Record<string, 'function' | 'string' | 'list' | 'slot' | 'component'>>;

const SLOT: Fields = { name: 'string', component: 'component' };
const COMPONENT: Fields = {
  name: 'string',
  initial: 'function',
  step: 'function',
  encode: 'function',
  decode: 'function',
};
const PARTS: Readonly<Record<string, Fields>> = {
  slots: SLOT,
  rules: { name: 'string', slot: 'slot', reads: 'list', offers: 'function' },
  routes: { slot: 'slot', legs: 'function' },
  properties: { kind: 'string', name: 'string', over: 'list', holds: 'function' },
};

function problemIn(item: unknown, fields: Fields): string | null {
  if (!isObject(item)) return `is ${kindOf(item)}`;
  for (const [field, wanted] of Object.entries(fields)) {
    if (!isWanted(item[field], wanted)) return `has ${kindOf(item[field])} as '${field}', not a ${wanted}`;
  }
  return null;
}

function isWanted(value: unknown, wanted: Fields[string]): boolean {
  switch (wanted) {
    case 'list':
      return Array.isArray(value);
    case 'slot':
      return problemIn(value, SLOT) === null;
    case 'component':
      return problemIn(value, COMPONENT) === null;
    default:
      return typeof value === wanted;
  }
}

/** Whether there are properties to look at. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
