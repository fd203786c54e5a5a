import { isFollowed, type Played } from '../../conformance/refine/played.js';
import { playKept, playMutants } from '../replay/counterexamples.js';
import { playReadings } from '../replay/readings.js';
import { EXIT } from '../exit-codes.js';
import { interruptible } from '../terminal/interruptible.js';
import { counted } from '../terminal/numbers.js';
import type { RefineFlags } from './flags.js';
import { print, terminal, type Terminal } from '../terminal/terminal.js';
import { version } from '../version.js';

/** `exo refine --counterexamples --offload`: what wrong readings of split hosts come to, played against engine and driver. */
function refineByReadings(flags: RefineFlags): number {
  const screen = terminal();
  const played = playReadings();
  const followed = played.filter(isFollowed);
  if (flags.json) print(JSON.stringify({ readings: played, followed, version: version() }, null, 2));
  else {
    if (!flags.quiet)
      print(`${groupText('Counterexamples of wrong readings of split hosts', played, screen)}\n`);
    print(lastLine('the offload path', played.length, followed.length, screen));
  }
  return followed.length > 0 ? EXIT.violated : EXIT.ok;
}

/** `exo refine --counterexamples`: what the protocols do wrong, played against the core. Returns the exit code. */
export async function refineByCounterexamples(flags: RefineFlags): Promise<number> {
  if (flags.offload === true) return refineByReadings(flags);
  const isShown = !flags.json && !flags.quiet;
  const screen = terminal();
  const kept = await playKept();
  if (isShown) print(groupText('Counterexamples of the protocol as published', kept, screen));
  let lastTold = 0;
  const mutants = await interruptible((signal) =>
    playMutants({
      signal,
      onProgress: (done, all) => {
        if (flags.quiet || flags.json || done < lastTold + DONE_BETWEEN_LINES) return;
        lastTold = done;
        process.stderr.write(`${done} of ${counted(all, 'mutant')} of the completed protocol searched\n`);
      },
    }),
  );
  if (isShown)
    print(`\n${groupText('Counterexamples of mutants of the completed protocol', mutants, screen)}\n`);
  const played = [...kept, ...mutants];
  const followed = played.filter(isFollowed);
  if (flags.json) print(JSON.stringify({ published: kept, mutants, followed, version: version() }, null, 2));
  else print(lastLine('the core', played.length, followed.length, screen));
  return followed.length > 0 ? EXIT.violated : EXIT.ok;
}

const DONE_BETWEEN_LINES = 10;

function lastLine(code: string, all: number, followed: number, { paint }: Terminal): string {
  if (followed === 0) return paint.green(`✔ ${code} follows none of ${counted(all, 'counterexample')}`);
  return paint.red(`✘ ${code} follows ${followed} of ${counted(all, 'counterexample')}`);
}

function groupText(title: string, played: readonly Played[], { paint }: Terminal): string {
  const width = Math.max(0, ...played.map(({ name }) => name.length));
  const rows = played.map((one) => `  ${one.name.padEnd(width)}  ${outcomeText(one, paint)}`);
  return [paint.bold(title), ...rows].join('\n');
}

function outcomeText(played: Played, paint: Terminal['paint']): string {
  const { divergence, goesOn, steps } = played;
  const where =
    divergence === null
      ? `followed to step ${steps} of ${steps}`
      : `left at step ${divergence.step} of ${steps}: ${divergence.host}, ${divergence.how}`;
  const text = goesOn === true ? `${where}; not stuck there: all agree on more` : where;
  return isFollowed(played) ? paint.red(text) : text;
}
