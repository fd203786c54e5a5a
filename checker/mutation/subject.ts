/** What is mutated, and in which bounds: a machine, the scopes to run its mutants in, and the mutants themselves. */
import type { AnyStateMachine } from 'xstate';
import { ExoError } from '../../errors/index.js';
import type { Model } from '../model/model.js';
import { mutantsOf, unusedIn, type Mutant, type Mutated } from './mutants.js';

/** Bounds in which mutants are run, in order, until one kills. The machine itself must hold in each of them. */
export interface Scope<M extends AnyStateMachine = AnyStateMachine> {
  readonly name: string;
  /** A command that checks the unmutated model in the same bounds, for the report. */
  readonly command?: string;
  /** True where only those mutants are run that name this scope. */
  readonly onRequest?: boolean;
  model(mutated: Mutated<M>): Model;
}

/** A mutant that takes thought: a mistake that someone might make in earnest. */
export interface WrittenMutant<M extends AnyStateMachine = AnyStateMachine> {
  readonly name: string;
  /** In one line, what a careless reader would do instead. */
  readonly says: string;
  /** The rule that it departs from. */
  readonly source: string;
  mutate(machine: M): Mutated<M>;
  /** The scopes to run it in, in this order; all that are not on request when left out. */
  readonly scopes?: readonly string[];
}

/**
 * What is mutated. The functions in it are declared as methods, which the compiler compares both ways, so that the
 * subject of any machine is a MutationSubject: each is only ever given that machine.
 */
export interface MutationSubject<M extends AnyStateMachine = AnyStateMachine> {
  readonly machine: M;
  readonly scopes: readonly Scope<M>[];
  readonly written: readonly WrittenMutant<M>[];
  /** By the name of a mutant, why no scope could ever tell it from the machine itself. */
  readonly equivalent: Readonly<Record<string, string>>;
  /** By the name of a mutant that is not written, the scopes to run it in; all that are not on request when left out. */
  readonly elsewhere?: Readonly<Record<string, readonly string[]>>;
}

/** A mutant as the subject has it: all that is known before it is run. */
export interface ListedMutant<M extends AnyStateMachine = AnyStateMachine> {
  readonly name: string;
  readonly kind: Mutant['kind'];
  /** The guard or action that is replaced; null for a written mutant. */
  readonly of: string | null;
  readonly says: string | null;
  readonly source: string | null;
  /** Why it is said to be equivalent; null if it is to be killed. */
  readonly reason: string | null;
  /** Whether the chart never refers to the guard or action. */
  readonly isUnused: boolean;
  readonly scopes: readonly Scope<M>[];
  mutate(machine: M): Mutated<M>;
}

/**
 * All mutants of a subject, the written ones first.
 *
 * @throws ExoError EXO171 where a list of the subject names what there is not, or names something twice.
 *
 * @example
 * const subject = {
 *   machine: light,
 *   scopes: [{ name: 'two lights', model: (): Model => model }],
 *   written: [],
 *   equivalent: {},
 * };
 * console.log(listMutants(subject).length); // 0
 */
export function listMutants<M extends AnyStateMachine>(
  subject: MutationSubject<M>,
): readonly ListedMutant<M>[] {
  const { scopes, written, equivalent, elsewhere = {} } = subject;
  const made = mutantsOf(subject.machine);
  const madeNames = made.map(({ name }) => name);
  const names = [...written.map(({ name }) => name), ...madeNames];
  expectDistinct('scopes', scopes);
  expectDistinct('mutants', [...written, ...made]);
  for (const name of Object.keys(equivalent)) expectKnown('equivalent', name, names);
  for (const name of Object.keys(elsewhere)) expectKnown('elsewhere', name, madeNames);
  const reasonFor = (name: string): string | null => ownOf(equivalent, name) ?? null;
  const unused = unusedIn(subject.machine);
  return [
    ...written.map((mutant): ListedMutant<M> => {
      const { name, says, source } = mutant;
      return {
        ...{ name, kind: 'written', of: null, says, source, isUnused: false },
        reason: reasonFor(name),
        scopes: chosenScopes(scopes, name, mutant.scopes),
        mutate: (machine) => mutant.mutate(machine),
      };
    }),
    ...made.map((mutant): ListedMutant<M> => {
      const { name, kind, of } = mutant;
      return {
        ...{ name, kind, of, says: null, source: null },
        reason: reasonFor(name),
        isUnused: (kind === 'nothing' ? unused.actions : unused.guards).includes(of),
        scopes: chosenScopes(scopes, name, ownOf(elsewhere, name)),
        mutate: (machine) => mutant.mutate(machine),
      };
    }),
  ];
}

/**
 * The mutants of these names.
 *
 * @throws ExoError EXO371 for a name that none has.
 */
export function pickMutants<M extends AnyStateMachine>(
  listed: readonly ListedMutant<M>[],
  only: readonly string[],
): readonly ListedMutant<M>[] {
  for (const name of only) {
    if (listed.some((mutant) => mutant.name === name)) continue;
    const known = listed.map((mutant) => mutant.name).join(', ');
    throw new ExoError('EXO371', `unknown mutant '${name}'; there are ${known || 'none'}`);
  }
  return listed.filter(({ name }) => only.includes(name));
}

function chosenScopes<M extends AnyStateMachine>(
  scopes: readonly Scope<M>[],
  mutant: string,
  wanted: readonly string[] | undefined,
): readonly Scope<M>[] {
  if (wanted === undefined) return scopes.filter(({ onRequest }) => onRequest !== true);
  return wanted.map((name) => {
    const found = scopes.find((scope) => scope.name === name);
    if (found !== undefined) return found;
    const known = scopes.map((scope) => scope.name).join(', ');
    throw new ExoError(
      'EXO171',
      `mutant '${mutant}' is to run in scope '${name}', and there is none; there are ${known}`,
    );
  });
}

function expectDistinct(what: string, named: readonly { readonly name: string }[]): void {
  const names = named.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new ExoError('EXO171', `two ${what} are called '${twice}'; names are distinct`);
}

function expectKnown(list: string, name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  throw new ExoError(
    'EXO171',
    `'${list}' names '${name}', which is no such mutant; there are ${known.join(', ')}`,
  );
}

/** Not inherited: a mutant that is called `toString` is not listed anywhere by that. */
function ownOf<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
