/** The properties of a system, which see the snapshots of actors by their names. */
import { ExoError } from '../../errors/index.js';
import type { Actor, Snapshot } from './actors.js';
import { namesRead } from './reads.js';
import type { AnySlot } from '../model/rules.js';
import type { Group, Property } from '../model/property.js';

/** Snapshots by the names of actors; where an actor has copies, a list of theirs. */
export type States = Readonly<Record<string, Snapshot | readonly Snapshot[]>>;

export type AnyPredicate = (states: States) => boolean;
export type AnyStepPredicate = (before: States, after: States, action: string) => boolean;

/** What a system says of its properties, by their names. */
export interface PropertiesGiven {
  readonly always?: Readonly<Record<string, AnyPredicate>>;
  readonly steps?: Readonly<Record<string, AnyStepPredicate>>;
  readonly sometimes?: Readonly<Record<string, AnyPredicate>>;
}

/** The properties of a system whose model has these slots. */
export function propertiesOf(
  given: PropertiesGiven,
  actors: readonly Actor[],
  slots: readonly AnySlot[],
): readonly Property[] {
  const { always = {}, steps = {}, sometimes = {} } = given;
  const names = [always, steps, sometimes].flatMap(Object.keys);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new ExoError('EXO176', `two properties are called '${twice}': give each a name of its own`);
  }
  const ofStates = (kind: 'invariant' | 'sometimes', name: string, holds: AnyPredicate): Property => {
    const { over, statesOf } = reading(name, actors, namesRead(holds, 1));
    return { kind, name, over: [over], holds: (views) => holds(statesOf(views)) };
  };
  const ofSteps = (name: string, holds: AnyStepPredicate): Property => {
    const { over, statesOf } = reading(name, actors, namesRead(holds, 2));
    const holdsOf = (before: readonly unknown[], after: readonly unknown[], action: string): boolean =>
      holds(statesOf(before), statesOf(after), action);
    // It may read fewer actors and be about all steps for all that: by their action, or by what they leave as it is.
    const alsoOn = slots.filter((slot) => !over.includes(slot));
    return { kind: 'step', name, over: [over], alsoOn, holds: holdsOf };
  };
  return [
    ...Object.entries(always).map(([name, holds]) => ofStates('invariant', name, holds)),
    ...Object.entries(steps).map(([name, holds]) => ofSteps(name, holds)),
    ...Object.entries(sometimes).map(([name, holds]) => ofStates('sometimes', name, holds)),
  ];
}

/** The actors that a property reads, and how it sees them. */
function reading(
  property: string,
  actors: readonly Actor[],
  names: readonly string[] | null,
): { readonly over: Group; readonly statesOf: (views: readonly unknown[]) => States } {
  const unknown = names?.find((name) => actors.every(({ group }) => group !== name));
  if (unknown !== undefined) throw noActor(`property '${property}' reads '${unknown}', which`, actors);
  const read = actors.filter(({ group }) => names === null || names.length === 0 || names.includes(group));
  return { over: read.map(({ slot }) => slot), statesOf: byName(read) };
}

/** Local states of these actors, in their order, by name. */
export function byName(actors: readonly Actor[]): (states: readonly unknown[]) => States {
  return (states) => {
    const named: Record<string, Snapshot | Snapshot[]> = {};
    actors.forEach(({ group, copy }, i) => {
      const snapshot = states[i] as Snapshot;
      if (copy === null) named[group] = snapshot;
      else if (copy === 0) named[group] = [snapshot];
      else (named[group] as Snapshot[]).push(snapshot);
    });
    return named;
  };
}

/** EXO176 for a name that is none of an actor. */
export function noActor(what: string, actors: readonly Actor[]): ExoError {
  const known = [...new Set(actors.map(({ group }) => group))].join(', ');
  return new ExoError('EXO176', `${what} is no actor of the system; its actors are ${known}`);
}
