/** What `exo` prints where no command is given: what it is for, and what to type next. */
import { typed } from './command-line.js';
import { terminal } from './terminal/terminal.js';

interface Start {
  readonly what: string;
  readonly commands: readonly string[];
}

const STARTS: readonly Start[] = [
  {
    what: 'see a protocol break, and why',
    commands: ['exo demo', 'exo explore published --timeouts 1 --losses 2 --open'],
  },
  {
    what: 'check your own XState machines',
    commands: ['exo check ./my-machine.js', 'exo chart ./my-machine.js --out chart.svg'],
  },
  {
    what: 'look at a counterexample again',
    commands: ['exo view trace.itf.json --open', 'exo export trace.itf.json --to shiviz'],
  },
  {
    what: 'check Exo, completed, and the code against it',
    commands: ['exo check exo', 'exo refine --quick'],
  },
  {
    what: 'run a ring of hosts, and break it by keys',
    commands: ['exo run --hosts 5', 'exo simulate --seed 7'],
  },
];

/** A page that fits a screen. */
export function overview(): string {
  const { paint } = terminal();
  return [
    `${paint.bold('exo')}: an exhaustive model checker for systems of XState machines, and the atomic broadcast protocol that it was made for.`,
    '',
    ...STARTS.flatMap(({ what, commands }) => [
      paint.bold(what),
      ...commands.map((command) => `  ${typed(command)}`),
      '',
    ]),
    `${typed('exo --help')} lists all commands, ${typed('exo <command> --help')} what one takes, ${typed('exo list')} models, knobs and properties.`,
  ].join('\n');
}
