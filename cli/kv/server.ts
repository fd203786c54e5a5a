import http from 'node:http';
import type { KeyValueCommand, KeyValueResult, ReplicatedStateMachine, RequestId } from '../../impl/index.js';
import { codeOf } from '../exit-codes.js';
import { utf8Of } from '../host/utf8.js';

export type KeyValueStore = ReplicatedStateMachine<Map<string, string>, KeyValueCommand, KeyValueResult>;

/** The longest value, in bytes; with its key it fits a payload. */
const VALUE_BYTES_MAX = 16 * 1024;
const KEY_LENGTH_MAX = 1024;
const PREFIX = '/v1/keys/';

/** What is said to a client. */
interface Reply {
  readonly status: number;
  readonly body: object | string;
}

/**
 * A key-value store over HTTP. `GET /v1/keys/<key>` reads, linearizable, or as this host has it with `?consistency=stale`; `PUT` and `DELETE`
 * change; `PUT …?expected=<text>` only if that is there, `?absent` only if nothing is. `GET /v1/status` has the metrics of the host. A request with the header
 * `exo-request: <client>/<number>` is applied once, at whatever hosts it is made.
 */
export function keyValueServer(store: KeyValueStore): http.Server {
  return http.createServer((request, response) => {
    replyTo(store, request).then(
      (reply) => send(response, reply),
      (error: unknown) => send(response, replyOfError(error)),
    );
  });
}

async function replyTo(store: KeyValueStore, request: http.IncomingMessage): Promise<Reply> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://host');
  const { method } = request;
  if (pathname === '/v1/status' && method === 'GET') return { status: 200, body: store.host.metrics() };
  if (!pathname.startsWith(PREFIX)) return wrong(404, `there is no ${pathname}; keys are at ${PREFIX}<key>`);
  const key = keyIn(pathname);
  if (key === null) return wrong(400, `a key has 1 to ${KEY_LENGTH_MAX} characters, encoded as in URLs`);
  const strange = strangeIn(searchParams, method);
  if (strange !== null) return wrong(400, strange);
  if (method === 'GET') {
    const consistency = searchParams.get('consistency') ?? 'linearizable';
    if (consistency !== 'linearizable' && consistency !== 'stale') {
      return wrong(400, 'consistency is linearizable or stale');
    }
    const value = await store.read((state) => state.get(key), { consistency, whenHalted: 'fail' });
    return value === undefined ? wrong(404, 'there is no such key') : { status: 200, body: value };
  }
  const id = requestIdOf(request);
  if (id === 'wrong') return wrong(400, 'exo-request is <client>/<number>');
  if (method === 'DELETE') return change(store, { kind: 'delete', key }, id);
  if (method !== 'PUT') return wrong(405, 'keys take GET, PUT and DELETE');
  const value = await bodyOf(request);
  if (value === 'long') return wrong(413, `a value has at most ${VALUE_BYTES_MAX} bytes`);
  const text = utf8Of(value);
  if (text === null) return wrong(415, 'a value is text in UTF-8');
  const expected = searchParams.get('expected');
  const isSwap = expected !== null || searchParams.has('absent');
  return change(
    store,
    isSwap ? { kind: 'swap', key, expected, value: text } : { kind: 'put', key, value: text },
    id,
  );
}

/** What each method may be given behind the key. */
const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  GET: ['consistency'],
  PUT: ['expected', 'absent'],
  DELETE: [],
};

/** What is wrong with what stands behind a key: a condition that is not understood must not be left out. Null if nothing is. */
function strangeIn(given: URLSearchParams, method = ''): string | null {
  const known = PARAMETERS[method];
  if (known === undefined) return null;
  const names = [...given.keys()];
  const strange = names.find((name) => !known.includes(name));
  if (strange !== undefined) {
    return `${method} takes no ${strange}; accepted: ${known.length === 0 ? 'nothing' : known.join(', ')}`;
  }
  return names.length > 1 ? `${method} takes only one of ${known.join(' and ')}, and that once` : null;
}

async function change(store: KeyValueStore, command: KeyValueCommand, id: RequestId | null): Promise<Reply> {
  const result = await store.command(command, { whenHalted: 'fail', ...(id !== null && { id }) });
  return { status: result.done ? 200 : 412, body: result };
}

function keyIn(pathname: string): string | null {
  try {
    const key = decodeURIComponent(pathname.slice(PREFIX.length));
    return key.length > 0 && key.length <= KEY_LENGTH_MAX ? key : null;
  } catch {
    return null;
  }
}

function requestIdOf(request: http.IncomingMessage): RequestId | null | 'wrong' {
  const header = request.headers['exo-request'];
  if (header === undefined) return null;
  const [, client, number] = /^(.{1,64})\/(\d{1,15})$/.exec(String(header)) ?? [];
  return client === undefined ? 'wrong' : { client, request: Number(number) };
}

async function bodyOf(request: http.IncomingMessage): Promise<Buffer | 'long'> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes <= VALUE_BYTES_MAX) parts.push(part);
  }
  return bytes > VALUE_BYTES_MAX ? 'long' : Buffer.concat(parts);
}

function replyOfError(error: unknown): Reply {
  const code = codeOf(error);
  const { message } = error as Error;
  // EXO442: nobody knows whether it was done; EXO446: an old request, or one that was refused.
  const status = code === 'EXO446' ? 409 : code === null ? 500 : 503;
  return { status, body: { error: message, code } };
}

function wrong(status: number, error: string): Reply {
  return { status, body: { error } };
}

function send(response: http.ServerResponse, { status, body }: Reply): void {
  const isText = typeof body === 'string';
  response.writeHead(status, { 'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json' });
  response.end(isText ? body : `${JSON.stringify(body)}\n`);
}
