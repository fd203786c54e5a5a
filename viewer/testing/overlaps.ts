/**
 * An expression that gives the labels of the picture that lie on each other, as a browser has drawn them: one, then the other, a text each. The boxes of
 * letters are higher than letters are, and a browser draws a little beside them: that much may overlap.
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
  return boxes.flatMap((one, i) =>
    boxes
      .slice(i + 1)
      .filter((two) => one.left < two.right && two.left < one.right && one.top < two.bottom && two.top < one.bottom)
      .map((two) => one.text + ' / ' + two.text),
  );
})()`;
