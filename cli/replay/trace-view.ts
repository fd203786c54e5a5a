import type { Model } from '../../checker/index.js';
import { renderMermaid, renderTable, showValue, type Trace, type Value } from '../../traces/index.js';
import type { Terminal } from '../terminal/terminal.js';
import { varNames } from './trace-of.js';

/** A trace as a table, with the columns and cells that its model chooses. */
export function tableText(trace: Trace, model: Model, { colour, columns }: Terminal, step?: number): string {
  const names = varNames(model);
  const slotNames = new Map([...names].map(([slot, name]) => [name, slot.name]));
  const cell = (name: string, value: Value): string => cellText(model, slotNames.get(name) ?? name, value);
  return renderTable(trace, {
    ...chosenColumns(trace, model),
    width: columns,
    ...(step !== undefined && { step }),
    heading: (name) => slotNames.get(name) ?? name,
    cell,
    colour,
  });
}

/** A trace as a Mermaid sequence diagram, with the participants that its model chooses. */
export function mermaidText(trace: Trace, model: Model): string {
  return renderMermaid(trace, chosenColumns(trace, model));
}

/** A trace from a file may hold what the model's own cells cannot show. */
function cellText({ display }: Model, slot: string, value: Value): string {
  if (display?.cell === undefined) return showValue(value);
  try {
    return display.cell(slot, value);
  } catch {
    return showValue(value);
  }
}

/** A trace of another model may lack some of the columns; the replay says so in its own way. */
function chosenColumns(trace: Trace, model: Model): { readonly columns?: readonly string[] } {
  const names = varNames(model);
  const columns = model.display?.columns?.map((slot) => names.get(slot) ?? slot.name);
  return columns === undefined ? {} : { columns: columns.filter((name) => trace.vars.includes(name)) };
}
