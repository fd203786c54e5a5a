import http from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ExoError } from '../../errors/index.js';
import { serve, type Served } from './server.js';

let served: Served;
const asked: string[] = [];

beforeAll(async () => {
  served = await serve({
    page: '<!doctype html><title>a page</title>',
    answer: (name, given) => {
      asked.push(`${name} ${JSON.stringify(given)}`);
      if (name === 'fail') throw new ExoError('EXO392', 'there is no state 7');
      return Promise.resolve({ name });
    },
  });
});

afterAll(() => served.close());

interface Ask {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A request as somebody else may make it, with any Host and Origin. */
function ask({
  method = 'POST',
  path,
  headers = {},
  body = '{}',
}: Ask): Promise<{ status: number; text: string }> {
  const { hostname, port, pathname } = new URL(served.address);
  const all = { 'content-type': 'application/json', ...headers };
  return new Promise((resolve, reject) => {
    const request = http.request(
      { hostname, port, method, path: path ?? `${pathname}api/begin`, headers: all },
      (response) => {
        let text = '';
        response.on('data', (part: Buffer) => (text += part.toString()));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      },
    );
    request.on('error', reject);
    request.end(method === 'GET' ? undefined : body);
  });
}

describe('the server of a page', () => {
  test('gives its page and answers its calls, on this machine alone', async () => {
    const { hostname, port, pathname } = new URL(served.address);
    expect(hostname).toBe('127.0.0.1');
    expect(pathname).toMatch(/^\/[\w-]{24}\/$/);
    expect(await ask({ method: 'GET', path: pathname })).toEqual({
      status: 200,
      text: '<!doctype html><title>a page</title>',
    });
    const origin = { origin: `http://localhost:${port}`, host: `localhost:${port}` };
    expect(await ask({ headers: origin, body: '{"node":1}' })).toEqual({
      status: 200,
      text: '{"name":"begin"}',
    });
    expect(asked.at(-1)).toBe('begin {"node":1}');
  });

  test('tells why a call cannot be answered, with its code', async () => {
    const { pathname } = new URL(served.address);
    expect(await ask({ path: `${pathname}api/fail` })).toEqual({
      status: 422,
      text: '{"error":"there is no state 7","code":"EXO392"}',
    });
    expect((await ask({ body: '{"node":' })).status).toBe(400);
  });

  test('refuses names and sites that are not its own, and answers none of their calls', async () => {
    const { port, pathname } = new URL(served.address);
    const before = asked.length;
    const refused: readonly (readonly [Ask, number])[] = [
      [{ headers: { host: `evil.example:${port}` } }, 403],
      [{ headers: { host: '127.0.0.1:1' } }, 403],
      [{ headers: { origin: 'http://evil.example' } }, 403],
      [{ headers: { origin: 'null' } }, 403],
      [{ headers: { origin: `http://127.0.0.1:${Number(port) + 1}` } }, 403],
      [{ headers: { 'sec-fetch-site': 'cross-site' } }, 403],
      [{ headers: { 'content-type': 'text/plain' } }, 415],
      [{ path: '/api/begin' }, 404],
      [{ path: `/${'A'.repeat(24)}/api/begin` }, 404],
      [{ path: `${pathname}../api/begin` }, 404],
      [{ path: `${pathname}api/begin/x` }, 404],
      [{ method: 'GET' }, 405],
      [{ method: 'PUT' }, 405],
      [{ method: 'DELETE', path: pathname, body: '' }, 405],
      [{ body: `{"x":"${'x'.repeat(1 << 20)}"}` }, 413],
    ];
    for (const [one, status] of refused) expect([one, (await ask(one)).status]).toEqual([one, status]);
    expect(asked.length).toBe(before);
  });

  test('on all addresses, is known by numbers, and by no name', async () => {
    const open = await serve({ page: 'x', answer: () => Promise.resolve({}), host: '0.0.0.0' });
    const { port, pathname } = new URL(open.address);
    const status = (host: string): Promise<number | undefined> =>
      new Promise((resolve) => {
        const get = http.get(
          { hostname: '127.0.0.1', port, path: pathname, headers: { host } },
          (response) => {
            response.resume();
            resolve(response.statusCode);
          },
        );
        get.on('error', () => resolve(undefined));
      });
    try {
      expect([await status(`10.1.2.3:${port}`), await status(`rebound.example:${port}`)]).toEqual([200, 403]);
    } finally {
      await open.close();
    }
  });

  test('says where it cannot listen', async () => {
    const port = Number(new URL(served.address).port);
    const answer = (): Promise<object> => Promise.resolve({});
    await expect(serve({ page: '', answer, port })).rejects.toMatchObject({ code: 'EXO441' });
  });
});
