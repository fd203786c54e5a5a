import { ACTION_TAKEN, NONDET_PICKS } from './quint.js';

/**
 * The name under which a variable stands in a file. Names that ITF and Quint keep for themselves (`#meta`,
 * `mbt::actionTaken`) get an underscore in front, and so do names that look as if they had got one.
 */
export function fileNameOf(variable: string): string {
  return RESERVED.test(variable) ? `_${variable}` : variable;
}

/** The variable that stands under a name in a file of ours. */
export function variableOf(fileName: string): string {
  return fileName.startsWith('_') && RESERVED.test(fileName) ? fileName.slice(1) : fileName;
}

const RESERVED = new RegExp(`^_*(#|${ACTION_TAKEN}$|${NONDET_PICKS}$)`);

/**
 * Whether other readers take a name as a field of a record. That of Python makes a tuple with named fields of a
 * record: they must be identifiers, no keywords, and not begin with an underscore.
 */
export function isFieldName(name: string): boolean {
  return /^[A-Za-z]\w*$/.test(name) && !PYTHON_KEYWORDS.has(name);
}

const PYTHON_KEYWORDS: ReadonlySet<string> = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from ' +
    'global if import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);
