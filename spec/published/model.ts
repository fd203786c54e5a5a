/**
 * The published protocol as a model to check: hosts, a medium, budgets of faults, and the joint actions.
 *
 * The out-of-band network is instantaneous here: a query, its reports and what is adopted are one transition,
 * and any majority may be the one that answers. It is not cut by a partition (s80 calls it a separate network).
 */
import { ExoError, type Model } from '../../checker/index.js';
import { asyncModel } from './async-model.js';
import { busModel } from './bus-model.js';
import { HOSTS_MAX, HOSTS_MIN, type PublishedOptions } from './options.js';

/**
 * The model of the published protocol under these bounds and readings.
 *
 * @throws ExoError EXO313 for bounds that do not go together.
 *
 * @example
 * const bounds = { hosts: 3, slots: 3, timeouts: 0, losses: 0, partitions: 0, crashes: 0 };
 * const exo = publishedModel({ ...bounds, medium: 'bus', literal: false, knobs: DEFAULT_KNOBS });
 * console.log(check(exo).verdict); // exhausted
 */
export function publishedModel(options: PublishedOptions): Model {
  const { hosts, medium, literal } = options;
  if (!Number.isInteger(hosts) || hosts < HOSTS_MIN || hosts > HOSTS_MAX) {
    throw new ExoError(
      'EXO313',
      `hosts takes a whole number from ${HOSTS_MIN} to ${HOSTS_MAX}, not ${hosts}`,
    );
  }
  if (literal && medium === 'bus') {
    throw new ExoError('EXO313', 'the literal form is of the async medium: use medium async with it');
  }
  return options.medium === 'bus' ? busModel(options) : asyncModel(options);
}
