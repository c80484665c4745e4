import { useState } from 'react'
import { flushSync } from 'react-dom'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import { render } from '#testing/render.tsx'

import type { Edit } from './edit-written.ts'
import { useQueryText } from './use-query-text.ts'

const forgetAll = () => sessionStorage.removeItem('clew.search-text')
beforeEach(forgetAll)
afterEach(forgetAll)

/** A field over an address that follows only when it is told to. */
const show = async (first = '') => {
  const asked: string[] = []
  /** What was asked; a step of its own in history has a plus. */
  const steps: string[] = []
  let arrive: (query: string, isBack: boolean) => void = () => undefined
  let change: (edit: Edit) => void = () => undefined
  const Field = () => {
    const [{ query, isBack }, setArrived] = useState({ query: first, isBack: false })
    const setQuery = (next: string) => setArrived({ query: next, isBack: false })
    arrive = (next, isByBack) => flushSync(() => setArrived({ query: next, isBack: isByBack }))
    const { text, isTyping, unasked, edit, write, ask, leave } = useQueryText(
      query,
      (next, isStep) => {
        asked.push(next)
        steps.push(isStep ? `+${next}` : next)
      },
      { isBack },
    )
    change = (made) =>
      flushSync(() => {
        const next = edit(made)
        steps.push(`+${next}`)
        setQuery(next)
      })
    return (
      <>
        <input
          aria-label="Query"
          value={text}
          onChange={({ target }) => write(target.value)}
          onKeyDown={({ key }) => {
            if (key === 'Enter') ask(text)
            if (key === 'Escape') ask('')
          }}
          onBlur={leave}
        />
        <output>{unasked?.message}</output>
        <p>{isTyping ? 'The last word may go on.' : 'All is written.'}</p>
      </>
    )
  }
  const { unmount } = await render(<Field />)
  const field = page.getByRole('textbox', { name: 'Query' })
  await field.click()
  return {
    asked,
    steps,
    field,
    unmount,
    arrive: (query: string) => arrive(query, false),
    /** By Back or Forward. */
    goTo: (query: string) => arrive(query, true),
    change: (edit: Edit) => change(edit),
  }
}

test('what is typed while the address follows is not taken back', async () => {
  const { asked, field, arrive } = await show()
  await userEvent.keyboard('ref')
  await expect.poll(() => asked.at(-1)).toBe('ref')
  await userEvent.keyboard('und')
  await expect.poll(() => asked.at(-1)).toBe('refund')
  arrive('ref')
  await expect.element(field).toHaveValue('refund')
  arrive('refund')
  await expect.element(field).toHaveValue('refund')
  // By Back, or by a link.
  arrive('card')
  await expect.element(field).toHaveValue('card')
})

test('what waits for its end is asked once it has one, or at once by Enter', async () => {
  const { asked, field } = await show()
  await field.fill('refund')
  await expect.poll(() => asked).toEqual(['refund'])
  await field.fill('refund status:')
  await field.fill('refund status:failed')
  await expect.poll(() => asked).toEqual(['refund', 'refund status:failed'])
  await field.fill('refund "five to')
  await expect
    .element(page.getByRole('status'))
    .toHaveTextContent('This quotation mark has no second one.')
  await field.fill('refund "five to"')
  await expect.poll(() => asked.slice(2)).toEqual(['refund "five to"'])
  await field.fill('refund "five')
  await userEvent.keyboard('{Enter}')
  expect(asked.at(-1)).toBe('refund "five')
  await field.fill('refund role:')
  await userEvent.keyboard('{Enter}')
  expect(asked.at(-1)).toBe('refund role:')
})

test('what cannot be asked waits until it can, wherever the caret is, and says why', async () => {
  const { asked, field } = await show()
  const why = page.getByRole('status')
  await field.fill('-')
  await expect
    .element(why)
    .toHaveTextContent(
      'There is no word in this to look for. Emoji and other signs are not searched for.',
    )
  await field.fill('role:bot refund')
  await expect.element(why).toHaveTextContent('role: is one of user, assistant.')
  await field.fill('refund card')
  await expect.element(why).toBeEmptyDOMElement()
  await expect.poll(() => asked).toEqual(['refund card'])
})

test('the last word may go on until a space follows it, Enter is pressed or another is asked', async () => {
  const { field, arrive } = await show()
  const goesOn = page.getByText('The last word may go on.')
  await field.fill('ref')
  await expect.element(goesOn).toBeVisible()
  await userEvent.keyboard(' ')
  await expect.element(goesOn).not.toBeInTheDocument()
  await userEvent.keyboard('card')
  await expect.element(goesOn).toBeVisible()
  await userEvent.keyboard('{Enter}')
  await expect.element(goesOn).not.toBeInTheDocument()
  await userEvent.keyboard('s')
  await expect.element(goesOn).toBeVisible()
  arrive('stamp')
  await expect.element(goesOn).not.toBeInTheDocument()
})

test('a search is one step in history, from its first letter to Enter', async () => {
  const { steps, field, arrive } = await show()
  const asked = (...last: string[]) => expect.poll(() => steps.splice(0)).toEqual(last)
  await field.fill('ho')
  await asked('+ho')
  await field.fill('hotel')
  await asked('hotel')
  arrive('hotel')
  await userEvent.keyboard('{Enter}')
  await asked()
  await field.fill('train')
  await asked('+train')
  await field.fill('train ticket')
  await userEvent.keyboard('{Enter}')
  await asked('train ticket')
  arrive('train ticket')
  await field.fill('bus')
  await userEvent.keyboard('{Enter}')
  await asked('+bus')
  arrive('bus')
  // The same once more is no step.
  await userEvent.keyboard('{Enter}')
  await asked()
})

test('another search begins once the field is left, or others put one into the address', async () => {
  const { steps, field, arrive } = await show()
  const asked = (...last: string[]) => expect.poll(() => steps.splice(0)).toEqual(last)
  await field.fill('hotel')
  await asked('+hotel')
  arrive('hotel')
  await userEvent.tab()
  await field.fill('hotels')
  await asked('+hotels')
  arrive('hotels')
  arrive('card')
  await field.fill('cards')
  await asked('+cards')
  arrive('cards')
  // What follows a search that was cleared takes the place of nothing.
  await userEvent.keyboard('{Enter}{Escape}')
  await asked('+')
  arrive('')
  await field.fill('bus')
  await asked('bus')
})

test('a field that is left asks nothing that would only be refused', async () => {
  const { asked, field } = await show()
  await field.fill('refund OR')
  await userEvent.tab()
  await expect.element(field).toHaveValue('refund OR')
  await field.fill('refund card')
  await userEvent.tab()
  expect(asked).toEqual(['refund card'])
})

test('what was not asked is there again after the page was loaded anew', async () => {
  const { field, unmount } = await show()
  await field.fill('has:tool "late parcel')
  unmount()
  const again = await show()
  await expect.element(again.field).toHaveValue('has:tool "late parcel')
  expect(again.asked).toEqual([])
  await again.field.fill('parcel')
  again.unmount()
  // What was about to be asked is.
  const last = await show()
  await expect.element(last.field).toHaveValue('parcel')
  await expect.poll(() => last.asked).toEqual(['parcel'])
  last.arrive('parcel')
  last.unmount()
  await show()
  await expect.element(page.getByRole('textbox', { name: 'Query' })).toHaveValue('')
})

const withTool: Edit = (query) => `${query} has:tool`
const withoutRole: Edit = (query) => query.replace(' role:user', '')

test('what is typed and not asked outlives a condition that is put in or taken out', async () => {
  const { steps, field, arrive, change } = await show()
  arrive('refund role:user')
  await field.fill('refund role:user "five to')
  change(withoutRole)
  await expect.element(field).toHaveValue('refund "five to')
  change(withTool)
  await expect.element(field).toHaveValue('refund has:tool "five to')
  await expect
    .element(page.getByRole('status'))
    .toHaveTextContent('This quotation mark has no second one.')
  expect(steps).toEqual(['+refund', '+refund has:tool'])
  // What is typed on is asked with it, in a step of its own.
  await field.fill('refund has:tool "five to"')
  await expect.poll(() => steps.at(-1)).toBe('+refund has:tool "five to"')
})

test('what is typed is asked with the condition where it can be asked', async () => {
  const { asked, steps, field, arrive, change } = await show()
  arrive('refund')
  await field.fill('refund card')
  change(withTool)
  await expect.element(field).toHaveValue('refund card has:tool')
  expect(steps.at(-1)).toBe('+refund card has:tool')
  // Nothing is left that would be asked once the hand rests, or the field is left.
  await userEvent.tab()
  expect(asked.at(-1)).not.toBe('refund')
})

test('a condition that was deleted by hand does not come back with another', async () => {
  const { steps, field, arrive, change } = await show()
  arrive('refund role:user')
  await field.fill('refund "five to')
  change(withTool)
  await expect.element(field).toHaveValue('refund has:tool "five to')
  expect(steps).toEqual(['+refund has:tool'])
})

/** Loads the page again: unlike a field that goes, one whose page goes takes leave of nothing. */
const reload = async (unmount: () => void, query: string) => {
  const kept = sessionStorage.getItem('clew.search-text')
  unmount()
  sessionStorage.setItem('clew.search-text', kept ?? 'null')
  return show(query)
}

test('a search that is being written while the page is loaded anew goes on in its step', async () => {
  const { steps, field, arrive, unmount } = await show()
  await field.fill('certifi')
  await expect.poll(() => steps).toEqual(['+certifi'])
  arrive('certifi')
  const again = await reload(unmount, 'certifi')
  await expect.element(page.getByText('The last word may go on.')).toBeVisible()
  await again.field.fill('certificate ')
  await expect.poll(() => again.steps).toEqual(['certificate'])
  again.arrive('certificate')
  // One that was ended is over.
  await userEvent.keyboard('{Enter}')
  const last = await reload(again.unmount, 'certificate')
  await last.field.fill('train')
  await expect.poll(() => last.steps).toEqual(['+train'])
})

test('a field that comes back to its page begins a search of its own', async () => {
  const { steps, field, arrive, unmount } = await show()
  await field.fill('hotel')
  await expect.poll(() => steps).toEqual(['+hotel'])
  arrive('hotel')
  unmount()
  const again = await show('hotel')
  await again.field.fill('hotels')
  await expect.poll(() => again.steps).toEqual(['+hotels'])
})

test('what was not asked is there again after Back and Forward, beside each query its own', async () => {
  const { asked, steps, field, goTo, arrive } = await show()
  for (const query of ['refund', 'card']) {
    arrive('')
    // oxlint-disable-next-line no-await-in-loop -- one is written after the other
    await field.fill(query)
    // oxlint-disable-next-line no-await-in-loop -- as above
    await expect.poll(() => asked.at(-1)).toBe(query)
    arrive(query)
    // oxlint-disable-next-line no-await-in-loop -- as above
    await field.fill(`${query} "five`)
    // oxlint-disable-next-line no-await-in-loop -- as above
    await userEvent.tab()
  }
  expect(steps).toEqual(['+refund', '+card'])
  goTo('')
  await expect.element(field).toHaveValue('')
  goTo('refund')
  await expect.element(field).toHaveValue('refund "five')
  await expect
    .element(page.getByRole('status'))
    .toHaveTextContent('This quotation mark has no second one.')
  goTo('card')
  await expect.element(field).toHaveValue('card "five')
  // Once it is asked it is written beside nothing else, and a link leads to what it says.
  await field.fill('card "five"')
  await expect.poll(() => steps.at(-1)).toBe('+card "five"')
  arrive('card "five"')
  goTo('card')
  await expect.element(field).toHaveValue('card')
  arrive('refund')
  await expect.element(field).toHaveValue('refund')
  goTo('card')
  goTo('refund')
  await expect.element(field).toHaveValue('refund')
})

test('of a few queries it is known what was written beside them', async () => {
  const { field, goTo } = await show()
  for (let nth = 0; nth < 22; nth += 1) {
    goTo(`q${nth}`)
    // oxlint-disable-next-line no-await-in-loop -- one is written after the other
    await field.fill(`q${nth} "a`)
  }
  goTo('q21')
  await expect.element(field).toHaveValue('q21 "a')
  goTo('q2')
  await expect.element(field).toHaveValue('q2 "a')
  goTo('q0')
  await expect.element(field).toHaveValue('q0')
})
