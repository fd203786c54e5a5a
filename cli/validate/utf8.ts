/** Whether the bytes of a run are text: what is not would be read as something else than was written. */
import { isUtf8 } from 'node:buffer';
import { TraceError } from '../../traces/index.js';
import { isGzip } from '../replay/input.js';

const LINE_FEED = 0x0a;

/**
 * Expects bytes to be UTF-8. `lines`: how many lines stand before them. A character that is not finished at their end may go on in what
 * follows.
 *
 * @throws TraceError EXO212 with the line of what is none
 */
export function expectUtf8(file: string, bytes: Buffer, lines = 0): void {
  const whole = bytes.subarray(0, bytes.length - unfinishedBytes(bytes));
  if (isUtf8(whole)) return;
  const isPacked = lines === 0 && isGzip(bytes);
  throw new TraceError('EXO212', {
    file,
    path: `line ${lines + 1 + linesBeforeFault(whole)}`,
    found: isPacked ? 'compressed data (gzip)' : 'bytes that are not UTF-8',
    accepted: isPacked
      ? 'such of a file whose name ends in .gz, or what zcat makes of them'
      : 'one JSON object a line, in UTF-8',
  });
}

/** How many bytes at the end begin a character that they do not finish. */
export function unfinishedBytes(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    // Bytes that go on with a character begin with the bits 10.
    if (byte >> 6 === 0b10) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}

function linesBeforeFault(bytes: Buffer): number {
  let lines = 0;
  for (let from = 0; ; lines++) {
    const end = bytes.indexOf(LINE_FEED, from);
    if (end < 0 || !isUtf8(bytes.subarray(from, end))) return lines;
    from = end + 1;
  }
}
