const scrolls = (element: Element): boolean =>
  element.scrollHeight > element.clientHeight &&
  /auto|scroll/.test(getComputedStyle(element).overflowY)

/** What scrolls around an element, the nearest first; never the page, which has the console's size. */
export function* scrollersAround(element: Element): Generator<Element> {
  for (let at = element.parentElement; at && at !== document.body; at = at.parentElement)
    if (scrolls(at)) yield at
}
