/**
 * An expression that gives the labels of the picture that lie on each other, as a browser has drawn them: one, then the other, a text each. The boxes of
 * letters are higher than letters are, and a browser draws a little beside them: that much may overlap. The ends of stubs must not lie on labels, on what
 * stands around these, or on each other; and what a message says is not cut where the names of the lanes begin. The frame of the overview lies on none of its
 * names, and tables of states end before their panel does.
 */
export const OVERLAPS = `(() => {
  const boxes = [...document.querySelectorAll('#picture svg text, #other svg text')].flatMap((text) => {
    const { left, right, top, bottom } = text.getBoundingClientRect();
    const clip = text.closest('[clip-path]') === null ? null : text.ownerSVGElement.querySelector('clipPath rect');
    const from = clip === null ? 0 : text.ownerSVGElement.getBoundingClientRect().left + Number(clip.getAttribute('x'));
    const inset = (bottom - top) * 0.2;
    const box = { text: text.textContent, left: Math.max(left, from) + 1.5, right: right - 1.5, top: top + inset, bottom: bottom - inset };
    return box.right <= box.left ? [] : [box];
  });
  const drawn = (selector, text) => [...document.querySelectorAll('#picture svg ' + selector + ', #other svg ' + selector)].map((shape) => {
    const { left, right, top, bottom } = shape.getBoundingClientRect();
    return { text, left, right, top, bottom };
  });
  const stubs = drawn('.stub circle', 'the end of a stub');
  const frames = drawn('.state-box', 'the box of a state').concat(drawn('.entry', 'the box of an entry')).filter(({ right, left }) => right > left);
  const isOn = (one, two) => one.left < two.right && two.left < one.right && one.top < two.bottom && two.top < one.bottom;
  const pairs = (ones, othersOf) => ones.flatMap((one, i) => othersOf(i).filter((two) => isOn(one, two)).map((two) => one.text + ' / ' + two.text));
  const cut = [...document.querySelectorAll('#picture svg text.message')].flatMap((text) => {
    const clip = text.ownerSVGElement.querySelector('clipPath rect');
    return clip !== null && Number(text.getAttribute('x')) < Number(clip.getAttribute('x')) ? [text.textContent + ' is cut'] : [];
  });
  const named = [...document.querySelectorAll('#overview:not([hidden]) svg text, #overview:not([hidden]) .brush')].map((shape) => {
    const { left, right, top, bottom } = shape.getBoundingClientRect();
    const inset = shape.localName === 'text' ? (bottom - top) * 0.2 : 0;
    return { text: shape.localName === 'text' ? shape.textContent : 'the frame of the overview', left, right, top: top + inset, bottom: bottom - inset };
  });
  const panel = document.querySelector('#panel').getBoundingClientRect();
  const cells = [...document.querySelectorAll('#panel table:not([hidden]) tr > :last-child')];
  const cutCells = cells.flatMap((cell) => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    return range.getBoundingClientRect().right > panel.right ? [cell.textContent + ' is cut in the table'] : [];
  });
  return [
    ...pairs(boxes, (i) => boxes.slice(i + 1)),
    ...pairs(stubs, (i) => [...boxes, ...frames, ...stubs.slice(i + 1)]),
    ...cut,
    ...pairs(named, (i) => named.slice(i + 1)),
    ...cutCells,
  ];
})()`;
