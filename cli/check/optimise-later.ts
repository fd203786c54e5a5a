import { setFlagsFromString } from 'node:v8';

/** Six times what V8 of Node 20 takes by itself, in bytes of bytecode. */
const INTERRUPT_BUDGET = 400_000;
/** From this version on V8 counts calls instead, and waits longer by itself. */
const FIRST_PATIENT_V8 = 12;

/**
 * Makes V8 wait longer before it optimises a function, in this process and from now on, where it would not by itself. A search fills its
 * tables once, in the first second, with much code that is not needed again: optimising it costs a fifth of the processor
 * time of a search of two seconds, on threads beside it, and hardly brings the verdict nearer.
 */
export function optimiseLater(): void {
  if (Number.parseInt(process.versions.v8, 10) >= FIRST_PATIENT_V8) return;
  setFlagsFromString(`--interrupt-budget=${INTERRUPT_BUDGET}`);
}
