import type { Calls, LiveCalls, Refusal } from '../explore/protocol.js';

type AllCalls = Calls & LiveCalls;

/** What the server says instead of an answer. */
export class Refused extends Error {}

/** Asks the server that the page comes from. @throws Refused with its words; Error where there is no server any more */
export async function call<Name extends keyof AllCalls>(
  name: Name,
  asks: AllCalls[Name]['asks'],
): Promise<AllCalls[Name]['gives']> {
  const answer = await fetch(`api/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(asks),
  }).catch(() => {
    throw new Error('The server does not answer: has it been ended?');
  });
  const given: unknown = await answer.json();
  if (!answer.ok) throw new Refused((given as Refusal).error);
  return given as AllCalls[Name]['gives'];
}
