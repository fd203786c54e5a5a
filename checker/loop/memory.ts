import { LimitReached } from '../limits.js';
import type { Arrays } from '../tables/arrays.js';
import { FIELDS_END, PLACES, SCALE_ADDRESS, type Field } from './layout.js';
import { programBytes } from './program.js';

/** What the compiled loop asks of JavaScript, in the middle of its work. */
export interface LoopImports {
  /** Whether the search goes on from the state at `current`: 0 or 1. */
  readonly goesOn: () => number;
  /** Whether the state at `current`, which has no successors, is the end of the search: 0 or 1. */
  readonly isDeadEnd: () => number;
  /** `FusedRows.make` of a root: 0 or 1. */
  readonly makeRow: (root: number) => number;
  /** `Expander.walkUnfitRoots` of the state at `current`: the first root that is left. */
  readonly walkRoots: (from: number, until: number) => number;
  /** Walks on from a node, with a fingerprint and the two changes that lead there. */
  readonly walkOn: (node: number, low: number, high: number, change: number, change2: number) => void;
  /** Makes more room for successors. */
  readonly enlarge: () => void;
  /** Asks the properties of the new state at place `k`, successor `i` of the batch: 1 if one is violated. */
  readonly askState: (k: number, i: number) => number;
}

/** The functions of the compiled loop; what they do is told where their code is. */
export interface LoopExports {
  readonly expand: (limit: number) => number;
  readonly insert: (count: number) => number;
  readonly absorb: (from: number, until: number, idMax: number) => number;
}

/** As much of WebAssembly as is used here. */
interface Engine {
  readonly Memory: new (size: { readonly initial: number; readonly maximum: number }) => EngineMemory;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

interface EngineMemory {
  readonly buffer: ArrayBuffer;
}

const PAGE_BYTES = 1 << 16;
const PAGES_MAX = 1 << 16;
/** All arrays but the visited set are below this address; they hardly ever take a tenth of it. */
const CELLS_ADDRESS = 1 << 29;
/** With less room for the visited set it is not worth the trouble. */
const CELL_BYTES_MIN = 1 << 19;

/** The module, compiled when it is first wanted; null where there is no engine for it. */
let module: object | null | undefined;

/**
 * The memory that one compiled loop shares with JavaScript. It has its full size from the beginning, so that arrays in
 * it stay what they are; the operating system gives memory only to the pages that have been written.
 */
export class LoopMemory implements Arrays {
  readonly header: Int32Array<ArrayBuffer>;
  private readonly scale: Float64Array<ArrayBuffer>;
  /** All that is left for the visited set. */
  readonly cells: Int32Array<ArrayBuffer>;
  private used = 16 * Math.ceil(FIELDS_END / 16);

  private constructor(
    private readonly engine: Engine,
    private readonly memory: EngineMemory,
  ) {
    const { buffer } = memory;
    this.header = new Int32Array(buffer, 0, FIELDS_END / 4);
    this.scale = new Float64Array(buffer, SCALE_ADDRESS, 1);
    this.cells = new Int32Array(buffer, CELLS_ADDRESS);
  }

  /** Null where there is no WebAssembly, or no memory for a visited set of some size, up to `cellBytesMax`. */
  static create(cellBytesMax: number): LoopMemory | null {
    const engine = (globalThis as { readonly WebAssembly?: Engine }).WebAssembly;
    if (engine === undefined || !isLittleEndian()) return null;
    module ??= compiledBy(engine);
    if (module === null) return null;
    for (let bytes = Math.min(cellBytesMax, PAGES_MAX * PAGE_BYTES); bytes >= CELL_BYTES_MIN; bytes /= 2) {
      const pages = Math.min(PAGES_MAX, Math.floor((CELLS_ADDRESS + bytes) / PAGE_BYTES));
      try {
        return new LoopMemory(engine, new engine.Memory({ initial: pages, maximum: pages }));
      } catch {
        // The host refuses so much; half of it may do.
      }
    }
    return null;
  }

  /** The loop, which works in this memory, and asks these functions. */
  start(imports: LoopImports): LoopExports {
    const { engine, memory } = this;
    return new engine.Instance(module as object, { env: { ...imports, memory } }).exports as LoopExports;
  }

  get(field: Field): number {
    return this.header[PLACES[field]] as number;
  }

  put(field: Field, value: number): void {
    this.header[PLACES[field]] = value;
  }

  putScale(scale: number): void {
    this.scale[0] = scale;
  }

  words(length: number): Int32Array<ArrayBuffer> {
    const from = this.used;
    this.used += 16 * Math.ceil(length / 4);
    if (this.used > CELLS_ADDRESS) throw new LimitReached('memoryMaxBytes');
    return new Int32Array(this.memory.buffer, from, length);
  }

  bytes(length: number): Uint8Array<ArrayBuffer> {
    const { buffer, byteOffset } = this.words(Math.ceil(length / 4));
    return new Uint8Array(buffer, byteOffset, length);
  }

  owns(array: Int32Array): boolean {
    return array.buffer === this.memory.buffer;
  }
}

/** Null where the host forbids code that is compiled while it runs. */
function compiledBy(engine: Engine): object | null {
  try {
    return new engine.Module(programBytes());
  } catch {
    return null;
  }
}

/** Whether words in memory have the order of bytes that WebAssembly has. */
function isLittleEndian(): boolean {
  return new Uint8Array(Int32Array.of(1).buffer)[0] === 1;
}
