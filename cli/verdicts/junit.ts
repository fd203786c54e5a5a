/** Verdicts as JUnit XML, which continuous integration shows as tests. */

/** One thing that was judged: a property, a mutant, a trace. */
export interface Verdict {
  readonly name: string;
  /** `skipped`: it was not judged to the end. `error`: it could not be judged at all. */
  readonly outcome: 'passed' | 'failed' | 'skipped' | 'error';
  /** Why it did not pass, in a line or more; of one that did, what is to be said of it besides. */
  readonly text?: string;
  /** The line of a file at which it did not pass, where there is one. */
  readonly place?: { readonly file: string; readonly line: number };
}

/**
 * Verdicts as one suite of JUnit XML: with the elements and attributes that Jenkins, GitLab and GitHub's actions read.
 * `seconds` is how long all of it took. Ends with a newline.
 */
export function renderJUnit(suite: string, verdicts: readonly Verdict[], seconds: number): string {
  const many = (outcome: Verdict['outcome']): number =>
    verdicts.filter((one) => one.outcome === outcome).length;
  const counts = [
    attribute('tests', String(verdicts.length)),
    attribute('failures', String(many('failed'))),
    attribute('errors', String(many('error'))),
    attribute('skipped', String(many('skipped'))),
    attribute('time', seconds.toFixed(3)),
  ].join(' ');
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite ${attribute('name', suite)} ${counts}>`,
    ...verdicts.map((verdict) => `    ${caseText(suite, verdict)}`),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

const ELEMENTS = { failed: 'failure', skipped: 'skipped', error: 'error' } as const;

function caseText(suite: string, { name, outcome, text = '' }: Verdict): string {
  const head = `<testcase ${attribute('classname', suite)} ${attribute('name', name)}`;
  if (outcome === 'passed')
    return text === '' ? `${head}/>` : `${head}><system-out>${escapeXml(text)}</system-out></testcase>`;
  const element = ELEMENTS[outcome];
  const [first = ''] = text.split('\n');
  const message = attribute('message', first);
  if (outcome === 'skipped' && text === first) return `${head}><${element} ${message}/></testcase>`;
  return `${head}><${element} ${message}>${escapeXml(text)}</${element}></testcase>`;
}

function attribute(name: string, value: string): string {
  return `${name}="${escapeXml(value).replaceAll('\n', '&#10;')}"`;
}

/** XML has no place for most control characters, not even escaped: they are left out. */
function escapeXml(text: string): string {
  return text
    .replaceAll(/(?![\t\n\r])\p{Cc}|[\ufffe\uffff]|\p{Cs}/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
