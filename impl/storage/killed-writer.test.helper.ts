/** A process that writes to a disk until it is killed, and says on its standard output how many entries are durable. */
import fs from 'node:fs';
import { DirectoryFiles } from './directory-files.js';
import { DiskStorage } from './disk-storage.js';
import { CONFIGURATION, frameFor, HOSTS, markOf } from './writes.test.helper.js';

const [directory = ''] = process.argv.slice(2);
const options = { hosts: HOSTS, self: 0, configuration: CONFIGURATION, segmentBytesMax: 65_536 };
const storage = DiskStorage.open(new DirectoryFiles(directory), options);
let slot = storage.load().log.length;

function writeOn(): void {
  const end = slot + 1 + (slot % 40);
  for (; slot < end; slot++) {
    const frame = frameFor(slot, 0, 16);
    storage.entry(frame, 0, frame.length);
    if (slot % 700 === 699) storage.compact(markOf(slot - 100), new Uint8Array(1_000).fill(slot));
  }
  storage.flush((error) => {
    if (error !== null) throw error;
    fs.writeSync(1, `${end}\n`);
    writeOn();
  });
}

writeOn();
