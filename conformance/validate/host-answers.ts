import type { Answer } from './answer.js';

/** HostAnswers are kept until there are this many, of all hosts together. */
const ANSWERS_MAX = 500_000;

/**
 * What statecharts of specified hosts have answered. They are functions of what they are asked, so validators of several runs may share what one of
 * them has asked: each of the hosts of a ring of some size has answers of its own.
 *
 * @example
 * const answers = new HostAnswers();
 * // new RunValidator(header, { answers }) for each of many runs
 */
export class HostAnswers {
  private readonly byHost = new Map<string, Map<string, Answer | null>>();
  private size = 0;

  /** Those of a host of a ring, asked with what grows made small, or with everything as it is. */
  of(self: number, hosts: number, isShifted: boolean): AnswersOfHost {
    const host = `${self} of ${hosts}${isShifted ? '' : ', not shifted'}`;
    const known = this.byHost.get(host) ?? new Map<string, Answer | null>();
    this.byHost.set(host, known);
    return {
      get: (key) => known.get(key),
      keep: (key, answer) => {
        if (this.size >= ANSWERS_MAX) this.forget();
        this.size += 1;
        known.set(key, answer);
      },
    };
  }

  private forget(): void {
    for (const known of this.byHost.values()) known.clear();
    this.size = 0;
  }
}

/** The answers of one specified host, by the key of the question; null where what happens is disabled. */
export interface AnswersOfHost {
  /** Undefined for a question that was not asked yet. */
  get(key: string): Answer | null | undefined;
  /** To be called for a question that was not asked yet. */
  keep(key: string, answer: Answer | null): void;
}
