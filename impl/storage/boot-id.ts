import fs from 'node:fs';

/** A name of the time since the machine started: what is in a mapped file survives no start. `-` where the system has no such name. */
export function bootId(): string {
  try {
    return fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '-';
  }
}
