/** Models whose components write down what happens to them. */
import { ExoError, plainComponent, rule, type AnySlot, type Leg, type Model, type Step } from '../index.js';

export interface Note {
  readonly type: string;
}

/** Keeps the types of all events that it was sent; what it emits and whether it refuses is up to `answer`. */
export function diary(answer: (event: Note) => readonly (readonly Note[])[] = () => [[]]) {
  return plainComponent<readonly string[], Note, Note>({
    name: 'diary',
    initial: [[]],
    step: (state, event) =>
      answer(event).map((effects): Step<readonly string[], Note> => ({
        next: [...state, event.type],
        effects,
      })),
  });
}

export function modelOf(parts: Pick<Model, 'slots' | 'rules'> & Partial<Model>): Model {
  return { name: 'test', routes: [], properties: [], ...parts };
}

export function orError<T>(run: () => T): T | { readonly code: string; readonly message: string } {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ExoError)) throw error;
    return { code: error.code, message: error.message };
  }
}

export function always(name: string, own: AnySlot, ...offers: readonly (readonly Leg[])[]) {
  return rule({ name, slot: own, offers: () => offers.map((legs) => ({ legs })) });
}
