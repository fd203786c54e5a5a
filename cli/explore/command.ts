/** `exo explore`: a model in the browser, step by step. */
import { servedPage } from '../../viewer/index.js';
import type { CheckFlags } from '../check/flags.js';
import { modelWords, quoted, typed } from '../command-line.js';
import { EXIT } from '../exit-codes.js';
import { sourceOf } from '../models/resolve-source.js';
import { serve } from '../serve/server.js';
import { print } from '../terminal/terminal.js';
import { openPage } from '../view/command.js';
import { exploreService } from './service.js';

/** Where a page is served, and whether it is opened. */
export interface ServeFlags {
  readonly host?: string;
  readonly port?: number;
  readonly open: boolean;
}

/** Serves the page of a model until it is interrupted. Returns the exit code. */
export async function exploreModel(name: string, flags: CheckFlags & ServeFlags): Promise<number> {
  const source = await sourceOf(name, flags);
  const command = ['exo', 'explore', source.name, ...modelWords(source)].map(quoted).join(' ');
  const answer = exploreService({ source, flags, command });
  return servePage({ page: servedPage(`${source.name}: explore`, 'explore'), answer }, flags);
}

/** Serves a page until it is interrupted, and prints its address. */
export async function servePage(
  site: Omit<Parameters<typeof serve>[0], 'host' | 'port'>,
  { host, port, open }: ServeFlags,
): Promise<number> {
  const served = await serve({
    ...site,
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
  });
  print(served.address);
  if (host !== undefined) print(`${typed('exo')} serves to whoever knows this address; end it with Ctrl-C`);
  if (open) openPage(served.address);
  await interrupted();
  await served.close();
  return EXIT.ok;
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
