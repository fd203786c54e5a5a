/** Who a machine's family is in a system: references to its members and to other actors, and the plain data that they stand for. */
import { ExoError } from '../../errors/index.js';
import type { Logics } from './logics.js';
import { Reference, toPlain, type Marker } from './references.js';
import type { FamilyMembers } from './family-members.js';
import type { Member, Progress } from './family.js';

/** What is needed to make references. */
export interface Kinship {
  readonly name: string;
  readonly logics: Logics;
  readonly system: object;
  /** The reference to another actor of the system. */
  readonly peer: (name: string) => Reference;
  readonly parent: Reference | undefined;
  /** The members in the step that is being taken, which are ahead of what is kept of them. */
  readonly current: () => FamilyMembers | undefined;
  /** Whether delays of timers are compared. */
  readonly isOrdered: boolean;
}

/** What is known of an outcome that nothing has come of yet. */
export const NO_PROGRESS: Progress = { option: -1, at: 0 };

/** The reference to a member: it reads what the member is in the step that is being taken, or was when kept. */
export function memberReference(
  kin: Kinship,
  { id, systemId }: { readonly id: string; readonly systemId: string | null },
  session: string,
  parent: Reference | undefined,
  members: () => readonly Member[],
): Reference {
  const reference: Reference = new Reference({
    session,
    isPeer: false,
    id,
    systemId: systemId ?? undefined,
    parent: parent ?? kin.parent,
    system: kin.system,
    read: () =>
      kin.current()?.cellOf(reference)?.snapshot ??
      members().find((member) => member.session === session)?.snapshot,
  });
  return reference;
}

/** Plain data of what a family holds; a reference to anything outside throws EXO101. */
export function plainerOf(kin: Kinship): (value: unknown) => unknown {
  return (value) =>
    toPlain(value, (reference): Marker => {
      if (!(reference instanceof Reference)) throw foreign(kin, reference);
      const { isPeer, session } = reference;
      return isPeer ? { xstate$$type: 1, peer: session } : { xstate$$type: 1, id: session };
    });
}

/** Plain data of what is sent to another actor of the system, to which the machine itself is a peer; a reference to a child throws EXO101. */
export function outgoingOf(kin: Kinship): (value: unknown) => unknown {
  return (value) =>
    toPlain(value, (reference): Marker => {
      if (!(reference instanceof Reference)) throw foreign(kin, reference);
      const { isPeer, session, id } = reference;
      if (isPeer) return { xstate$$type: 1, peer: session };
      if (session === '') return { xstate$$type: 1, peer: kin.name };
      throw new ExoError(
        'EXO101',
        `${kin.name} sends a reference to its own child ${JSON.stringify(id)} to another actor, which could not send to it; ` +
          'make it an actor of the system, or send its id',
      );
    });
}

export function foreign({ name }: Kinship, reference: object): ExoError {
  const { id } = reference as { readonly id?: unknown };
  return new ExoError(
    'EXO101',
    `${name} keeps a reference to actor ${JSON.stringify(id)}, which it has neither made nor found by ` +
      '`system.get`; spawn it in the machine, or make it an actor of a `system` and ask `system.get` for it',
  );
}
