import type { Calls, LiveCalls, Refusal } from '../explore/protocol.js';

type AllCalls = Calls & LiveCalls;

/** Asks the server that the page comes from. @throws Error with its words where it refuses */
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
  if (!answer.ok) throw new Error((given as Refusal).error);
  return given as AllCalls[Name]['gives'];
}
