/** Bytes as the text that they are in UTF-8, a byte order mark too; null for bytes that are none. What is printed is then what was sent. */
export function utf8Of(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
