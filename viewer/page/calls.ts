import type { CallName, Calls, Refusal } from '../explore/protocol.js';

/** Asks the server that the page comes from. @throws Error with its words where it refuses */
export async function call<Name extends CallName>(
  name: Name,
  asks: Calls[Name]['asks'],
): Promise<Calls[Name]['gives']> {
  const answer = await fetch(`api/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(asks),
  }).catch(() => {
    throw new Error('The server does not answer: has it been ended?');
  });
  const given: unknown = await answer.json();
  if (!answer.ok) throw new Error((given as Refusal).error);
  return given as Calls[Name]['gives'];
}
