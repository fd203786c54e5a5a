import type { Model } from '../../checker/index.js';

/** More slots than this are no lanes. */
const LANES_MAX = 12;

/**
 * A model whose states can be drawn on lanes: where it has no lens, its XState machines are the actors, or all of its slots where it
 * has none and is small.
 */
export function withLens(model: Model): Model {
  const { display = {}, slots } = model;
  if (display.lens !== undefined) return model;
  const machines = slots.filter(({ component }) => component.isXState === true);
  const actors = machines.length > 0 ? machines : slots;
  if (actors.length > LANES_MAX) return model;
  const lanes = actors.map(({ name }) => ({ name, kind: 'actor' }));
  return { ...model, display: { ...display, lens: { lanes, kinds: { actor: { state: 'state' } } } } };
}
