import { useState } from 'react'
import { expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import { render } from '#testing/render.tsx'

import { TextField } from './Field.tsx'

const Field = ({ initial }: { initial: string }) => {
  const [value, setValue] = useState(initial)
  return (
    <>
      <TextField
        label="Name"
        dir="auto"
        spellCheck={false}
        value={value}
        onChange={(event) => setValue(event.target.value)}
      />
      <output>{JSON.stringify(value)}</output>
    </>
  )
}
const box = page.getByRole('textbox', { name: 'Name' })
const paste = (text: string) => {
  const clipboardData = new DataTransfer()
  clipboardData.setData('text/plain', text)
  box
    .element()
    .dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
}

test('a pasted text keeps its line breaks, and the cursor stands behind it', async () => {
  await render(<Field initial="ab" />)
  await box.click()
  await userEvent.keyboard('{Home}{ArrowRight}')
  paste('1\r\n2')
  await expect.element(page.getByText(JSON.stringify('a1\r\n2b'))).toBeVisible()
  await expect.element(box).toHaveFocus()
  await userEvent.keyboard('!')
  await expect.element(page.getByText(JSON.stringify('a1\r\n2!b'))).toBeVisible()
})

test('a box with lines is told of spelling as one without is', async () => {
  await render(<Field initial={'a\nb'} />)
  await expect.element(box).toHaveAttribute('spellcheck', 'false')
})

test('a box with lines goes by its first letter, which costs no walk through all of them', async () => {
  await render(<Field initial={'שלום\nb'} />)
  await expect.element(box).toHaveAttribute('dir', 'rtl')
  await box.fill('Hello')
  await expect.element(box).toHaveAttribute('dir', 'ltr')
})
