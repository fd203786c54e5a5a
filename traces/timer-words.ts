/** A timer of XState by its delay, `⏲ 150 ms` for `xstate.after.150.(machine).follower`; null for any other text. */
export function timerWords(type: string): string | null {
  const delay = /^xstate\.after\.(\d+\.\d+(?=\..)|[^.]+)\../.exec(type)?.[1];
  if (delay === undefined) return null;
  return /^[\d.]+$/.test(delay) ? `⏲ ${delay} ms` : `⏲ ${delay}`;
}

/**
 * The text of an action for people: a timer that goes off in words, as the states have it. `Timer(client, ⏲ 1000 ms)` for
 * `Timer(client, timer: "after.1000.(machine).waiting")`; any other action as it is.
 */
export function withTimerWords(action: string): string {
  return action.replace(/^(Timer\(.*, )timer: (?:"(.*)"|([^",]*))\)$/, (_, before: string, quoted, name) => {
    const type = String(quoted ?? name);
    return `${before}${timerWords(`xstate.${type}`) ?? `⏲ ${type}`})`;
  });
}
