import { typed } from '../command-line.js';
import { EXIT } from '../exit-codes.js';
import { interrupted } from '../terminal/interrupted.js';
import { print } from '../terminal/terminal.js';
import { openPage } from './open-page.js';
import { serve, type ServeOptions } from './server.js';

/** Where a page is served, and whether it is opened. */
export interface ServeFlags {
  readonly host?: string;
  readonly port?: number;
  readonly open: boolean;
}

/** Serves a page until it is interrupted, and prints its address. Returns the exit code. */
export async function servePage(
  site: Pick<ServeOptions, 'page' | 'answer'>,
  { host, port, open }: ServeFlags,
): Promise<number> {
  const where = { ...(host !== undefined && { host }), ...(port !== undefined && { port }) };
  const served = await serve({ ...site, ...where });
  print(served.address);
  if (host !== undefined) print(`${typed('exo')} serves to whoever knows this address; end it with Ctrl-C`);
  if (open) openPage(served.address);
  await interrupted();
  await served.close();
  return EXIT.ok;
}
