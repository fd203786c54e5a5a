import { listen } from './controls.js';
import { byId } from './dom.js';
import { beginExploring } from './explorer.js';
import { beginLive } from './live.js';
import { listenToTools } from './tools.js';

void beginServed();

/** Shows what the server has, and says why where it cannot. */
async function beginServed(): Promise<void> {
  try {
    if (byId('serves').dataset['what'] === 'live') listen(await beginLive());
    else {
      const explorer = await beginExploring();
      listen(explorer.app);
      listenToTools(explorer);
    }
    document.documentElement.dataset['ready'] = 'true';
  } catch (error) {
    const notices = byId('notices');
    notices.hidden = false;
    notices.textContent = `This cannot be shown: ${error instanceof Error ? error.message : String(error)}`;
    document.documentElement.dataset['ready'] = 'failed';
  }
}
