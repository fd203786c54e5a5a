import { ABSORB } from './absorb-code.js';
import { assemble, type ModuleCode } from './assembler.js';
import { EXPAND } from './expand-code.js';
import { INSERT } from './insert-code.js';
import { IS_SEEN } from './seen-code.js';

const INTEGER = 'i32';

/** The compiled loop, and what it asks of JavaScript; see `LoopImports`. */
const PROGRAM: ModuleCode = {
  pages: 1,
  imports: {
    goesOn: { params: [], result: INTEGER },
    isDeadEnd: { params: [], result: INTEGER },
    makeRow: { params: [INTEGER], result: INTEGER },
    walkRoots: { params: [INTEGER, INTEGER], result: INTEGER },
    walkOn: { params: [INTEGER, INTEGER, INTEGER, INTEGER, INTEGER] },
    enlarge: { params: [] },
    askState: { params: [INTEGER, INTEGER], result: INTEGER },
  },
  functions: { expand: EXPAND, insert: INSERT, absorb: ABSORB, isSeen: IS_SEEN },
};

/** The bytes of the module that the loop is. */
export function programBytes(): Uint8Array<ArrayBuffer> {
  return assemble(PROGRAM);
}
