/** Which live actors are actors of the model, and by which names. */
import type { AnyActorRef } from 'xstate';

/** The system that an actor lives in. */
export type AnyActorSystem = AnyActorRef['system'];

export interface Names {
  /** All actors of the model. */
  readonly all: readonly string[];
  /** The name of an actor of the model that is recorded; undefined for any other. */
  readonly nameOf: (actor: AnyActorRef) => string | undefined;
  /** The name of the actor of the model that an actor stands for, in a system that the real one is not in. */
  readonly standsFor: (actor: AnyActorRef) => string | undefined;
}

/** Actors by given names. Another actor that is registered under one of the names stands for it. */
export function namesOfActors(
  given: Readonly<Record<string, AnyActorRef>>,
  all: readonly string[] = Object.keys(given),
): Names {
  const byActor = new Map(Object.entries(given).map(([name, actor]) => [actor, name]));
  return {
    all,
    nameOf: (actor) => byActor.get(actor),
    standsFor: (actor) => registeredAs(actor, all),
  };
}

/**
 * Actors by the names under which their systems know them. One that is registered under the name of an actor of the model and is no machine
 * stands for it: it passes on what it is sent to where the machine is.
 */
export function namesOfSystems(all: readonly string[]): Names {
  return {
    all,
    nameOf: (actor) => (isMachine(actor) ? registeredAs(actor, all) : undefined),
    standsFor: (actor) => registeredAs(actor, all),
  };
}

function registeredAs(actor: AnyActorRef, all: readonly string[]): string | undefined {
  // Up to xstate 5.20 it had no public name.
  const { systemId, _systemId } = actor as { readonly systemId?: string; readonly _systemId?: string };
  return nameAmong(all, systemId ?? _systemId);
}

function nameAmong(all: readonly string[], systemId: string | undefined): string | undefined {
  return systemId !== undefined && all.includes(systemId) ? systemId : undefined;
}

function isMachine(actor: AnyActorRef): boolean {
  return (actor.getSnapshot() as { readonly machine?: unknown } | undefined)?.machine !== undefined;
}

/** The actors of the model that are recorded in these systems: all but those that only somebody stands for. */
export function observedIn(systems: readonly AnyActorSystem[], { all, nameOf }: Names): readonly string[] {
  return all.filter((name) => {
    const registered = systems.flatMap((system) => (system.get(name) as AnyActorRef | undefined) ?? []);
    return registered.length === 0 || registered.some((actor) => nameOf(actor) === name);
  });
}

/** The names under which actors of a system are registered now; none where it does not tell, as up to xstate 5.20. */
export function registeredIn(system: AnyActorSystem): readonly string[] {
  const { getAll } = system as Partial<AnyActorSystem>;
  return getAll === undefined ? [] : Object.keys(getAll());
}

/** The actor of the model that an actor is, or is a part of: one that it has invoked or spawned. */
export function ownerOf(
  actor: AnyActorRef,
  names: Names,
): { readonly name: string; readonly owner: AnyActorRef } | null {
  for (let at: AnyActorRef | undefined = actor; at !== undefined; at = parentOf(at)) {
    const name = names.nameOf(at);
    if (name !== undefined) return { name, owner: at };
  }
  return null;
}

/** The ids from an owner down to one of its parts; empty for the owner itself. */
export function pathBelow(owner: AnyActorRef, part: AnyActorRef): string {
  const ids: string[] = [];
  for (let at: AnyActorRef | undefined = part; at !== undefined && at !== owner; at = parentOf(at)) {
    ids.unshift(at.id);
  }
  return ids.join('/');
}

function parentOf(actor: AnyActorRef): AnyActorRef | undefined {
  return (actor as unknown as { readonly _parent?: AnyActorRef })._parent;
}
