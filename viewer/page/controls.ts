import type { App } from './app.js';
import { byId } from './dom.js';

/** Keys, buttons, wheel and pointer: all of them end in the same few calls. */
export function listen(app: App): void {
  addEventListener('keydown', (event) => onKey(app, event));
  const click = (id: string, what: () => void): void => byId(id).addEventListener('click', what);
  click('whole', () => app.viewport.whole());
  click('closer', () => app.viewport.zoom(0.7));
  click('farther', () => app.viewport.zoom(1.4));
  click('past', () => app.toggle('past'));
  click('follow', () => app.toggleFollow());
  click('follow-back', () => app.finder.next(-1));
  click('follow-on', () => app.finder.next(1));
  click('changed', () => app.toggle('changedOnly'));
  click('local', () => app.toggle('foldLocal'));
  click('properties', () => app.toggle('allProperties'));
  click('alike', () => app.arrangement.toggleAlike());
  click('arrange', () => toggleLanes(app));
  click('timed', () => app.viewport.toggleTime());
  click('charted', () => app.toggleChart());
  click('theme', switchTheme);
  click('save', () => save(app));
  click('copy', () => void navigator.clipboard.writeText(byId('command').textContent ?? ''));
  click('keys', () => toggleHelp());
  fields(app);
  pointer(app);
}

type Keys = Readonly<Record<string, (app: App) => void>>;

const KEYS: Keys = {
  ArrowLeft: (app) => app.go(app.place.step - 1),
  ArrowRight: (app) => app.go(app.place.step + 1),
  PageUp: (app) => app.go(app.place.step - 10),
  PageDown: (app) => app.go(app.place.step + 10),
  Home: (app) => app.go(0),
  End: (app) => app.go(app.last),
  '+': (app) => app.viewport.zoom(0.7),
  '=': (app) => app.viewport.zoom(0.7),
  '-': (app) => app.viewport.zoom(1.4),
  '0': (app) => app.viewport.whole(),
  '<': (app) => app.viewport.pan(-5),
  '>': (app) => app.viewport.pan(5),
  w: (app) => app.toggle('past'),
  c: (app) => app.toggle('changedOnly'),
  p: (app) => app.toggle('allProperties'),
  l: (app) => app.toggle('foldLocal'),
  h: (app) => app.toggleChart(),
  i: (app) => app.viewport.toggleTime(),
  d: (app) => app.goToParting(),
  j: (app) => app.arrangement.toggleAlike(),
  o: (app) => toggleLanes(app),
  g: (app) => app.toggleFollow(),
  n: (app) => app.finder.next(1),
  N: (app) => app.finder.next(-1),
  '[': (app) => app.finder.fault(-1),
  ']': (app) => app.finder.fault(1),
  m: (app) => app.focusStep(),
  t: () => switchTheme(),
  s: (app) => save(app),
  '/': () => byId('find').focus(),
  '?': () => toggleHelp(),
  Escape: () => {
    byId('help').hidden = true;
    byId('lanes').hidden = true;
  },
};

function onKey(app: App, event: KeyboardEvent): void {
  const { target, key, altKey, ctrlKey, metaKey } = event;
  if (altKey || ctrlKey || metaKey) return;
  if (target instanceof HTMLSelectElement) return;
  if (target instanceof HTMLInputElement) {
    if (key === 'Enter') app.finder.next(event.shiftKey ? -1 : 1);
    if (key === 'Escape' && target.type === 'checkbox') byId('lanes').hidden = true;
    if (key === 'Escape') target.blur();
    return;
  }
  if (target instanceof SVGElement && fromMark(app, target, key)) {
    event.preventDefault();
    return;
  }
  const does = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
  if (does === undefined) {
    // 1 to 9 hide a lane, and show it again.
    if (/^[1-9]$/.test(key)) app.arrangement.hide(Number(key) - 1);
    return;
  }
  event.preventDefault();
  does(app);
}

/** From a mark, the arrows lead to the next ones, and the step goes with them. */
function fromMark(app: App, mark: SVGElement, key: string): boolean {
  const direction = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key];
  if (key === 'Enter' || key === ' ') {
    app.go(Number(mark.dataset['step']));
    return true;
  }
  if (direction === undefined) return false;
  const marks = app.marks();
  const next = marks[marks.indexOf(mark) + direction];
  if (next === undefined) return false;
  next.focus();
  app.go(Number(next.dataset['step']));
  return true;
}

function fields(app: App): void {
  const [find, filter] = [byId('find'), byId('filter')];
  if (!(find instanceof HTMLInputElement) || !(filter instanceof HTMLInputElement)) return;
  find.value = app.place.find;
  filter.value = app.place.filter;
  find.addEventListener('input', () => {
    app.finder.search(find.value);
    app.changed();
  });
  filter.addEventListener('input', () => app.filter(filter.value));
}

/** A click chooses a step, or the slot of a log that is followed; a drag moves, the wheel moves and zooms. */
function pointer(app: App): void {
  const box = byId('picture');
  let from: number | null = null;
  let moved = 0;
  box.addEventListener('pointerdown', ({ clientX }) => {
    from = clientX;
    moved = 0;
  });
  addEventListener('pointermove', ({ clientX, buttons }) => {
    if (from === null || buttons === 0) return;
    const by = from - clientX;
    moved += Math.abs(by);
    if (moved < 4) return;
    from = clientX;
    app.viewport.pan(app.stepsIn(by));
  });
  addEventListener('pointerup', ({ clientX, target }) => {
    const step = from !== null && moved < 4 ? app.stepAt(clientX) : null;
    const isClick = from !== null && moved < 4;
    from = null;
    const slot = isClick && target instanceof SVGElement ? target.dataset['slot'] : undefined;
    if (slot !== undefined) app.follow(app.place.find === `slot:${slot}` ? '' : `slot:${slot}`);
    else if (step !== null) app.go(step);
  });
  box.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const around = app.stepAt(event.clientX) ?? app.place.step;
      const isAlong = Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey;
      if (isAlong) app.viewport.pan(app.stepsIn(event.deltaX === 0 ? event.deltaY : event.deltaX));
      else app.viewport.zoom(event.deltaY > 0 ? 1.15 : 0.87, around);
    },
    { passive: false },
  );
}

function switchTheme(): void {
  document.documentElement.dataset['theme'] = themeNow() === 'dark' ? 'light' : 'dark';
}

/** As the page is told, or as the system has it. */
function themeNow(): string {
  const isDark = matchMedia('(prefers-color-scheme: dark)').matches;
  return document.documentElement.dataset['theme'] ?? (isDark ? 'dark' : 'light');
}

function toggleHelp(): void {
  const help = byId('help');
  help.hidden = !help.hidden;
  if (!help.hidden) help.focus();
}

function toggleLanes(app: App): void {
  const lanes = byId('lanes');
  lanes.hidden = !lanes.hidden;
  if (lanes.hidden) return;
  app.draw();
  lanes.focus();
}

/** What is in view, as a file of its own, in the colours that it has on the page. */
function save(app: App): void {
  const css = document.querySelector('style')?.textContent ?? '';
  const text = app.svgFile(css, themeNow() === 'dark');
  if (text === null) return;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  link.download = 'run.svg';
  link.click();
  URL.revokeObjectURL(link.href);
}
