import { unpackedFilm, type PackedFilm } from '../film/packed-film.js';
import { prepareBins } from '../picture/draw-bins.js';
import { pictureOf } from '../picture/picture-of.js';
import { App } from './app.js';
import { listen } from './controls.js';
import { byId } from './dom.js';

void begin();

/** Unpacks the run that stands in the page, and shows it; says why where it cannot. */
async function begin(): Promise<void> {
  try {
    const film = unpackedFilm(JSON.parse(await unpacked(byId('film').textContent ?? '')) as PackedFilm);
    const picture = pictureOf(film);
    listen(new App(picture));
    document.documentElement.dataset['ready'] = 'true';
    performance.mark('exo-ready');
    // The first step back to the whole run does not have to wait for it.
    requestIdleCallback(() => prepareBins(picture));
  } catch (error) {
    const notices = byId('notices');
    notices.hidden = false;
    notices.textContent = `This run cannot be shown: ${error instanceof Error ? error.message : String(error)}`;
    document.documentElement.dataset['ready'] = 'failed';
  }
}

async function unpacked(text: string): Promise<string> {
  const letters = atob(text.trim());
  const bytes = new Uint8Array(letters.length);
  // One by one: to walk through millions of letters as a list takes a good part of a second.
  for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}
