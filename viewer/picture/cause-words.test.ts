import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readItf } from '../../traces/index.js';
import { filmOf } from '../film/film-of.js';
import type { Film } from '../film/film.js';
import { whyWords } from './cause-words.js';
import { pictureOf } from './picture-of.js';

const FOLDER = path.join(import.meta.dirname, '../../traces/counterexamples');

function filmNamed(name: string): Film {
  return filmOf(readItf(fs.readFileSync(path.join(FOLDER, `${name}.itf.json`), 'utf8'), name));
}

function whyOf(film: Film): string {
  return whyWords(pictureOf(film))
    .map(({ text }) => text)
    .join('');
}

describe('what two hosts disagree about is traced back', () => {
  test.each([
    [
      'a copy that is lost, and a host that recovers',
      'recovery-longest-n5-Agreement',
      'Slot 0 is agreed as D0 at A, E and as A0 at C. ' +
        'A sent A0 in step 1, lost on the way to D, E, cut off at A in step 7; D sent D0 in step 3, disputed at A, B, C. ' +
        'In this reading a host in error takes the longest log that it is told of.',
    ],
    [
      'a host that forgets what it sent',
      'restart-amnesia-n3-Agreement',
      'Slot 0 is agreed as A1 at A and as A0 at B. ' +
        'A sent A0 in step 1, cut off at A in step 3; A sent A1 in step 4, lost on the way to B, disputed at C. ' +
        'In this reading a host that restarts has lost its log.',
    ],
    [
      'a history that is too short',
      'history-short-n5-Agreement',
      'Slot 0 is agreed as A0 at A and as B0 at B, C. ' +
        'A sent A0 in step 1, lost on the way to B, C; B sent B0 in step 3, disputed at A, D, E. ' +
        'In this reading a message names one sender less than would prove that a majority has an entry.',
    ],
  ])('to %s', (_, name, expected) => {
    expect(whyOf(filmNamed(name))).toBe(expected);
  });

  test('not where the evidence gives the reason itself', () => {
    expect(whyOf(filmNamed('offload-resubmit-blindly-n3-Integrity'))).toBe(
      'Slot 2 is agreed as A1.0 at B; its payload is agreed in slot 0 already. ' +
        'In this reading payloads that are resubmitted are broadcast without a look at the log.',
    );
  });

  test('not where one of the values was sent by nobody', () => {
    const film = filmNamed('restart-amnesia-n3-Agreement');
    const evidence = film.title.evidence;
    if (evidence === null) throw new Error('the trace has evidence');
    const title = { ...film.title, evidence: { ...evidence, values: ['A1', 'Z9'] } };
    expect(whyOf({ ...film, title })).toBe(
      'Slot 0 is agreed as A1 at A and as Z9 at B. In this reading a host that restarts has lost its log.',
    );
  });
});
