import type { Leads } from '../explore/protocol.js';
import { element } from './dom.js';

/** What outcomes lead to beyond what holds already, in short; of several, how many. */
export function badges(leads: readonly Leads[], here: Leads): readonly HTMLElement[] {
  const broken = leads.flatMap(({ violates }) => violates.filter((name) => !here.violates.includes(name)));
  const reached = leads.flatMap(({ reaches }) => reaches.filter((name) => !here.reaches.includes(name)));
  const seen = leads.flatMap(({ seen: step }) => (step === null ? [] : [`step ${step}`]));
  return [
    ...badge('badge broken', '✗', broken),
    ...badge('badge reached', '★', reached),
    ...badge('badge', '↺', seen),
  ];
}

function badge(className: string, sign: string, names: readonly string[]): readonly HTMLElement[] {
  const [first] = names;
  if (first === undefined) return [];
  const others = new Set(names).size - 1;
  return [element('span', { class: className }, ` ${sign} ${first}${others > 0 ? ` +${others}` : ''}`)];
}
