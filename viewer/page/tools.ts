import type { Goal, GoalKind } from '../explore/protocol.js';
import { call } from './calls.js';
import { byId, element } from './dom.js';
import type { Explorer } from './explorer.js';

const ASK_AGAIN_MS = 150;
/** Of the goal that is a condition, among names of properties. */
const CONDITION = '\u0000condition';

/** What an explorer offers besides the lanes: undo, random steps, searches, files, links. */
export function listenToTools(explorer: Explorer): void {
  byId('tools').hidden = false;
  fillGoals(explorer);
  const click = (id: string, what: () => Promise<void>): void =>
    byId(id).addEventListener('click', () => void explorer.told(what));
  const undo = (): Promise<void> => Promise.resolve(explorer.undo());
  const way = new Way(explorer);
  const walk = (until: string): Promise<void> => randomly(explorer, until);
  click('undo', undo);
  click('random', () => walk(''));
  click('until', () => walk(field('condition').value));
  click('way', () => way.find());
  click('cancel', () => way.cancel());
  click('save-trace', () => saveRun(explorer, 'trace'));
  click('save-test', () => saveRun(explorer, 'test'));
  click('copy-link', () => copyLink(explorer));
  byId('tools').addEventListener('submit', (event) => event.preventDefault());
  const keys: Readonly<Record<string, () => Promise<void>>> = {
    ...{ u: undo, Backspace: undo, r: () => walk(''), f: () => way.find() },
    a: () => Promise.resolve(explorer.focusBoard()),
  };
  addEventListener('keydown', (event) => {
    const { target, key, altKey, ctrlKey, metaKey } = event;
    const isTyped = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
    if (isTyped || altKey || ctrlKey || metaKey || !Object.hasOwn(keys, key)) return;
    event.preventDefault();
    void explorer.told(() => keys[key]?.() ?? Promise.resolve());
  });
}

function fillGoals({ begun: { goals } }: Explorer): void {
  const said: Readonly<Record<GoalKind, string>> = {
    violation: ' violated',
    witness: ' reached',
    end: '',
  };
  byId('goal').replaceChildren(
    ...goals.map(({ name, kind }) =>
      element('option', { value: kind === 'end' ? '' : name }, `${name}${said[kind]}`),
    ),
    element('option', { value: CONDITION }, 'the condition'),
  );
}

function field(id: string): HTMLInputElement {
  const found = byId(id);
  if (found instanceof HTMLInputElement) return found;
  throw new RangeError(`#${id} is no field`);
}

function chosen(id: string): string {
  const found = byId(id);
  return found instanceof HTMLSelectElement ? found.value : '';
}

async function randomly(explorer: Explorer, until: string): Promise<void> {
  const steps = until === '' ? Number(field('walk-steps').value) : 500;
  const seed = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  explorer.say('…');
  const { nodes, ended } = await call('walk', {
    ...{ node: explorer.here.id, seed, until },
    steps: Math.min(500, Math.max(1, Math.round(steps) || 1)),
  });
  explorer.extend(nodes);
  explorer.say(nodes.length === 0 ? ended : `${nodes.length} steps${ended === '' ? '' : `: ${ended}`}`);
}

/** The search that runs, if one does. */
class Way {
  private search: number | null = null;

  constructor(private readonly explorer: Explorer) {}

  async find(): Promise<void> {
    const order = {
      node: this.explorer.here.id,
      goal: goalChosen(),
      statesMax: Number(chosen('states-max')),
    };
    const { search } = await call('search', order);
    this.search = search;
    byId('cancel').hidden = false;
    try {
      while (this.search === search && !(await this.isDone(search))) {
        await new Promise((resume) => setTimeout(resume, ASK_AGAIN_MS));
      }
    } finally {
      if (this.search === search) byId('cancel').hidden = true;
    }
  }

  async cancel(): Promise<void> {
    if (this.search !== null) await call('cancel', { search: this.search });
  }

  private async isDone(search: number): Promise<boolean> {
    const state = await call('progress', { search });
    if (state.kind === 'searching') {
      const { states, depth, seconds } = state;
      this.explorer.say(
        `${states.toLocaleString('en')} states, ${depth} steps deep, ${seconds.toFixed(1)} s …`,
      );
      return false;
    }
    if (state.kind === 'found') this.explorer.extend(state.nodes);
    this.explorer.say(state.words);
    return true;
  }
}

function goalChosen(): Goal {
  const name = chosen('goal');
  if (name === CONDITION) return { kind: 'predicate', text: field('condition').value };
  return name === '' ? { kind: 'end' } : { kind: 'property', name };
}

async function saveRun(explorer: Explorer, as: 'trace' | 'test'): Promise<void> {
  const { file, text, note } = await call('save', { node: explorer.here.id, as });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/octet-stream' }));
  link.download = file;
  link.click();
  URL.revokeObjectURL(link.href);
  explorer.say(`${file}${note === '' ? '' : `: ${note}`}`);
}

async function copyLink(explorer: Explorer): Promise<void> {
  explorer.app.writeNow();
  await navigator.clipboard.writeText(location.href);
  explorer.say('the link is copied; whoever has it needs this server, or one of their own');
}
