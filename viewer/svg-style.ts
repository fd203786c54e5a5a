/** The page's own style sheet as a picture without a page needs it: only what its shapes have, and in plain colours. */
import type { Shape } from './picture/shapes.js';

/** Rules that hold for shapes, with the colours of light paper or of dark: no variables, which few programs besides browsers know. */
export function svgStyle(css: string, shapes: readonly Shape[], isDark: boolean): string {
  const rules = rulesOf(css);
  const colours = coloursIn(rules, isDark);
  const used = classesIn(shapes);
  const own = new Map([...colours].filter(([name]) => /^--c\w$/.test(name) && used.has(name.slice(2))));
  return rules
    .filter(({ selector }) => isOfShapes(selector, used))
    .flatMap(({ selector, body }) => {
      const plain = withColours(body, colours);
      if (!plain.includes('var(--c)')) return [`${selector}{${plain}}`];
      // The colour of an actor stands on the shape itself, or on what is around it.
      return [...own].map(
        ([name, colour]) =>
          `${selector}.${name.slice(2)},.${name.slice(2)} ${selector}{${plain.replaceAll('var(--c)', colour)}}`,
      );
    })
    .join('\n');
}

/** A colour of the page by the name of its variable, `--paper`. */
export function pageColour(css: string, name: string, isDark: boolean): string {
  return coloursIn(rulesOf(css), isDark).get(name) ?? '';
}

interface Rule {
  /** One selector. */
  readonly selector: string;
  readonly body: string;
}

/** The rules outside of all conditions. */
function rulesOf(css: string): readonly Rule[] {
  const plain = css
    .replaceAll(/\/\*[^]*?\*\//g, '')
    .replaceAll(/@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g, '');
  return [...plain.matchAll(/([^{}]+)\{([^{}]*)\}/g)].flatMap(([, selectors = '', body = '']) =>
    selectors
      .split(',')
      .map((selector) => ({ selector: selector.trim(), body: body.trim().replaceAll(/\s+/g, ' ') })),
  );
}

function coloursIn(rules: readonly Rule[], isDark: boolean): ReadonlyMap<string, string> {
  const root = rules.find(({ selector }) => selector === ':root')?.body ?? '';
  const pairs = root.matchAll(/(--\w+): light-dark\((#\w+), (#\w+)\)/g);
  return new Map([...pairs].map(([, name = '', light = '', dark = '']) => [name, isDark ? dark : light]));
}

/** The variables of the page by their values; that of the actor, which has none of its own, stays. */
function withColours(body: string, colours: ReadonlyMap<string, string>): string {
  return body.replaceAll(/var\((--\w+)\)/g, (whole, name: string) => colours.get(name) ?? whole);
}

/** Whether a selector is of classes that all occur among the shapes, or of texts. */
function isOfShapes(selector: string, used: ReadonlySet<string>): boolean {
  if (selector === 'text') return true;
  const classes = [...selector.matchAll(/\.([\w-]+)/g)].map(([, name = '']) => name);
  // `.c0` itself says only which colour that is.
  if (!/^(?:\.[\w-]+\s*)+$/.test(selector) || /^\.c[\dx]$/.test(selector)) return false;
  return classes.every((name) => used.has(name));
}

function classesIn(shapes: readonly Shape[], found = new Set<string>()): ReadonlySet<string> {
  for (const { attributes, children = [] } of shapes) {
    for (const name of String(attributes['class'] ?? '').split(' ')) found.add(name);
    classesIn(children, found);
  }
  return found;
}
