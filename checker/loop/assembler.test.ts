import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assemble, integers, type FunctionCode } from './assembler.js';
import type { Code } from './function-body.js';
import {
  add,
  advance,
  again,
  atLeast,
  block,
  call,
  giveBack,
  high,
  leave,
  less,
  load,
  load64,
  loop,
  low,
  set,
  store64,
  tee,
  when,
  xor64,
} from './instructions.js';

interface Engine {
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: Readonly<Record<string, (...args: readonly number[]) => number>> };
}

const engine = (globalThis as unknown as { readonly WebAssembly: Engine }).WebAssembly;

/** Runs function `main` of a module of this one, with words at the beginning of its memory. */
function run(main: FunctionCode, args: readonly number[], words: readonly number[] = []): number | undefined {
  const functions = { main };
  const imports = { twice: { params: ['i32'], result: 'i32' } } as const;
  const memory = new engine.Memory({ initial: 1 });
  new Int32Array(memory.buffer).set(words);
  const module = new engine.Module(assemble({ pages: 1, imports, functions }));
  const env = { memory, twice: (n: number) => 2 * n };
  return new engine.Instance(module, { env }).exports['main']?.(...args);
}

function returning(params: string, locals: string, ...body: readonly Code[]): FunctionCode {
  return { params: integers(params), result: 'i32', locals: integers(locals), body };
}

describe('code that is assembled', () => {
  it('has every constant of 32 bits as it is', () => {
    const constants = fc.oneof(
      fc.integer(),
      fc.constantFrom(63, 64, -64, -65, 0x9e3779b1, 2 ** 31, -(2 ** 31)),
    );
    fc.assert(
      fc.property(constants, (value) => {
        expect(run({ params: {}, result: 'i32', locals: {}, body: [giveBack(value)] }, [])).toBe(value | 0);
      }),
    );
  });

  it('loops over a memory until it leaves a block', () => {
    const sum = returning(
      'count',
      'at sum end',
      set('end', 4 * 5),
      block(
        'done',
        loop(
          'words',
          leave('done', atLeast('at', 'end')),
          set('sum', add('sum', load('at', 4))),
          again('words', less(tee('at', add('at', 4)), 'end')),
        ),
      ),
      giveBack(add('sum', 'count')),
    );
    expect(run(sum, [1000], [7, 1, 2, 3, 4, 5])).toBe(1015);
  });

  it('does one thing or the other, and calls what is imported', () => {
    const twiceIfSmall = returning(
      'n',
      '',
      when(less('n', 10), [set('n', call('twice', 'n'))], [advance('n', -1)]),
      giveBack('n'),
    );
    expect([4, 10, 11].map((n) => run(twiceIfSmall, [n]))).toEqual([8, 9, 10]);
  });

  it('combines both halves of 64 bits at once', () => {
    const mixed = returning(
      'half',
      '',
      store64(16, xor64(load64(0), load64(8))),
      when('half', [giveBack(high(load64(16)))]),
      giveBack(low(load64(16))),
    );
    const words = [0x1234, 0x70000001, 0x0f0f, 0x00000003];
    expect([0, 1].map((half) => run(mixed, [half], words))).toEqual([0x1234 ^ 0x0f0f, 0x70000002]);
  });

  it.each<readonly [string, Code]>([
    ["no label 'elsewhere' is open", leave('elsewhere')],
    ["nothing is called 'unknown'", set('unknown', 1)],
    ["nothing is called 'nobody'", call('nobody')],
  ])('is refused where it names what there is not: %s', (message, code) => {
    expect(() => run(returning('', '', code, giveBack(0)), [])).toThrow(message);
  });
});
