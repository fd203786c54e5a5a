/** The documents: no link in them is dead, neither in the repository nor in the package, and they use one vocabulary, as the sources do. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = import.meta.dirname;
const NOT_OURS = new Set(['dist', 'node_modules', 'coverage']);

/** Words that this project had for things with a standard name, and the standard name. */
const STANDARD_WORDS: Readonly<Record<string, string>> = {
  'ways on': 'edges',
  cascade: 'transition graph',
  arena: 'scope, or bounds',
  asker: 'evaluator',
  excuse: 'why a mutant is equivalent',
  speech: 'outgoing messages',
  'so many': 'the number of',
  'error of ours': 'internal error',
  chance: 'randomness, or probability',
};

interface Link {
  readonly file: string;
  /** The file or folder that it leads to, as a path from the root. */
  readonly target: string;
  /** What follows on `#`, or null. */
  readonly anchor: string | null;
}

/** The files of the repository with such an ending, as paths from the root. */
function filesBelow(folder: string, ending: RegExp): readonly string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) {
      return entry.name.startsWith('.') || NOT_OURS.has(entry.name) ? [] : filesBelow(file, ending);
    }
    return ending.test(entry.name) ? [file] : [];
  });
}

/** The prose of a document: no code, neither in blocks nor in lines. */
function proseOf(text: string): string {
  return text.replaceAll(/^```.*?^```/gms, '').replaceAll(/`[^`]*`/g, '');
}

function textOf(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

/** The links of a document that stay in the repository. */
function linksOf(file: string, text = textOf(file)): readonly Link[] {
  return [...proseOf(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
    .map((link) => {
      const [place = '', anchor = null] = link.split('#');
      const target = place === '' ? file : path.posix.join(path.posix.dirname(file), place);
      return { file, target: target.replace(/\/$/, ''), anchor };
    });
}

/** The anchors of a document's headings, as GitHub makes them. */
function anchorsOf(text: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of text.replaceAll(/^```.*?^```/gms, '').matchAll(/^#+ (.*)$/gm)) {
    const plain = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const slug = plain.replaceAll(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-');
    let anchor = slug;
    for (let again = 1; anchors.has(anchor); again++) anchor = `${slug}-${again}`;
    anchors.add(anchor);
  }
  return anchors;
}

function objectionTo({ file, target, anchor }: Link): string | null {
  if (!existsSync(path.join(ROOT, target))) return `${file}: ${target} is not there`;
  if (anchor === null || anchorsOf(textOf(target)).has(anchor)) return null;
  return `${file}: ${target} has no heading #${anchor}`;
}

/** The files that `npm pack` would take, as they stand; what is only built is not among them. */
function packedFiles(): ReadonlySet<string> {
  const { stdout } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: ROOT,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const [packed] = JSON.parse(stdout) as { readonly files: readonly { readonly path: string }[] }[];
  return new Set(packed?.files.map(({ path: file }) => file));
}

const documents = filesBelow('.', /\.md$/);
/** All but this one, which names the words that are not used. */
const sources = filesBelow('.', /\.(ts|mjs)$/).filter((file) => file !== 'documents.test.ts');
const links = documents.flatMap((file) => linksOf(file));

describe('links', () => {
  test('lead to files, folders and headings that are there', () => {
    expect(links.length).toBeGreaterThan(50);
    expect(links.flatMap((link) => objectionTo(link) ?? [])).toEqual([]);
  });

  test('of packed documents lead to what is packed too', { tags: 'long' }, () => {
    const packed = packedFiles();
    expect([...packed].some((file) => file.startsWith('docs/decisions/'))).toBe(true);
    // What a build keeps for the next one is for nobody else.
    expect([...packed].filter((file) => /^dist\/[^/]*\.(tsbuildinfo|stamp|lock)$/.test(file))).toEqual([]);
    const isPacked = (target: string): boolean =>
      packed.has(target) ||
      (statSync(path.join(ROOT, target)).isDirectory() &&
        [...packed].some((file) => file.startsWith(`${target}/`)));
    const dead = links.filter(({ file, target }) => packed.has(file) && !isPacked(target));
    expect(dead.map(({ file, target }) => `${file}: ${target}`)).toEqual([]);
  });

  test('that are dead are found', () => {
    const text =
      '# One\n[a](gone.md) [b](#one) [c](#two) [d](GLOSSARY.md#gone) `[e](code.md)` [f](https://g.h)';
    const found = linksOf('README.md', text);
    expect(found.map(({ target, anchor }) => [target, anchor])).toEqual([
      ['gone.md', null],
      ['README.md', 'one'],
      ['README.md', 'two'],
      ['GLOSSARY.md', 'gone'],
    ]);
    expect([...anchorsOf('# A `b`: [c](d)\n## A b c\n## R1–R11')]).toEqual(['a-b-c', 'a-b-c-1', 'r1r11']);
    expect(objectionTo(found[0] as Link)).toBe('README.md: gone.md is not there');
    expect(objectionTo(found[3] as Link)).toBe('README.md: GLOSSARY.md has no heading #gone');
  });
});

describe('words', () => {
  test.each(Object.entries(STANDARD_WORDS))('%s: the standard word is %s', (word) => {
    const isUsed = new RegExp(`\\b${word}`, 'i');
    expect(documents.filter((file) => isUsed.test(proseOf(textOf(file))))).toEqual([]);
    expect(sources.filter((file) => isUsed.test(textOf(file)))).toEqual([]);
  });
});

test('docstrings stand by themselves: none begins as if its neighbour were read before', () => {
  const isOfNeighbour =
    /\/\*\*\s+(?:\* )?(?:The same(?: memory)?[.,:]|The same (?:as|for|with|without|where|among|over|of)\b|And |Whose |Also )/;
  expect(sources.filter((file) => isOfNeighbour.test(textOf(file)))).toEqual([]);
});

test('ARCHITECTURE.md names every room of the folders that have rooms', () => {
  const text = textOf('ARCHITECTURE.md');
  const rooms = ['checker', 'conformance', 'impl'].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => ({ folder, name })),
  );
  const isNamed = ({ folder, name }: (typeof rooms)[number]): boolean =>
    text.includes(`\`${name}/\``) || text.includes(`\`${folder}/${name}/\``);
  expect(rooms.filter((room) => !isNamed(room))).toEqual([]);
});

describe('the example of a system', () => {
  test('is the same beside the checker and in the documents, but for where it imports the checker from', () => {
    const [own, shown] = ['checker', 'docs'].map((folder) =>
      readFileSync(path.join(ROOT, folder, 'examples', 'retrying-client.ts'), 'utf8'),
    );
    expect(own).toContain("from '../index.js'");
    expect(own?.replace("from '../index.js'", "from 'exo-broadcast/checker'")).toBe(shown);
  });
});
