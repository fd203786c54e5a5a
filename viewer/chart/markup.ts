/** Text for HTML and SVG: whatever stands in it is shown, and nothing of it is taken for markup. */
export function escapeMarkup(text: string): string {
  return text.replaceAll(UNSAFE, (found) => REPLACED[found] ?? '�');
}

const REPLACED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** What has a meaning in markup, what XML has no place for, and what turns the direction of the text around it. */
const UNSAFE = /[&<>"']|(?![\t\n\r])\p{Cc}|[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu;
