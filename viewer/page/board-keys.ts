/** Where the arrows lead on the board: right and left from button to button, down and up from lane to lane. Null for any other key. */
export function directionOf(key: string): { readonly along: number; readonly lanes: number } | null {
  const along = { ArrowRight: 1, ArrowLeft: -1 }[key] ?? 0;
  const lanes = { ArrowDown: 1, ArrowUp: -1 }[key] ?? 0;
  return along === 0 && lanes === 0 ? null : { along, lanes };
}

/** Moves the focus among the buttons of a board; at its ends it stays. */
export function moveFocus(
  box: HTMLElement,
  { along, lanes }: NonNullable<ReturnType<typeof directionOf>>,
): void {
  const rows = [...box.querySelectorAll<HTMLElement>('.lane-offers')]
    .map((row) => [...row.querySelectorAll<HTMLElement>('button, select')])
    .filter((buttons) => buttons.length > 0);
  const isFocused = (button: HTMLElement): boolean => button === document.activeElement;
  const row = rows.findIndex((buttons) => buttons.some(isFocused));
  const all = rows.flat();
  const next = lanes === 0 ? all[all.findIndex(isFocused) + along] : rows[row + lanes]?.[0];
  next?.focus();
}

/** What a button is, so that it can be found again when all are made anew. */
export function keyOfButton(button: Element | null): string {
  const row = button?.closest<HTMLElement>('.lane-offers')?.dataset['actor'] ?? '';
  const text = button?.className === 'receiver' ? '' : (button?.textContent ?? '');
  return `${row} ${button?.className ?? ''} ${text}`;
}
