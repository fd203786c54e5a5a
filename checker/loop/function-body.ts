/** A function of WebAssembly while it is written. */
import { signed, unsigned } from './leb128.js';

/** The function that is being written: its bytes so far, its locals, and the labels that are open. */
export class Body {
  readonly bytes: number[] = [];
  private readonly labels: string[] = [];

  constructor(
    private readonly locals: ReadonlyMap<string, number>,
    private readonly callees: ReadonlyMap<string, number>,
  ) {}

  put(...bytes: readonly number[]): void {
    this.bytes.push(...bytes);
  }

  value(operand: Operand): void {
    if (typeof operand === 'function') operand(this);
    else if (typeof operand === 'number') this.put(0x41, ...signed(operand | 0));
    else this.put(0x20, ...this.local(operand));
  }

  local(name: string): readonly number[] {
    return unsigned(found(this.locals, name));
  }

  callee(name: string): readonly number[] {
    return unsigned(found(this.callees, name));
  }

  within(label: string, codes: readonly Code[]): void {
    this.labels.push(label);
    for (const code of codes) code(this);
    this.put(0x0b);
    this.labels.pop();
  }

  depth(label: string): readonly number[] {
    const at = this.labels.lastIndexOf(label);
    if (at < 0) throw new RangeError(`no label '${label}' is open`);
    return unsigned(this.labels.length - 1 - at);
  }
}

/** Code is what writes itself into a function. */
export type Code = (to: Body) => void;
/** The name of a local, a number, which is a constant of 32 bits, or code that leaves a value. */
export type Operand = string | number | Code;

function found(indices: ReadonlyMap<string, number>, name: string): number {
  const index = indices.get(name);
  if (index === undefined) throw new RangeError(`nothing is called '${name}'`);
  return index;
}
