import {
  ExoError,
  refinesAsync,
  renderRefinement,
  type CheckHooks,
  type CheckResult,
  type Model,
  type RefinementResult,
  type SearchOptions,
} from '../../checker/index.js';

/** What came of a search, with what a search for a refinement tells besides. */
export type AnyResult = CheckResult & Partial<RefinementResult>;

/** A model that another is to refine, and how the states of that one are read as its own. */
export type Refinement = NonNullable<Model['refinements']>[number];

/**
 * The refinement that `--property` names, null if it names none.
 *
 * @throws ExoError EXO302 where it names two: each is a search of its own.
 */
export function refinementOf(model: Model, names: readonly string[] | undefined): Refinement | null {
  const [found = null, second] = (model.refinements ?? []).filter(({ mapping }) =>
    names?.includes(mapping.name),
  );
  if (found === null || second === undefined) return found;
  const both = `'${found.mapping.name}' and '${second.mapping.name}'`;
  throw new ExoError('EXO302', `properties ${both} are searched for one by one: name one of them`);
}

/** The outcome of a search for a refinement, in the form of any other search, and in words. */
export interface RefinementSearch {
  readonly result: RefinementResult;
  /** The counts in words; if it fails, what both models do until then. */
  readonly text: string;
}

/** Searches for a step that is none of the refined model's, and for violations of the properties named beside it. */
export async function searchRefinement(
  model: Model,
  { high, mapping }: Refinement,
  options: SearchOptions & CheckHooks,
): Promise<RefinementSearch> {
  const properties = (options.properties ?? []).filter((name) => name !== mapping.name);
  const result = await refinesAsync(model, high(), mapping, { ...options, properties });
  return { result, text: renderRefinement(result) };
}
