import { afterAll, describe, expect, it } from 'vitest';
import { COUNTER, makeBench } from './run-exo.test.helper.js';

const { exoHere, write, remove } = makeBench();
write('counter.mjs', COUNTER);
afterAll(remove);

async function refused(...words: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await exoHere(...words);
  expect([code, stdout, stderr.split('\n').length]).toEqual([151, '', 2]);
  return stderr.trimEnd();
}

describe('a flag that a command does not take', () => {
  const writesNone =
    "exo explore writes no file: its page saves traces and tests, and 'exo view trace.itf.json --out page.html' writes a page";

  it('is answered with what to do instead, of our own models and of a module', async () => {
    expect(await refused('explore', 'published', '--out', 'x.html')).toMatch(
      /^exo: EXO322: unknown option '--out' .*; accepted: --hosts, .*, --open; exo explore writes no file: /,
    );
    expect(await refused('explore', './counter.mjs', '--out', 'x.html')).toBe(
      "exo: EXO337: module './counter.mjs' takes no --out; it takes --hosts, --losses, --set, --slots: it looks at no other while it makes its model; " +
        `${writesNone}; exo help explore lists the flags of the command itself`,
    );
  });

  it('is answered with the commands that take it', async () => {
    expect(await refused('replay', 'x.itf.json', '--out', 'x.html')).toMatch(
      /; accepted: --step, .*; --out is a flag of exo view, exo demo, exo chart, exo export, exo conform$/,
    );
    expect(await refused('check', './counter.mjs', '--to', 'svg')).toMatch(
      /takes no --to; it takes .*; --to is a flag of exo chart, exo export; exo help check lists the flags of the command itself$/,
    );
  });

  it('has no hint where many commands take it, or where a module might have', async () => {
    expect(await refused('explore', 'published', '--json')).toMatch(/--open$/);
    expect(await refused('check', './counter.mjs', '--crashes', '1')).toMatch(/makes its model$/);
    expect(await refused('check', './counter.mjs', '--slotz', '1')).toMatch(
      /did you mean --slots\? it takes .* makes its model$/,
    );
  });
});

it.each([
  ['kv', '--config <file>', 'docs/hosts.md has an example of the file'],
  ['host', '--config <file>', 'docs/hosts.md has an example of the file'],
  ['engine', '--config <file>', 'docs/hosts.md has an example of the file'],
  ['conform', '--cmd <program>', 'docs/conform.md says what a program has to do'],
])('exo %s without what it needs names the page', async (command, option, page) => {
  expect(await refused(command)).toBe(`exo: EXO322: required option '${option}' not specified; ${page}`);
});
