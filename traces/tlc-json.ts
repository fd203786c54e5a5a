import { isObject } from './quint.js';

/**
 * A counterexample that TLC itself has written as JSON (`-dumpTrace json`), as another tool's ITF; null for any other
 * JSON. Its states stand in pairs with their numbers, its actions between two such pairs.
 */
export function itfOfTlc(json: unknown): Readonly<Record<string, unknown>> | null {
  const top = isObject(json) && isObject(json['counterexample']) ? json['counterexample'] : json;
  if (!isObject(top) || !Array.isArray(top['state']) || top['state'].length === 0) return null;
  const numbered = (top['state'] as readonly unknown[]).flatMap((pair) => stateOf(pair) ?? []);
  if (numbered.length !== top['state'].length) return null;
  numbered.sort((a, b) => a.number - b.number);
  const actions = (Array.isArray(top['action']) ? (top['action'] as readonly unknown[]) : []).flatMap(
    (action) => actionOf(action) ?? [],
  );
  const places = new Map(numbered.map(({ number }, place) => [number, place]));
  const back = actions.find(({ from, to }) => to <= from);
  const loop = back === undefined ? undefined : places.get(back.to);
  const states = numbered.map(({ number, state }) => {
    const name = actions.find(({ from, to }) => to === number && from < to)?.name;
    return name === undefined ? state : { ...state, 'mbt::actionTaken': name };
  });
  const vars = Object.keys(numbered[0]?.state ?? {});
  return { '#meta': { description: 'TLC' }, vars, states, ...(loop !== undefined && { loop }) };
}

interface Numbered {
  readonly number: number;
  readonly state: Readonly<Record<string, unknown>>;
}

function stateOf(pair: unknown): Numbered | null {
  if (!Array.isArray(pair) || pair.length !== 2) return null;
  const [number, state] = pair as readonly unknown[];
  return typeof number === 'number' && isObject(state) ? { number, state } : null;
}

function actionOf(
  json: unknown,
): { readonly from: number; readonly name: string; readonly to: number } | null {
  if (!Array.isArray(json) || json.length !== 3) return null;
  const [before, after] = [stateOf(json[0]), stateOf(json[2])];
  const action: unknown = json[1];
  const name = isObject(action) ? action['name'] : undefined;
  if (before === null || after === null || typeof name !== 'string') return null;
  return { from: before.number, name, to: after.number };
}
