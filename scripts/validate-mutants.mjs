/**
 * Holds the traces of faulty versions of the implementation against the specification, one version a line: `npm run validate:mutants --
 * [--resume <file>] [--only <name>,<name>]`. First the beginnings of ten runs of each, by which most are known, in seconds a version; then, of the others, the
 * runs with which the simulator finds fault, in minutes. Versions with which the simulator finds fault though no trace of theirs is rejected are listed in the end; they
 * have to be in `ACCEPTED` (conformance/mutants/accepted.ts), each with its reason. Exits with 12 if another one is, or one of which a trace is rejected is listed there.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { build } from './build.mjs';
import { expectFlags, refuse, valueOf } from './words.mjs';

expectFlags(['--resume', '--only']);

if (!(await build())) process.exit(1);
const { mutateImplementation, IMPL_MUTANTS } = await import('../dist/conformance/index.js');
const { reaches } = await import('../dist/conformance/mutants/catching.js');
const { ACCEPTED } = await import('../dist/conformance/mutants/accepted.js');

const resume = valueOf('--resume', null);
const only = valueOf('--only', null)?.split(',');
const known = new Map(
  (resume !== null && existsSync(resume) ? readFileSync(resume, 'utf8').split('\n') : [])
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .map(({ name, attempts }) => [name, attempts]),
);

const reached = IMPL_MUTANTS.filter((mutant) => reaches('validation', mutant));
const odd = only?.find((name) => !reached.some((mutant) => mutant.name === name));
if (odd !== undefined) refuse(`--only takes faulty versions that the simulator runs, not '${odd}'`);
const mutants = reached.filter(({ name }) => only === undefined || only.includes(name));
const begun = await mutateImplementation({
  mutants,
  methods: ['beginnings'],
  known: (mutant) => (known.has(mutant.name) ? { mutant, attempts: known.get(mutant.name) } : undefined),
  onOutcome: (outcome) => {
    if (outcome.attempts[0]?.isCaught) tell(outcome);
    else if (!known.has(outcome.mutant.name)) keep(outcome);
  },
});
const left = begun.filter(({ attempts }) => !attempts[0]?.isCaught).map(({ mutant }) => mutant);
const whole = await mutateImplementation({
  mutants: left,
  methods: ['validation'],
  known: (mutant) =>
    known.has(mutant.name) && !hasOnlyBegun(mutant.name)
      ? { mutant, attempts: known.get(mutant.name) }
      : undefined,
  onOutcome: tell,
});
const outcomes = begun.map((one) => whole.find(({ mutant }) => mutant === one.mutant) ?? one);

const unfinished = outcomes.filter(({ attempts }) => attempts.some(({ how }) => how === 'not finished'));
const rejected = outcomes.filter(({ attempts: [one] }) => isRejected(one));
const stopped = outcomes.filter(({ attempts: [one] }) => !isRejected(one) && one?.how !== null);
const unlisted = stopped.filter(({ mutant }) => ACCEPTED[mutant.name] === undefined);
console.log(
  `${outcomes.length} faulty versions of ${IMPL_MUTANTS.length}; the others the simulator does not run. A trace of ${rejected.length} is rejected; ` +
    `the simulator finds fault with ${stopped.length} others, and with ${outcomes.length - rejected.length - stopped.length} neither does`,
);
for (const { mutant } of stopped)
  console.log(`  ${mutant.name}: ${ACCEPTED[mutant.name] ?? '✘ no reason is known'}`);
const stale = rejected.filter(({ mutant }) => ACCEPTED[mutant.name] !== undefined);
for (const { mutant } of stale)
  console.log(`  ${mutant.name}: ✘ is listed in ACCEPTED, and a trace of it is rejected`);
process.exitCode = unlisted.length + unfinished.length + stale.length === 0 ? 0 : 12;

/** Whether a trace is rejected. A version that takes more of a processor than any sound one is caught by that, and what it has shown until then is accepted. */
function isRejected(one) {
  return one !== undefined && one.isCaught && one.how !== 'never ends';
}

/** Whether an earlier run has ended before more than the beginnings of this version were looked at. */
function hasOnlyBegun(name) {
  return known.get(name)?.[0]?.by === 'beginnings';
}

function keep({ mutant: { name }, attempts }) {
  if (resume !== null) appendFileSync(resume, `${JSON.stringify({ name, attempts })}\n`);
}

function tell(outcome) {
  const {
    mutant: { name, rule },
    attempts: [one],
  } = outcome;
  if (known.has(name) && !(hasOnlyBegun(name) && one?.by === 'validation')) return;
  keep(outcome);
  const found = `${one?.how}${one?.where === null ? '' : `, ${one?.where}`}`;
  const seconds = one?.seconds.toFixed(1);
  if (isRejected(one)) console.log(`✔ ${name} (${rule}): rejected: ${found} (${seconds} s)`);
  else if (one?.isCaught)
    console.log(`✘ ${name} (${rule}): accepted as far as it came; it never ends (${seconds} s)`);
  else if (one?.how === null)
    console.log(`· ${name} (${rule}): accepted, and the simulator finds nothing (${seconds} s)`);
  else console.log(`✘ ${name} (${rule}): accepted, though the simulator finds ${found} (${seconds} s)`);
}
