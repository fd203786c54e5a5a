import { spawn } from 'node:child_process';
import path from 'node:path';
import { printError } from '../terminal/terminal.js';

/** Shows a page, a file or an address, in the browser of this machine; where there is none, its path was printed. */
export function openPage(page: string): void {
  const place = page.startsWith('http://') ? page : path.resolve(page);
  const [command = 'xdg-open', ...words] = OPENERS[process.platform] ?? [];
  const opener = spawn(command, [...words, place], { detached: true, stdio: 'ignore' });
  opener.on('error', () => printError(`exo: no browser could be started: open ${place}`));
  opener.unref();
}

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};
