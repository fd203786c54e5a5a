/**
 * The words of a script's command line. What is not known, or no number where one has to be, ends the process: passed over, it would make the run another
 * than what was asked for, or one of nothing, which finds no fault.
 */
const words = process.argv.slice(2);
const BAD_OPTION = 151;

/** What stands behind a flag of the command, or else `fallback`. */
export function valueOf(flag, fallback) {
  const at = words.indexOf(flag);
  return at < 0 ? fallback : words[at + 1];
}

/**
 * The whole number behind a flag, of at least `least`, or else `fallback`.
 * @returns {number}
 */
export function numberOf(flag, fallback, least = 1) {
  const text = valueOf(flag, null);
  return text === null ? fallback : wholeNumber(flag, text, least);
}

/** Whether a flag that takes no value is given. */
export function isGiven(flag) {
  return words.includes(flag);
}

/** Ends the process where a word is no flag that is known; `switches` take no value, and at most `bareMax` words may belong to no flag. */
export function expectFlags(flags, { switches = [], bareMax = 0 } = {}) {
  const accepted = [...flags, ...switches];
  const odd = words.find((word) => word.startsWith('--') && !accepted.includes(word));
  if (odd !== undefined) refuse(`unknown option '${odd}'; accepted: ${accepted.join(', ')}`);
  const bare = words.find((word, i) => flags.includes(word) && (words[i + 1] ?? '--').startsWith('--'));
  if (bare !== undefined) refuse(`${bare} takes a value`);
  const further = bareWords(flags)[bareMax];
  if (further !== undefined) refuse(`unknown option '${further}'; accepted: ${accepted.join(', ')}`);
}

/**
 * The first and the last seed, which are the words that belong to none of these flags: 1 unless given, and `count` seeds from the first on.
 * @returns {[number, number]}
 */
export function seedRange(flags, count) {
  const [first, last] = bareWords(flags);
  const from = first === undefined ? 1 : wholeNumber('the first seed', first, 0);
  const to = last === undefined ? from + count - 1 : wholeNumber('the last seed', last, 0);
  if (to < from) refuse(`the last seed is at least the first, not ${to} after ${from}`);
  return [from, to];
}

/**
 * A whole number of at least `least`, or the end of the process.
 * @returns {number}
 */
export function wholeNumber(name, text, least) {
  const number = /^\d+(e\d+)?$/.test(text) ? Number(text) : NaN;
  if (number >= least && Number.isSafeInteger(number)) return number;
  return refuse(`${name} takes a whole number of at least ${least}, not '${text}'`);
}

/** The words that belong to none of these flags, which take a value. */
export function bareWords(flags) {
  return words.filter((word, i) => !word.startsWith('--') && !flags.includes(words[i - 1]));
}

/** What `make` returns, or the end of the process, in a line, where an option has a value that it cannot have. */
export function orRefuse(make) {
  try {
    return make();
  } catch (error) {
    return refuse(error.message);
  }
}

/**
 * Ends the process as a wrong option does.
 * @returns {never}
 */
export function refuse(text) {
  console.error(text);
  process.exit(BAD_OPTION);
}
