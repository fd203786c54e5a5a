/**
 * Refuses what was made by a copy of XState that is not used here as it was meant. A project may have a copy of its own, of another
 * version: the chart of its machine is explored by ours, but its built-in actions stay what its own copy made them. Before 5.19
 * these hand nothing over to whoever asks the machine: what is sent would be lost, and all would seem to hold.
 */
import { StateMachine, type AnyStateMachine } from 'xstate';
import { ExoError } from '../../errors/index.js';
import { inertScope } from './inert-scope.js';

/** The oldest version whose machines are taken; docs/xstate.md says how far that was tried. */
const OLDEST = '5.19';

/**
 * Throws EXO180 for a machine of a copy of XState that does not hand over its actions; otherwise does nothing. The copy has no
 * number at run time, so that its class of machines is asked, once.
 */
export function checkCopy(machine: AnyStateMachine): void {
  if (isOfOurCopy(machine) || handsOver(machine.constructor as MachineClass)) return;
  throw otherCopy(`machine ${JSON.stringify(machine.id)}`);
}

/** A function of its own, so that the compiler does not take every machine for one. */
function isOfOurCopy(machine: object): boolean {
  return machine instanceof StateMachine;
}

/** Throws EXO180 for a built-in action of a copy of XState that calls it otherwise than ours. */
export function checkBuiltin(action: object): void {
  const { type } = action as { readonly type?: unknown };
  if (!BUILTINS.has(String(type))) throw otherCopy(`built-in action ${JSON.stringify(type)}`);
}

/** Throws EXO180 for an effect that is a built-in action of an older copy. */
export function checkEffect(type: string): void {
  if (OLD_BUILTINS.has(type)) throw otherCopy(`built-in action ${JSON.stringify(type)}`);
}

const BUILTINS = new Set(
  ['assign', 'cancel', 'emit', 'enqueueActions', 'log', 'raise', 'sendTo', 'spawnChild', 'stopChild'].map(
    (name) => `xstate.${name}`,
  ),
);

/** What versions before 5.19 called two of theirs. */
const OLD_BUILTINS = new Set(['xsnapshot.sendTo', 'snapshot.spawnChild']);

type MachineClass = new (config: object, implementations: object) => AnyStateMachine;

const answers = new WeakMap<MachineClass, boolean>();

function handsOver(machineClass: MachineClass): boolean {
  const known = answers.get(machineClass) ?? isHandedOver(machineClass);
  answers.set(machineClass, known);
  return known;
}

/** Whether an entry action of such a machine reaches the executor that is given. */
function isHandedOver(Machine: MachineClass): boolean {
  let isHanded = false;
  try {
    const probe = new Machine({ entry: () => undefined }, {});
    probe.getInitialSnapshot(
      inertScope(() => {
        isHanded = true;
      }),
      undefined,
    );
  } catch {
    return false; // It looks for an actor around it, or is no machine of XState 5 at all.
  }
  return isHanded;
}

function otherCopy(what: string): ExoError {
  return new ExoError(
    'EXO180',
    `${what} was made by a copy of XState that cannot be explored, older than ${OLDEST} or of another major version; ` +
      `accepted: xstate >=${OLDEST} <6`,
  );
}
