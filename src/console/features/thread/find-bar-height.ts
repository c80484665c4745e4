/**
 * How much lower the messages begin because of the box in which words of the thread are looked for. The box
 * comes and goes by itself, so the place of a list is kept as if it were not there.
 */
export const findBarHeight = (): number =>
  document.querySelector<HTMLElement>('[data-find]')?.offsetHeight ?? 0
