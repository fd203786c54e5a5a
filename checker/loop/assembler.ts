/**
 * WebAssembly, written as calls of functions: enough of the language for loops over a memory. An operand is the name of
 * a local, a number, which is a constant of 32 bits, or code that leaves a value. Wrong types are found by the engine,
 * when it compiles the bytes.
 */
export type Code = (to: Body) => void;
export type Operand = string | number | Code;
export type ValueType = 'i32' | 'i64' | 'f64';

export interface Signature {
  readonly params: readonly ValueType[];
  readonly result?: ValueType;
}

export interface FunctionCode {
  readonly params: Readonly<Record<string, ValueType>>;
  readonly result?: ValueType;
  readonly locals: Readonly<Record<string, ValueType>>;
  readonly body: readonly Code[];
}

export interface ModuleCode {
  /** Pages of 64 KiB: the least that the imported memory `env.memory` has. */
  readonly pages: number;
  /** What is imported from `env`, by name. */
  readonly imports: Readonly<Record<string, Signature>>;
  /** All of them are exported. */
  readonly functions: Readonly<Record<string, FunctionCode>>;
}

const TYPES: Readonly<Record<ValueType, number>> = { i32: 0x7f, i64: 0x7e, f64: 0x7c };
const NO_RESULT = 0x40;
const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
/** The ids of the sections of a module. */
const SECTION = { types: 1, imports: 2, functions: 3, exports: 7, codes: 10 } as const;

/** The bytes of a module. */
export function assemble({ pages, imports, functions }: ModuleCode): Uint8Array<ArrayBuffer> {
  const imported = Object.entries(imports);
  const defined = Object.entries(functions);
  const callees = new Map([...imported, ...defined].map(([name], index) => [name, index]));
  const signatures = [
    ...imported.map(([, signature]) => signature),
    ...defined.map(([, { params, result }]) => ({
      params: Object.values(params),
      ...(result !== undefined && { result }),
    })),
  ];
  return Uint8Array.from([
    ...HEADER,
    ...section(SECTION.types, vector(signatures.map(typeOf))),
    ...section(
      SECTION.imports,
      vector([
        [...text('env'), ...text('memory'), 0x02, 0x00, ...unsigned(pages)],
        ...imported.map(([name], type) => [...text('env'), ...text(name), 0x00, ...unsigned(type)]),
      ]),
    ),
    ...section(SECTION.functions, vector(defined.map((_, k) => unsigned(imported.length + k)))),
    ...section(
      SECTION.exports,
      vector(defined.map(([name], k) => [...text(name), 0x00, ...unsigned(imported.length + k)])),
    ),
    ...section(SECTION.codes, vector(defined.map(([, code]) => sized(bytesOf(code, callees))))),
  ]);
}

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

function found(indices: ReadonlyMap<string, number>, name: string): number {
  const index = indices.get(name);
  if (index === undefined) throw new RangeError(`nothing is called '${name}'`);
  return index;
}

function bytesOf({ params, locals, body }: FunctionCode, callees: ReadonlyMap<string, number>) {
  const names = [...Object.keys(params), ...Object.keys(locals)];
  const to = new Body(new Map(names.map((name, index) => [name, index])), callees);
  for (const code of body) code(to);
  return [...vector(Object.values(locals).map((type) => [0x01, TYPES[type]])), ...to.bytes, 0x0b];
}

/** Locals of 32 bits, by their names, with blanks between them. */
export function integers(names: string): Readonly<Record<string, ValueType>> {
  return Object.fromEntries(
    names
      .split(' ')
      .filter(Boolean)
      .map((name) => [name, 'i32']),
  );
}

/** Code that leaves what an instruction makes of its operands; its number is that of the standard. */
function operator(opcode: number, ...operands: readonly Operand[]): Code {
  return (to) => {
    for (const operand of operands) to.value(operand);
    to.put(opcode);
  };
}

type Binary = (left: Operand, right: Operand) => Code;
const binary =
  (opcode: number): Binary =>
  (left, right) =>
    operator(opcode, left, right);

export const add = binary(0x6a);
export const sub = binary(0x6b);
export const mul = binary(0x6c);
export const and = binary(0x71);
export const or = binary(0x72);
export const xor = binary(0x73);
export const shl = binary(0x74);
export const shrSigned = binary(0x75);
export const shr = binary(0x76);
export const equal = binary(0x46);
export const differs = binary(0x47);
export const lessSigned = binary(0x48);
export const less = binary(0x49);
export const more = binary(0x4b);
export const atLeastSigned = binary(0x4e);
export const atLeast = binary(0x4f);
export const equal64 = binary(0x51);
export const or64 = binary(0x84);
export const xor64 = binary(0x85);
export const shl64 = binary(0x86);
export const shr64 = binary(0x88);
export const mulFloat = binary(0xa2);

/** Whether the operand is zero. */
export const isZero = (operand: Operand): Code => operator(0x45, operand);
export const isZero64 = (operand: Operand): Code => operator(0x50, operand);
/** The low half of 64 bits. */
export const low = (operand: Operand): Code => operator(0xa7, operand);
/** The high half of 64 bits. */
export const high = (operand: Operand): Code => low(shr64(operand, wide(32)));
/** 32 bits, without sign, as 64. */
export const extended = (operand: Operand): Code => operator(0xad, operand);
export const toFloat = (operand: Operand): Code => operator(0xb8, operand);
/** The whole part of a float that is at least zero. */
export const truncated = (operand: Operand): Code => operator(0xab, operand);
/** A constant of 64 bits. */
export const wide =
  (value: number): Code =>
  (to) =>
    to.put(0x42, ...signed(value));

type Load = (address: Operand, offset?: number) => Code;
type Store = (address: Operand, value: Operand, offset?: number) => Code;
const loader =
  (opcode: number): Load =>
  (address, offset = 0) =>
  (to) => {
    to.value(address);
    to.put(opcode, 0x00, ...unsigned(offset));
  };
const storer =
  (opcode: number): Store =>
  (address, value, offset = 0) =>
  (to) => {
    to.value(address);
    to.value(value);
    to.put(opcode, 0x00, ...unsigned(offset));
  };

export const load = loader(0x28);
export const load64 = loader(0x29);
export const loadFloat = loader(0x2b);
export const load8 = loader(0x2d);
export const load16 = loader(0x2f);
export const store = storer(0x36);
export const store64 = storer(0x37);
export const storeFloat = storer(0x39);
export const store8 = storer(0x3a);
export const store16 = storer(0x3b);

export function set(local: string, value: Operand): Code {
  return (to) => {
    to.value(value);
    to.put(0x21, ...to.local(local));
  };
}

/** Sets a local, and leaves its value. */
export function tee(local: string, value: Operand): Code {
  return (to) => {
    to.value(value);
    to.put(0x22, ...to.local(local));
  };
}

/** Adds to a local. */
export function advance(local: string, by: Operand): Code {
  return set(local, add(local, by));
}

export function call(name: string, ...args: readonly Operand[]): Code {
  return (to) => {
    for (const arg of args) to.value(arg);
    to.put(0x10, ...to.callee(name));
  };
}

/** What is done if the condition is not zero, and otherwise. */
export function when(condition: Operand, then: readonly Code[], otherwise: readonly Code[] = []): Code {
  return (to) => {
    to.value(condition);
    to.put(0x04, NO_RESULT);
    const middle: readonly Code[] = otherwise.length > 0 ? [(at) => at.put(0x05), ...otherwise] : [];
    to.within('', [...then, ...middle]);
  };
}

/** One of two values; both are worked out. */
export function choose(condition: Operand, value: Operand, otherwise: Operand): Code {
  return operator(0x1b, value, otherwise, condition);
}

/** Code that `leave` ends. */
export function block(label: string, ...codes: readonly Code[]): Code {
  return (to) => {
    to.put(0x02, NO_RESULT);
    to.within(label, codes);
  };
}

/** Code that `again` does from its beginning; it ends at its end. */
export function loop(label: string, ...codes: readonly Code[]): Code {
  return (to) => {
    to.put(0x03, NO_RESULT);
    to.within(label, codes);
  };
}

/** Goes on behind a block, if the condition is not zero. */
export function leave(label: string, condition?: Operand): Code {
  return (to) => {
    if (condition === undefined) to.put(0x0c, ...to.depth(label));
    else {
      to.value(condition);
      to.put(0x0d, ...to.depth(label));
    }
  };
}

/** Goes on at the beginning of a loop, if the condition is not zero. */
export const again = leave;

/** Ends the function with a value. */
export function giveBack(value: Operand): Code {
  return operator(0x0f, value);
}

function typeOf({ params, result }: Signature): readonly number[] {
  const results = result === undefined ? [] : [[TYPES[result]]];
  return [0x60, ...vector(params.map((type) => [TYPES[type]])), ...vector(results)];
}

function section(id: number, content: readonly number[]): readonly number[] {
  return [id, ...sized(content)];
}

function sized(content: readonly number[]): readonly number[] {
  return [...unsigned(content.length), ...content];
}

function vector(items: readonly (readonly number[])[]): readonly number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function text(ascii: string): readonly number[] {
  return sized([...ascii].map((char) => char.charCodeAt(0)));
}

/** LEB128 of an integer that is at least zero. */
function unsigned(value: number): readonly number[] {
  return value < 128 ? [value] : [(value % 128) | 128, ...unsigned(Math.floor(value / 128))];
}

/** LEB128 of an integer with a sign. */
function signed(value: number): readonly number[] {
  if (value >= -64 && value < 64) return [value & 127];
  return [(value & 127) | 128, ...signed(Math.floor(value / 128))];
}
