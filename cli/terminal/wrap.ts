/** Items in lines of at most `width`, separated by dots, broken between items only. */
export function wrapItems(items: readonly string[], width: number, separator = ' · '): readonly string[] {
  const lines: string[] = [];
  let line: string | null = null;
  for (const item of items) {
    const longer: string = line === null ? item : line + separator + item;
    if (line !== null && [...longer].length > width) {
      lines.push(line);
      line = item;
    } else {
      line = longer;
    }
  }
  return line === null ? lines : [...lines, line];
}
