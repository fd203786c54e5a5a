import { ExoError } from '../../errors/index.js';
import { print, terminal, type Paint } from '../terminal/terminal.js';
import { wrapItems } from '../terminal/wrap.js';
import { CHAPTERS, entryOf } from './catalogue.js';

/**
 * `exo explain`: what causes an error and what to do, by its code; without a code, all of them in a line each.
 *
 * @throws ExoError EXO381 where there is no such code.
 */
export function explain(code: string | undefined): void {
  const { columns, paint } = terminal();
  print(code === undefined ? listText(paint) : entryText(codeOf(code), columns, paint));
}

/** A code as it is printed, or only its number. */
function codeOf(word: string): string {
  return /^\d+$/.test(word) ? `EXO${word}` : word.toUpperCase();
}

function listText({ bold }: Paint): string {
  return CHAPTERS.map(({ title, entries }) => {
    const lines = Object.entries(entries).map(([code, { what }]) => `  ${code}  ${what}`);
    return [bold(title), ...lines.sort()].join('\n');
  }).join('\n\n');
}

function entryText(code: string, columns: number, { bold }: Paint): string {
  const entry = entryOf(code);
  if (entry === null) {
    throw new ExoError(
      'EXO381',
      `there is no error code '${code}'; accepted: those that 'exo explain' lists`,
    );
  }
  const paragraph = (text: string): string => wrapItems(withPlaces(text).split(' '), columns, ' ').join('\n');
  return [
    bold(`${code}: ${entry.what}`),
    paragraph(entry.cause),
    paragraph(`What to do: ${entry.remedy}`),
  ].join('\n\n');
}

/** Links as text: what they are called, and where in the package they lead. */
function withPlaces(text: string): string {
  return text.replaceAll(/\[([^\]]*)\]\(([^)]*)\)/g, (_, label: string, place: string) =>
    label === place ? `docs/${place}` : `${label} (docs/${place})`,
  );
}
