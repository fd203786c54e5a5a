import type { Model } from '../model/model.js';
import type { AnySlot } from '../model/rules.js';
import { lanesAmong } from '../../traces/lens-lanes.js';
import { renderMermaid, renderTable, showValue, type Trace, type Value } from '../../traces/index.js';
import { cellText } from './cell-text.js';
import { varNames } from './trace-of.js';

/** How a table is to look. */
export interface TableView {
  /** Whether changed cells are set off by ANSI colours instead of a `*`; they are not when left out. */
  readonly colour?: boolean;
  /** The columns of the terminal, at least 20: no line is wider. No limit when left out. */
  readonly columns?: number;
  /** This step only, in full; 0 is the initial state. */
  readonly step?: number;
}

/**
 * A trace as a table for a terminal, with the columns and cells that its model chooses (`display`).
 *
 * @throws TraceError EXO205 for a step that the trace does not have.
 *
 * @example
 * console.log(tableText(trace, model).includes('Prepare')); // true
 */
export function tableText(
  trace: Trace,
  model: Model,
  { colour = false, columns, step }: TableView = {},
): string {
  const names = varNames(model);
  const slotNames = new Map([...names].map(([slot, name]) => [name, slot.name]));
  const cell = (name: string, value: Value): string => {
    const slot = slotNames.get(name);
    return slot === undefined ? showValue(value) : cellText(model, slot, value);
  };
  const { columns: chosen, spareColumns } = model.display ?? {};
  return renderTable(trace, {
    ...(chosen && { columns: columnsAmong(trace, model, chosen) }),
    ...(spareColumns && { spare: varsAmong(trace, model, spareColumns) }),
    ...(columns !== undefined && { width: columns }),
    ...(step !== undefined && { step }),
    heading: (name) => slotNames.get(name) ?? name,
    cell,
    colour,
  });
}

/**
 * A trace as a Mermaid sequence diagram, with the participants that its model chooses (`display`).
 *
 * @example
 * console.log(mermaidText(trace, model).split('\n')[0]); // sequenceDiagram
 */
export function mermaidText(trace: Trace, model: Model): string {
  const slotNames = new Map([...varNames(model)].map(([slot, name]) => [name, slot.name]));
  const chosen = model.display?.columns ?? model.slots;
  return renderMermaid(trace, {
    columns: lanesAmong(trace, columnsAmong(trace, model, chosen)),
    heading: (name) => slotNames.get(name) ?? name,
  });
}

/** The variables of slots that a model chooses. A trace of another model may lack some; the replay says so in its own way. */
function varsAmong(trace: Trace, model: Model, slots: readonly AnySlot[]): readonly string[] {
  const names = varNames(model);
  return slots.map((slot) => names.get(slot) ?? slot.name).filter((name) => trace.vars.includes(name));
}

/** The columns that a model chooses; all where it chooses none that the trace has, being another model. */
function columnsAmong(trace: Trace, model: Model, slots: readonly AnySlot[]): readonly string[] {
  const columns = varsAmong(trace, model, slots);
  return columns.length > 0 ? columns : trace.vars;
}
