import { describe, expect, it } from 'vitest';
import { namesRead } from './reads.js';

interface Sent {
  readonly a: { readonly c: number };
  readonly b: number;
}

describe('the names that a function reads', () => {
  it('are those that its parameters take apart', () => {
    expect(namesRead(({ a }: Sent) => a, 1)).toEqual(['a']);
    expect(namesRead(({ a: { c }, b: other }: Sent) => c + other, 1)).toEqual(['a', 'b']);
    expect(namesRead(({ b = 3 }: Sent) => b, 1)).toEqual(['b']);
    const methods = {
      one({ a }: Sent) {
        return a;
      },
      two: function ({ b }: Sent) {
        return b;
      },
    };
    expect(namesRead(methods.one, 1)).toEqual(['a']);
    expect(namesRead(methods.two, 1)).toEqual(['b']);
  });

  it('are those of both where there are two', () => {
    expect(namesRead(({ a }: Sent, { b }: Sent) => a.c === b, 2)).toEqual(['a', 'b']);
    expect(namesRead(({ a }: Sent) => a, 2)).toEqual(['a']);
    expect(namesRead(({ a }: Sent, after: Sent) => a === after.a, 2)).toBeNull();
  });

  it('are unknown where the function does not say', () => {
    expect(namesRead(() => true, 1)).toBeNull();
    expect(namesRead((states: Sent) => states.a, 1)).toBeNull();
    expect(namesRead(({ a, ...rest }: Sent) => [a, rest], 1)).toBeNull();
    expect(namesRead(({ ['b']: b }: Sent) => b, 1)).toBeNull();
    const sly = function ({ a }: Sent) {
      // eslint-disable-next-line prefer-rest-params
      return [a, arguments];
    };
    expect(namesRead(sly, 1)).toBeNull();
  });
});
