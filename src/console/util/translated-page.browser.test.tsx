import { useState } from 'react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { page } from 'vitest/browser'

import { render } from '#testing/render.tsx'

import { surviveTranslators } from './translated-page.ts'

// oxlint-disable-next-line typescript/unbound-method -- only put back
const { removeChild, insertBefore } = Node.prototype
beforeEach(surviveTranslators)
afterEach(() => Object.assign(Node.prototype, { removeChild, insertBefore }))

/** What Chrome does to each text it translates. */
const translate = (root: Element) => {
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  const found: Text[] = []
  while (texts.nextNode()) found.push(texts.currentNode as Text) // by the filter
  for (const text of found) {
    const font = document.createElement('font')
    font.textContent = `übersetzt: ${text.data}`
    text.replaceWith(font)
  }
}

const Growing = () => {
  const [count, setCount] = useState(1)
  return (
    <>
      <button type="button" onClick={() => setCount(count + 1)}>
        <b translate="no">More</b>
      </button>
      <button type="button" onClick={() => setCount(1)}>
        <b>Fewer</b>
      </button>
      <div data-testid="text">
        {count > 1 && 'At the beginning '}
        {count % 2 === 1 ? 'an odd count' : <i>an even one</i>}
        {count > 2 && ' and at the end'}
        <p>{'word '.repeat(count)}</p>
      </div>
    </>
  )
}

test('a page goes on after its texts were replaced by a translator', async () => {
  await render(<Growing />)
  const text = page.getByTestId('text')
  for (const name of ['More', 'More', 'Fewer', 'More']) {
    translate(text.element())
    await page.getByRole('button', { name }).click()
    await expect.element(text).toBeInTheDocument()
  }
  expect(text.element().textContent).toContain('an even one')
})
