/** A page and its calls over HTTP, for the browser of the same machine, and for whoever was given the address, and nobody else. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { codeOf } from '../exit-codes.js';
import { ExoError } from '../../errors/index.js';
import type { Refusal } from '../../viewer/index.js';

export interface ServeOptions {
  /** The page, whole. Its policy must be in it. */
  readonly page: string;
  /** What a call of the page is answered with. */
  readonly answer: (name: string, asked: unknown) => Promise<object>;
  /** 127.0.0.1 when left out. */
  readonly host?: string;
  /** Any free one when left out or 0. */
  readonly port?: number;
}

export interface Served {
  /** The address of the page. Its path is the secret by which it is known. */
  readonly address: string;
  close(): Promise<void>;
}

const BODY_BYTES_MAX = 1 << 20;
const LOCAL = '127.0.0.1';

/**
 * Serves until it is closed. The page is at a path that cannot be guessed; a request without it, of another host's name, or from
 * another site, is refused. Only a POST with JSON is a call, so that no link and no picture of a page elsewhere can make one.
 *
 * @throws ExoError EXO441 for an address that cannot be listened on.
 */
export async function serve({ page, answer, host = LOCAL, port = 0 }: ServeOptions): Promise<Served> {
  const secret = randomBytes(18).toString('base64url');
  const names = new Set<string>();
  const server = http.createServer((request, response) => {
    reply(request, {
      page,
      answer,
      secret,
      isName: (name) => names.has(name) || isAnyAddress(host, name),
    }).then(
      (told) => send(response, told),
      (error: unknown) => send(response, wrong(500, error instanceof Error ? error.message : String(error))),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new ExoError('EXO441', `cannot listen on ${host}:${port}: ${cause.message}`, { cause })),
    );
    server.listen(port, host, resolve);
  });
  const { port: open } = server.address() as AddressInfo;
  const shown = net.isIPv6(host) ? `[${host}]` : host;
  for (const name of [shown, ...(host === LOCAL ? ['localhost'] : [])]) names.add(`${name}:${open}`);
  return {
    address: `http://${shown}:${open}/${secret}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Whoever listens on all addresses is asked by any of them; a name could be somebody else's. */
function isAnyAddress(host: string, name: string): boolean {
  if (host !== '0.0.0.0' && host !== '::') return false;
  return net.isIP(name.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1')) !== 0;
}

interface Told {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

interface Site {
  readonly page: string;
  readonly answer: ServeOptions['answer'];
  readonly secret: string;
  readonly isName: (name: string) => boolean;
}

async function reply(request: http.IncomingMessage, site: Site): Promise<Told> {
  const { method, headers, url = '/' } = request;
  const { host = '', origin, 'sec-fetch-site': from } = headers;
  if (!site.isName(host)) return wrong(403, 'this server is not known by that name');
  if (origin !== undefined && origin !== `http://${host}`) return wrong(403, 'a call of another page');
  const [, given = '', ...rest] = url.split('?')[0]?.split('/') ?? [];
  if (!isSame(given, site.secret)) return wrong(404, 'there is no such page');
  const place = rest.join('/');
  if (place === '') {
    return method === 'GET'
      ? { status: 200, type: 'text/html; charset=utf-8', body: site.page }
      : only('GET');
  }
  const [, name] = /^api\/([a-z]+)$/.exec(place) ?? [];
  if (name === undefined) return wrong(404, 'there is no such page');
  if (method !== 'POST') return only('POST');
  if (from !== undefined && from !== 'same-origin') return wrong(403, 'a call of another page');
  if (headers['content-type'] !== 'application/json') return wrong(415, 'a call is JSON');
  const body = await bodyOf(request);
  if (body === null) return wrong(413, `a call has at most ${BODY_BYTES_MAX} bytes`);
  return called(name, body, site);
}

async function called(name: string, body: string, { answer }: Site): Promise<Told> {
  let asked: unknown;
  try {
    asked = JSON.parse(body);
  } catch {
    return wrong(400, 'a call is JSON');
  }
  try {
    return json(200, await answer(name, asked));
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return json(422, { error: text, code: codeOf(error) } satisfies Refusal);
  }
}

/** In a time that does not tell how much of it is right. */
function isSame(given: string, secret: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(secret)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function only(method: string): Told {
  return wrong(405, `only ${method} is answered here`);
}

function wrong(status: number, error: string): Told {
  return json(status, { error, code: null } satisfies Refusal);
}

function json(status: number, body: object): Told {
  return { status, type: 'application/json', body: JSON.stringify(body) };
}

async function bodyOf(request: http.IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes <= BODY_BYTES_MAX) parts.push(part);
  }
  return bytes > BODY_BYTES_MAX ? null : Buffer.concat(parts).toString('utf8');
}

function send(response: http.ServerResponse, { status, type, body }: Told): void {
  response.writeHead(status, {
    'content-type': type,
    'cache-control': 'no-store',
    'content-security-policy': "frame-ancestors 'none'",
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}
