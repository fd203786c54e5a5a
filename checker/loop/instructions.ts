/**
 * WebAssembly, written as calls of functions: enough of its instructions for loops over a memory. An operand is the name of
 * a local, a number, which is a constant of 32 bits, or code that leaves a value.
 */
import type { Operand, Code } from './function-body.js';
import { signed, unsigned } from './leb128.js';

const NO_RESULT = 0x40;

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
