/** The address of the page, which says what is shown: whoever is given it sees the same. */

/** A browser takes only a number of changes of its address in a time. */
const WRITE_AFTER_MS = 120;

/** Writes a fragment into the address, soon or at once. */
export class Address {
  private writing = 0;

  constructor(private readonly fragment: () => string) {}

  writeSoon(): void {
    clearTimeout(this.writing);
    this.writing = setTimeout(() => this.write(), WRITE_AFTER_MS);
  }

  writeNow(): void {
    clearTimeout(this.writing);
    this.write();
  }

  private write(): void {
    const fragment = this.fragment();
    if (fragment !== location.hash) history.replaceState(null, '', fragment);
  }
}
