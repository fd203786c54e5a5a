/**
 * What keeps a value from being a MutationSubject, in a few words, or null. Only shapes are looked at: the checker
 * says what is wrong with the names.
 */
export function problemOfMutation(value: unknown): string | null {
  if (!isObject(value)) return `'mutation' is not an object`;
  const { machine, scopes, written, equivalent, elsewhere = {} } = value;
  if (!isObject(machine) || typeof machine['provide'] !== 'function')
    return `'machine' is not an XState machine`;
  if (!isObject(equivalent)) return `'equivalent' is not an object of reasons by the names of mutants`;
  const notReasoned = Object.entries(equivalent).find(([, reason]) => typeof reason !== 'string');
  if (notReasoned !== undefined) return `'equivalent' gives no reason for '${notReasoned[0]}'`;
  if (!isObject(elsewhere)) return `'elsewhere' is not an object of scopes by the names of mutants`;
  const notListed = Object.entries(elsewhere).find(([, names]) => !isListOfNames(names));
  if (notListed !== undefined) return `'elsewhere' has no list of scopes for '${notListed[0]}'`;
  if (Array.isArray(scopes) && scopes.length === 0) return `'scopes' is empty`;
  return (
    problemInList('scopes', scopes, { name: 'string', model: 'function' }) ??
    problemInList('written', written, {
      name: 'string',
      says: 'string',
      source: 'string',
      mutate: 'function',
    })
  );
}

function problemInList(
  list: string,
  value: unknown,
  fields: Readonly<Record<string, 'string' | 'function'>>,
): string | null {
  if (!Array.isArray(value)) return `'${list}' is not a list`;
  for (const [i, item] of value.entries()) {
    if (!isObject(item)) return `'${list}[${i}]' is not an object`;
    const wrong = Object.entries(fields).find(([field, wanted]) => typeof item[field] !== wanted);
    if (wrong !== undefined) return `'${wrong[0]}' of '${list}[${i}]' is not a ${wrong[1]}`;
    if (!isListOfNames(item['scopes'] ?? [])) return `'scopes' of '${list}[${i}]' is not a list of names`;
  }
  return null;
}

function isListOfNames(value: unknown): boolean {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

/** Whether there are properties to look at. */
function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
