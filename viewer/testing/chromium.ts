/** A browser without a window, for tests: Chromium through its DevTools protocol over a pipe. */
import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The path of a Chromium of this machine, or null; `EXO_CHROMIUM` names another. */
export function chromiumPath(): string | null {
  const given = process.env['EXO_CHROMIUM'];
  return [...(given === undefined ? [] : [given]), ...PLACES].find((place) => fs.existsSync(place)) ?? null;
}

type Fields = Readonly<Record<string, unknown>>;
type Told = (method: string, params: Fields) => void;

/** A page of the browser. */
export interface Page {
  /** Opens an address, and waits until the page says that it is ready, or has failed. */
  open(address: string): Promise<void>;
  /** The value of an expression, as JSON has it; promises are waited for. */
  ask<T>(expression: string): Promise<T>;
  key(key: string): Promise<void>;
  /** Changes the fragment of the address, and waits until the page has drawn what it says. */
  go(fragment: string): Promise<void>;
  /** A picture of the page as PNG. */
  picture(): Promise<Buffer>;
  send(method: string, params?: Fields): Promise<Fields>;
  /** What the browser notes of these categories while something is done, as its trace event format has it. */
  trace(categories: readonly string[], act: () => Promise<unknown>): Promise<readonly Fields[]>;
  /** The addresses that were asked for, and what was printed to the console, since it was opened. */
  readonly requests: readonly string[];
  readonly console: readonly string[];
}

export interface PageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  readonly media?: 'screen' | 'print';
}

/** A browser that runs until it is closed. */
export class Chromium {
  private next = 1;
  private readonly waiting = new Map<
    number,
    { readonly done: (result: Fields) => void; readonly failed: (error: Error) => void }
  >();
  private readonly listeners = new Map<string, Told>();
  private rest = '';

  private constructor(
    private readonly process: ChildProcess,
    private readonly input: Writable,
    output: Readable,
    private readonly profile: string,
  ) {
    output.setEncoding('utf8');
    output.on('data', (text: string) => this.hear(text));
    process.on('exit', () => {
      for (const { failed } of this.waiting.values()) failed(new Error('the browser has gone'));
    });
  }

  static start(binary: string): Chromium {
    const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-chromium-'));
    const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--no-first-run'];
    const started = spawn(binary, [...flags, '--remote-debugging-pipe', `--user-data-dir=${profile}`], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    });
    return new Chromium(started, started.stdio[3] as Writable, started.stdio[4] as Readable, profile);
  }

  async page({
    width = 1600,
    height = 900,
    dark = false,
    media = 'screen',
  }: PageOptions = {}): Promise<Page> {
    const { targetId } = await this.send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true });
    const session = String(sessionId);
    const requests: string[] = [];
    const said: string[] = [];
    const traced: Fields[] = [];
    let hasTraced = (): void => undefined;
    const send = (method: string, params: Fields = {}): Promise<Fields> => this.send(method, params, session);
    this.listeners.set(session, (method, params) => {
      if (method === 'Tracing.dataCollected') traced.push(...(params['value'] as readonly Fields[]));
      if (method === 'Tracing.tracingComplete') hasTraced();
      if (method === 'Network.requestWillBeSent') requests.push(String((params['request'] as Fields)['url']));
      if (
        method === 'Runtime.consoleAPICalled' ||
        method === 'Runtime.exceptionThrown' ||
        method === 'Log.entryAdded'
      ) {
        said.push(JSON.stringify(params));
      }
    });
    for (const domain of ['Page', 'Runtime', 'Network', 'Log']) await send(`${domain}.enable`);
    await send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
    const features = [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }];
    await send('Emulation.setEmulatedMedia', { media, features });
    const ask = async <T>(expression: string): Promise<T> => {
      const answer = await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
      if (answer['exceptionDetails'] !== undefined)
        throw new Error(JSON.stringify(answer['exceptionDetails']));
      return (answer['result'] as { readonly value: T }).value;
    };
    return {
      ...{ requests, console: said, send, ask },
      open: async (address) => {
        await send('Page.navigate', { url: address });
        await ask(READY);
      },
      key: async (key) => {
        // A button is pressed by the character that Enter types.
        const text =
          key === 'Enter' ? { text: '\r', windowsVirtualKeyCode: 13 } : key.length === 1 ? { text: key } : {};
        await send('Input.dispatchKeyEvent', { type: 'keyDown', key, ...text });
        await send('Input.dispatchKeyEvent', { type: 'keyUp', key });
        await ask(FRAMES);
      },
      go: async (fragment) => {
        await ask(`new Promise((done) => {
          const before = location.href;
          addEventListener('hashchange', done, { once: true });
          location.hash = ${JSON.stringify(fragment)};
          if (location.href === before) done();
        }).then(() => true)`);
        await ask(FRAMES);
      },
      trace: async (categories, act) => {
        traced.length = 0;
        const config = { traceConfig: { includedCategories: categories } };
        await send('Tracing.start', { transferMode: 'ReportEvents', ...config });
        await act();
        const done = new Promise<void>((resolve) => (hasTraced = resolve));
        await send('Tracing.end');
        await done;
        return [...traced];
      },
      picture: async () => {
        const { data } = await send('Page.captureScreenshot', { format: 'png' });
        return Buffer.from(String(data), 'base64');
      },
    };
  }

  async close(): Promise<void> {
    await this.send('Browser.close').catch(() => undefined);
    this.process.kill();
    await new Promise((done) =>
      this.process.exitCode === null ? this.process.once('exit', done) : done(null),
    );
    try {
      fs.rmSync(this.profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    } catch {
      // Processes of the browser that end after it may still write there.
    }
  }

  private send(method: string, params: Fields = {}, sessionId?: string): Promise<Fields> {
    const id = this.next++;
    this.input.write(`${JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) })}\0`);
    return new Promise((done, failed) => this.waiting.set(id, { done, failed }));
  }

  private hear(text: string): void {
    const parts = (this.rest + text).split('\0');
    this.rest = parts.pop() ?? '';
    for (const part of parts) {
      const { id, result, error, method, params, sessionId } = JSON.parse(part) as Fields;
      if (typeof id !== 'number') {
        this.listeners.get(String(sessionId))?.(String(method), (params ?? {}) as Fields);
        continue;
      }
      const waiter = this.waiting.get(id);
      this.waiting.delete(id);
      if (error === undefined) waiter?.done((result ?? {}) as Fields);
      else waiter?.failed(new Error(JSON.stringify(error)));
    }
  }
}

/** Resolves when the page has said that it is ready, or that it has failed. */
const READY = `new Promise((done) => {
  const look = () => (document.documentElement?.dataset.ready ? requestAnimationFrame(() => done(true)) : setTimeout(look, 5));
  look();
})`;

const FRAMES = `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))`;
