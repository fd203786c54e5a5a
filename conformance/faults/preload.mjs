/**
 * Loaded into a host before anything else (`node --import`): does to it what stands in the file that EXO_FAULTS names, each time that SIGUSR2 comes.
 * `{ "clockMs": 3600000 }` moves the wall clock, that is what `Date` says; `{ "full": true }` lets every write to a file that was opened for reading and writing
 * fail with ENOSPC, as on a full disk.
 */
import fs from 'node:fs';

let clockMs = 0;
let isFull = false;
const RealDate = Date;
const { write, writeSync } = fs;

globalThis.Date = class extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(RealDate.now() + clockMs);
    else super(...args);
  }
  static now() {
    return RealDate.now() + clockMs;
  }
};

const full = () =>
  Object.assign(new Error('ENOSPC: no space left on device, write'), {
    code: 'ENOSPC',
    errno: -28,
    syscall: 'write',
  });

fs.write = (...args) => {
  const done = args.at(-1);
  if (isFull && typeof done === 'function') return void setImmediate(() => done(full()));
  return write(...args);
};
/** Those of storage have a position; those of a trace, which is on another disk, have none. */
fs.writeSync = (...args) => {
  if (isFull && typeof args[4] === 'number') throw full();
  return writeSync(...args);
};

process.on('SIGUSR2', () => {
  const told = JSON.parse(fs.readFileSync(process.env['EXO_FAULTS'], 'utf8'));
  clockMs = told.clockMs ?? 0;
  isFull = told.full ?? false;
  writeSync(2, `faults ${JSON.stringify(told)}\n`);
});
