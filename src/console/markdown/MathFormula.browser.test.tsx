import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { expect, onTestFinished, test } from 'vitest'

import { loadTemml } from './load-temml.ts'
import { MathFormula } from './MathFormula.tsx'
import { PrintedContext } from './printed-context.ts'

/** As when the browser tells that it prints: what is not there at the end of that is not printed. */
function drawAtOnce(source: string) {
  const container = document.body.appendChild(document.createElement('div'))
  const root = createRoot(container)
  onTestFinished(() => {
    root.unmount()
    container.remove()
  })
  flushSync(() =>
    root.render(
      <PrintedContext value>
        <MathFormula source={source} written={`$${source}$`} tex={source} block={false} />
      </PrintedContext>,
    ),
  )
  return container
}

test('on paper a formula is drawn at once', async () => {
  await loadTemml()
  const paper = drawAtOnce('\\frac{a}{b}')
  expect(paper.querySelector(':not([hidden]) > math')).not.toBeNull()
  expect(paper.querySelector('code')).toBeNull()
})

test('on paper a formula of very many signs is drawn too: nobody can ask for it there', async () => {
  await loadTemml()
  const paper = drawAtOnce('x+'.repeat(800) + 'y')
  expect(paper.querySelector(':not([hidden]) > math')).not.toBeNull()
  expect(paper.querySelector('button')).toBeNull()
})

test('on paper what is no TeX stands as it was written', async () => {
  await loadTemml()
  const paper = drawAtOnce('\\frac{a')
  expect(paper.querySelector('math')).toBeNull()
  expect(paper.querySelector('code')?.textContent).toBe('\\frac{a')
})
