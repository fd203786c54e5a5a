/** Local states as XState persists them, and back. Timers are not persisted by XState, and do not come back. */
import type { AnyMachineSnapshot, AnyStateMachine, StateValue } from 'xstate';
import { ExoError } from '../../errors/index.js';
import { familyOf, plainSnapshot, type Member, type Plainer, type PlainSnapshot } from './family.js';
import type { Logics } from './logics.js';
import { orderOf } from './node-order.js';
import type { Reference } from './references.js';

/** What `getPersistedSnapshot` gives of a machine, as plain data. */
export interface Persisted {
  readonly status: string;
  readonly value: StateValue;
  readonly context: unknown;
  readonly output?: unknown;
  readonly error?: unknown;
  readonly historyValue: Readonly<Record<string, readonly { readonly id: string }[]>>;
  readonly children: Readonly<Record<string, PersistedChild>>;
}

interface PersistedChild {
  readonly snapshot: unknown;
  readonly src: string;
  readonly systemId?: string | undefined;
  readonly syncSnapshot?: boolean | undefined;
}

/**
 * The plain data of a local state from which an actor can be resumed.
 *
 * Throws EXO167 for a child whose logic has no name, which XState cannot persist either.
 */
export function persistedOf(snapshot: AnyMachineSnapshot, name: string, plain: Plainer): Persisted {
  const members = familyOf(snapshot) ?? [];
  const persist = (own: AnyMachineSnapshot): Persisted => {
    const {
      status,
      value,
      context,
      output,
      error,
      history = {},
    } = plainSnapshot(own, plain) as {
      readonly status: string;
      readonly value: StateValue;
      readonly history?: Readonly<Record<string, readonly string[]>>;
    } & Omit<Persisted, 'historyValue' | 'children'>;
    const children = Object.entries<unknown>(own.children) as [string, Reference][];
    return {
      status,
      value,
      context,
      output,
      error,
      historyValue: Object.fromEntries(
        Object.entries(history).map(([key, nodes]) => [key, nodes.map((id) => ({ id }))]),
      ),
      children: Object.fromEntries(children.map(([key, { session }]) => [key, persistChild(session)])),
    };
  };
  const persistChild = (session: string): PersistedChild => {
    const member = members.find((one) => one.session === session);
    if (member === undefined) throw new Error(`no member ${session}`);
    const { src, systemId, isSync, logic, snapshot: own } = member;
    if (src === null) {
      throw new ExoError(
        'EXO167',
        `${name}: child ${JSON.stringify(member.id)} cannot be persisted: its logic has no name; ` +
          'put it into setup({ actors }) and spawn it by name',
      );
    }
    const isMachine = logic.machine !== null;
    return {
      snapshot: isMachine ? persist(own as AnyMachineSnapshot) : plainOwn(member, plain),
      src,
      ...(systemId !== null && { systemId }),
      ...(isSync && { syncSnapshot: true }),
    };
  };
  return persist(snapshot);
}

function plainOwn({ snapshot, input }: Member, plain: Plainer): unknown {
  return plain({ ...(snapshot as PlainSnapshot), ...(input !== undefined && { input }) });
}

/** The plain data of a local state, as its bytes hold them, of a persisted snapshot. */
export function familyDataOf(logics: Logics, persisted: unknown): unknown {
  const root = logics.root.machine;
  if (root === null) throw new Error('only machines are persisted');
  const members: unknown[] = [];
  const snapshotData = (session: string, machine: AnyStateMachine, own: Persisted): object => {
    const { status, value, context, output, error, historyValue, children } = own;
    const keys = Object.entries(children).map(([id, child]): [string, string] => {
      const path = session === '' ? id : `${session}/${id}`;
      addMember(session, path, id, machine, child);
      return [id, path];
    });
    // XState makes its list of states anew, and not in document order.
    const order = orderOf(machine.resolveState({ value, context: {} } as never));
    const history = Object.entries(historyValue).map(([key, nodes]) => [key, nodes.map(({ id }) => id)]);
    return {
      status,
      value,
      context,
      order,
      output,
      error,
      history: Object.fromEntries(history) as object,
      children: Object.fromEntries(keys),
    };
  };
  const addMember = (
    parent: string,
    session: string,
    id: string,
    machine: AnyStateMachine,
    { snapshot, src, systemId, syncSnapshot }: PersistedChild,
  ): void => {
    const logic = logics.bySource(machine, src, id);
    if (logic === undefined) return; // XState leaves out a child whose logic it does not find.
    const at = members.push(null) - 1;
    const { status } = snapshot as { readonly status: string };
    const isMachine = logic.machine !== null;
    const { input, ...plainOne } = snapshot as { readonly input?: unknown };
    members[at] = {
      session,
      id,
      parent,
      logic: logic.key,
      src,
      systemId,
      isSync: syncSnapshot,
      isRunning: status === 'active',
      snapshot: isMachine ? snapshotData(session, logic.machine ?? machine, snapshot as Persisted) : plainOne,
      input: logic.readsInput ? input : undefined,
    };
  };
  return { ...snapshotData('', root, persisted as Persisted), members };
}
