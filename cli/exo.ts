#!/usr/bin/env node
/** The command line of Exo, as a process. */
import { runCommand } from './main.js';
import { isEnding, watchEnding } from './terminal/ending.js';
import { exitCodeOfSignal } from './terminal/interruptible.js';
import { endWithReader, flushed, keepStdout } from './terminal/terminal.js';

watchEnding();
endWithReader(isEnding);
keepStdout();
const code = await runCommand(process.argv.slice(2));
process.exitCode = exitCodeOfSignal() ?? code;
isEnding();
await flushed();
process.exit();
