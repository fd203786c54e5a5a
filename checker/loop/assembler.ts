import { unsigned } from './leb128.js';
import { type Code, Body } from './function-body.js';

/** The bytes of a WebAssembly module. Wrong types are found by the engine, when it compiles them. */
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

export interface ModuleCode {
  /** Pages of 64 KiB: the least that the imported memory `env.memory` has. */
  readonly pages: number;
  /** What is imported from `env`, by name. */
  readonly imports: Readonly<Record<string, Signature>>;
  /** All of them are exported. */
  readonly functions: Readonly<Record<string, FunctionCode>>;
}

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

const TYPES: Readonly<Record<ValueType, number>> = { i32: 0x7f, i64: 0x7e, f64: 0x7c };
const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
/** The ids of the sections of a module. */
const SECTION = { types: 1, imports: 2, functions: 3, exports: 7, codes: 10 } as const;

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
