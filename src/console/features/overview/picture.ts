import type { ChartData } from './chart-data.ts'

/** Pixels of the picture to one of the page. */
const SCALE = 2
const MARGIN = 20
const HEAD = 54
const FONT = 'system-ui, sans-serif'
/** What a style sheet says of an SVG, which a picture does not have. */
const STYLES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'opacity',
  'text-anchor',
] as const

const element = (name: string, attributes: Record<string, string | number>, text = '') => {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value))
  made.textContent = text
  return made
}

const widthOf = (text: string): number => {
  const context = document.createElement('canvas').getContext('2d')
  if (!context) return 0
  context.font = `11px ${FONT}`
  return context.measureText(text).width
}

const copyStyles = (from: Element, to: Element): void => {
  const style = getComputedStyle(from)
  for (const name of STYLES) to.setAttribute(name, style.getPropertyValue(name))
  to.removeAttribute('class')
  const children = [...to.children]
  for (const [at, child] of [...from.children].entries()) {
    const copy = children[at]
    if (copy) copyStyles(child, copy)
  }
}

/** The drawing of a chart with its name and what its marks mean, by itself. */
const withHead = (drawn: SVGSVGElement, { name, series }: ChartData, subtitle: string) => {
  const { width, height } = drawn.viewBox.baseVal
  const card = drawn.closest('section') ?? drawn
  const colour = (token: string) => getComputedStyle(card).getPropertyValue(token)
  const whole = { width: width + 2 * MARGIN, height: height + HEAD + 2 * MARGIN }
  const root = element('svg', { ...whole, 'font-family': FONT })
  root.append(
    element('rect', { ...whole, fill: getComputedStyle(card).backgroundColor }),
    element(
      'text',
      { x: MARGIN, y: MARGIN + 13, 'font-size': 15, 'font-weight': 600, fill: colour('--ink') },
      name,
    ),
    element(
      'text',
      { x: MARGIN, y: MARGIN + 31, 'font-size': 11.5, fill: colour('--ink-2') },
      subtitle,
    ),
  )
  const copy = drawn.cloneNode(true)
  // The cast: what is cloned is of the same kind.
  const picture = copy as SVGSVGElement
  copyStyles(drawn, picture)
  for (const [key, value] of Object.entries({ x: MARGIN, y: MARGIN + HEAD, width, height }))
    picture.setAttribute(key, String(value))
  root.append(picture)
  let x = MARGIN
  const legend = card.querySelectorAll('ul svg')
  for (const [at, { name: label }] of series.entries()) {
    const sample = legend[at]
    if (!sample) continue
    const mark = sample.cloneNode(true) as SVGElement
    copyStyles(sample, mark)
    for (const [key, value] of Object.entries({ x, y: MARGIN + 39, width: 16, height: 10 }))
      mark.setAttribute(key, String(value))
    // Its hatching is not in this picture: that of the chart is the same.
    const hatching = picture.querySelector('pattern')?.id
    for (const part of mark.querySelectorAll('[fill^="url("]'))
      part.setAttribute('fill', `url("#${hatching}")`)
    root.append(
      mark,
      element(
        'text',
        { x: x + 21, y: MARGIN + 48, 'font-size': 11, fill: colour('--ink-2') },
        label,
      ),
    )
    x += 21 + widthOf(label) + 16
  }
  return { root, ...whole }
}

/** A chart that is on the page as PNG. */
export const pictureOf = async (chart: ChartData, subtitle: string): Promise<Blob> => {
  const drawn = document.querySelector<SVGSVGElement>(`svg[data-chart="${chart.id}"]`)
  if (!drawn) throw new Error('The chart is not on the page.')
  const { root, width, height } = withHead(drawn, chart, subtitle)
  const text = new XMLSerializer().serializeToString(root)
  const image = new Image(width, height)
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(width * SCALE)
  canvas.height = Math.round(height * SCALE)
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob) resolve(blob)
      else reject(new Error('The browser could not make a picture.'))
    }, 'image/png')
  })
}
