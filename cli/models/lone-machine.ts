/** Modules that export a machine instead of a model. */
import { machineModel, type Model } from '../../checker/index.js';
import { isMachine } from '../../checker/xstate/outcomes.js';

type Module = Readonly<Record<string, unknown>>;
type Machine = Parameters<typeof machineModel>[0];

/** The module with a model of the machine that it exports, as `model` or as its only one; otherwise as it is. */
export function withMachineModel(module: Module): Module {
  const { model } = module;
  if (isMachine(model)) return { ...module, model: modelOf('machine', model) };
  const machines = machinesIn(module);
  const [only] = machines;
  if (model !== undefined || only === undefined || machines.length > 1) return module;
  return { ...module, model: modelOf(...only) };
}

/** The machines that a module exports, each once, with their names. */
export function machinesIn(module: Module): readonly (readonly [name: string, machine: Machine])[] {
  const machines = Object.entries(module).flatMap(([name, value]) =>
    isMachine(value) ? [[name, value] as const] : [],
  );
  return machines.filter(([, machine], i) => machines.findIndex((other) => other[1] === machine) === i);
}

function modelOf(exported: string, machine: Machine): Model {
  const isNamed = machine.id !== '(machine)';
  return machineModel(machine, isNamed ? {} : { name: exported === 'default' ? 'machine' : exported });
}
