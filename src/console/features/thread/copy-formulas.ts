const FORMULA = '.md-math[data-written]'

const elementOf = (node: Node) => (node instanceof Element ? node : node.parentElement)

/** The text of what is selected, as the browser lays it out in this place. */
function textIn(place: HTMLElement, content: Node): string {
  const selection = getSelection()
  const before = selection?.rangeCount ? selection.getRangeAt(0) : undefined
  const holder = document.createElement('div')
  holder.className = 'md'
  holder.style.cssText = 'position: absolute; inset: 0 auto auto 0; width: 100%; opacity: 0'
  holder.append(content)
  place.append(holder)
  selection?.selectAllChildren(holder)
  const text = selection?.toString() ?? ''
  selection?.removeAllRanges()
  if (before) selection?.addRange(before)
  holder.remove()
  return text
}

/** The selection's text with each formula as it was written; undefined where it has none. */
function textWithFormulas(range: Range, place: HTMLElement): string | undefined {
  const around = elementOf(range.commonAncestorContainer)?.closest<HTMLElement>(FORMULA)
  if (around) return around.dataset['written']
  const content = range.cloneContents()
  const formulas = [...content.querySelectorAll<HTMLElement>(FORMULA)]
  // A selection that ends before a formula has an empty one.
  const touched = formulas.filter((each) => each.textContent !== '')
  if (touched.length === 0) return undefined
  for (const formula of formulas) {
    const { written = '' } = formula.dataset
    formula.style.whiteSpace = 'pre-wrap'
    formula.replaceChildren(touched.includes(formula) ? written : '')
  }
  return textIn(place, content)
}

/** Copies formulas as they were written: drawn, each of their signs would stand on a line of its own. */
export function copyFormulas(event: React.ClipboardEvent<HTMLElement>): void {
  const log = event.currentTarget
  const selection = getSelection()
  // All of the log is the whole thread, which is copied elsewhere.
  if (!selection?.rangeCount || selection.isCollapsed || selection.anchorNode === log) return
  const range = selection.getRangeAt(0)
  const text = textWithFormulas(range, log)
  if (text === undefined) return
  const html = document.createElement('div')
  html.append(range.cloneContents())
  for (const control of html.querySelectorAll('button, [hidden], .md-code-head')) control.remove()
  event.preventDefault()
  event.clipboardData.setData('text/plain', text)
  event.clipboardData.setData('text/html', html.innerHTML)
}
