import { Option, type Command } from 'commander';
import { parseCount } from '../terminal/units.js';

const PORT_MAX = 65_535;

/** Where a page is served. */
export function addServeFlags(command: Command): Command {
  return command
    .option('--host <address>', 'serve on this address instead of 127.0.0.1: to whoever can reach it')
    .addOption(
      new Option('--port <port>', 'serve on this port; a free one when left out').argParser((text) =>
        parseCount('--port', text, 0, PORT_MAX),
      ),
    )
    .option('--open', 'show it in the browser', false);
}
