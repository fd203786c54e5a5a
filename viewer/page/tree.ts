import type { Begun, LinkStep, ShownNode } from '../explore/protocol.js';
import { callOfStep, type Film } from '../film/film.js';

/** All that was tried, and the run that is shown of it. */
export class Tree {
  private readonly nodes = new Map<number, ShownNode>();
  private readonly children = new Map<number, number[]>();
  /** The states of the run, from an initial one on. */
  path: readonly ShownNode[] = [];

  constructor(private readonly begun: Begun) {
    for (const start of begun.starts) this.nodes.set(start.id, start);
  }

  /** Takes in states, each after that from which it was reached. */
  add(nodes: readonly ShownNode[]): void {
    for (const node of nodes) {
      if (this.nodes.has(node.id)) continue;
      this.nodes.set(node.id, node);
      if (node.parent !== null) {
        this.children.set(node.parent, [...(this.children.get(node.parent) ?? []), node.id]);
      }
    }
  }

  /** The run from the beginning through a state, and on from there by what was tried first. */
  show(id: number): void {
    const path: ShownNode[] = [];
    for (let at = this.nodes.get(id); at !== undefined; at = this.nodes.get(at.parent ?? -1))
      path.unshift(at);
    for (let next = this.next(id); next !== undefined; next = this.next(next.id)) path.push(next);
    this.path = path;
  }

  /** What else was tried at a step of the run. */
  forks(step: number): readonly ShownNode[] {
    const [from, taken] = [this.path[step - 1], this.path[step]];
    const ids =
      from === undefined ? this.begun.starts.map(({ id }) => id) : (this.children.get(from.id) ?? []);
    return ids.flatMap((id) => (id === taken?.id ? [] : (this.nodes.get(id) ?? [])));
  }

  /** The run as the page shows it, as far as a step. */
  film(): Film {
    const { model, command, lens, vars, notices, goals } = this.begun;
    const at = this.path.findIndex(({ leads }) => leads.violates.length > 0);
    const broken = this.path[at];
    const isLast = at === this.path.length - 1;
    return {
      title: {
        ...{ model, command },
        property: broken?.leads.violates[0] ?? null,
        verdict:
          broken === undefined ? `Exploring ${model}:` : isLast ? 'violated' : `violated at step ${at}`,
        evidence: isLast ? (broken?.evidence ?? null) : null,
      },
      ...{ lens, vars, notices },
      properties: goals.flatMap(({ name, kind }) =>
        kind === 'end' ? [] : [{ name, isWitness: kind === 'witness' }],
      ),
      steps: this.path.map(({ step, leads: { violates, reaches } }) => {
        return { ...step, judged: { broken: violates, reached: reaches } };
      }),
    };
  }

  /** The run as a link holds it. */
  link(): readonly LinkStep[] {
    return this.path.map(({ step, fingerprint }) => ({
      label: callOfStep(step),
      fingerprint: fingerprint.slice(0, 8),
    }));
  }

  private next(id: number): ShownNode | undefined {
    const [first] = this.children.get(id) ?? [];
    return first === undefined ? undefined : this.nodes.get(first);
  }
}

/** A run in the fragment of an address, its steps separated by dots, as no label need be read by people there. */
export function linkText(run: readonly LinkStep[]): string {
  return run.map(({ label, fingerprint }) => `${fingerprint}~${label}`).join('\n');
}

/** A run as a fragment has it; null where it has none. */
export function readLink(fragment: string): readonly LinkStep[] | null {
  const text = new URLSearchParams(fragment.replace(/^#/, '')).get('run');
  if (text === null) return null;
  return text.split('\n').map((step) => {
    const at = step.indexOf('~');
    return { fingerprint: step.slice(0, Math.max(0, at)), label: step.slice(at + 1) };
  });
}
