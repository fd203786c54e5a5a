/** `exo explore`: a model in the browser, step by step. */
import { servedPage } from '../../viewer/index.js';
import type { CheckFlags } from '../check/flags.js';
import { modelWords, quoted } from '../command-line.js';
import { sourceOf } from '../models/resolve-source.js';
import { servePage, type ServeFlags } from '../serve/serve-page.js';
import { exploreService } from './service.js';

/** Serves the page of a model until it is interrupted. Returns the exit code. */
export async function exploreModel(name: string, flags: CheckFlags & ServeFlags): Promise<number> {
  const source = await sourceOf(name, flags);
  const command = ['exo', 'explore', source.name, ...modelWords(source)].map(quoted).join(' ');
  const answer = exploreService({ source, flags, command });
  return servePage({ page: servedPage(`${source.name}: explore`, 'explore'), answer }, flags);
}
