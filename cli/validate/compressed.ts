/** Compressed runs, which are read as far as they are sound: whoever writes one may be killed, and a copy may stop early. */
import fs from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Writable, type Transform } from 'node:stream';
import { constants, createGunzip, gunzipSync } from 'node:zlib';
import { printError } from '../terminal/terminal.js';

/** Whatever is compressed is read to where it ends, early or not. */
const AS_FAR_AS_SOUND = { finishFlush: constants.Z_SYNC_FLUSH };

export function isCompressed(file: string): boolean {
  return file.endsWith('.gz');
}

/** Unpacks a stream, with no error where it ends too early: `tellWhereCut` finds that out. */
export function unpacking(chunkBytes: number): Transform {
  return createGunzip({ ...AS_FAR_AS_SOUND, chunkSize: chunkBytes });
}

/** All that a file has, as far as it goes; on standard error stands where it ends too early. Throws what cannot be read. */
export function unpacked(file: string, bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes);
  } catch (cause) {
    if (!endsTooEarly(cause)) throw cause;
    tell(file);
    return gunzipSync(bytes, AS_FAR_AS_SOUND);
  }
}

/** Whether a compressed file ends too early; says so on standard error. */
export async function tellWhereCut(file: string): Promise<boolean> {
  const nowhere = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  try {
    await pipeline(fs.createReadStream(file), createGunzip(), nowhere);
    return false;
  } catch (cause) {
    if (!endsTooEarly(cause)) throw cause;
    tell(file);
    return true;
  }
}

function endsTooEarly(cause: unknown): boolean {
  return (cause as NodeJS.ErrnoException).code === 'Z_BUF_ERROR';
}

function tell(file: string): void {
  printError(`exo: ${file}: the compressed file ends too early; what stands before is read`);
}
