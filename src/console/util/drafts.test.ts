import { describe, expect, it, vi } from 'vitest'

import { newTabs } from '#testing/tabs.ts'

import { forgetDraftsOf, holdDraftsOf, newDrafts } from './drafts.ts'
import type { Tab } from './tab.ts'

const ID = 'thread_1'
const draftsIn = (tab: Tab) =>
  newDrafts<string>({
    prefix: 'clew.test.',
    empty: () => '',
    isEmpty: (text) => text === '',
    parse: (kept) => {
      if (typeof kept !== 'string') throw new TypeError('no text')
      return kept
    },
    tab,
  })
const twoTabs = () => {
  const { browser, open } = newTabs()
  const [a, b] = [open(), open()]
  return { browser, open, a, b, inA: draftsIn(a.tab), inB: draftsIn(b.tab) }
}

describe('drafts', () => {
  it('come back after a reload, kept soon, at once or on leaving', () => {
    const { open, a, inA } = twoTabs()
    const reloaded = () => draftsIn(open().tab).get(ID)
    inA.change(ID, () => 'one')
    expect(reloaded()).toBe('')
    a.settle()
    expect(reloaded()).toBe('one')
    inA.change(ID, () => 'two', 'now')
    expect(reloaded()).toBe('two')
    inA.change(ID, () => 'three')
    a.leave()
    expect(reloaded()).toBe('three')
    inA.forget(ID)
    expect(reloaded()).toBe('')
  })

  it('are as many as there is room for, the oldest too', () => {
    const { open, a, inA } = twoTabs()
    for (let at = 0; at < 300; at++) inA.change(`thread_${at}`, () => `text ${at}`)
    a.settle()
    const reloaded = draftsIn(open().tab)
    expect(reloaded.get('thread_0')).toBe('text 0')
    expect(reloaded.get('thread_299')).toBe('text 299')
  })

  it('of what is gone go with it, those of its parts and those kept before a reload too', () => {
    const { browser, open, a, inA } = twoTabs()
    for (const id of [ID, `${ID}/run_1`, 'thread_10']) inA.change(id, () => id, 'now')
    const reloaded = draftsIn(open().tab)
    forgetDraftsOf(ID)
    a.settle()
    expect([...browser.values.keys()]).toEqual(['clew.test.thread_10'])
    expect(inA.get(ID)).toBe('')
    expect(reloaded.get(`${ID}/run_1`)).toBe('')
  })

  it('of what others deleted stay in the tab that shows it, whoever forgets them', () => {
    const { open, a, inA, inB } = twoTabs()
    inA.change(ID, () => 'an hour of work', 'now')
    holdDraftsOf(ID)
    inB.forget(ID)
    expect(inA.get(ID)).toBe('an hour of work')
    expect(draftsIn(open().tab).get(ID)).toBe('an hour of work')
    inA.forget(ID)
    a.settle()
    expect(draftsIn(open().tab).get(ID)).toBe('')
  })

  it('that are not what was written are passed over', () => {
    const { browser, inA } = twoTabs()
    browser.values.set(`clew.test.${ID}`, '{"at":')
    browser.values.set('clew.test.other', '7')
    expect(inA.get(ID)).toBe('')
    expect(inA.get('other')).toBe('')
  })
})

describe('two tabs', () => {
  it('know what the other has sent before they are told, once they read again', () => {
    const { b, inA, inB } = twoTabs()
    inA.change(ID, () => 'Hello', 'now')
    expect(inB.get(ID)).toBe('Hello')
    b.freeze()
    inA.forget(ID)
    expect(inB.get(ID)).toBe('Hello')
    inB.readAgain(ID)
    expect(inB.get(ID)).toBe('')
  })

  it('show the same, and nothing of what was sent in either', () => {
    const { open, a, b, inA, inB } = twoTabs()
    expect(inB.get(ID)).toBe('')
    inA.change(ID, () => 'Hello')
    a.settle()
    expect(inB.get(ID)).toBe('Hello')
    inA.forget(ID)
    expect(inB.get(ID)).toBe('')
    // One key: what was sent is not offered again.
    inB.change(ID, (text) => `${text}x`)
    b.settle()
    expect(draftsIn(open().tab).get(ID)).toBe('x')
  })

  it('leave what was typed since', () => {
    const { open, a, b, inA, inB } = twoTabs()
    inB.get(ID)
    inA.change(ID, () => 'Hello')
    a.settle()
    inB.change(ID, (text) => `${text} there`)
    inA.forget(ID)
    expect(inB.get(ID)).toBe(' there')
    b.settle()
    expect(inA.get(ID)).toBe(' there')
    expect(draftsIn(open().tab).get(ID)).toBe(' there')
  })

  it('join what is typed in both at once', () => {
    const { open, a, b, inA, inB } = twoTabs()
    inA.change(ID, () => 'Dear customer,', 'now')
    inB.get(ID)
    inA.change(ID, (text) => `${text} thank you.`)
    inB.change(ID, (text) => `Re: ${text}`)
    a.settle()
    b.settle()
    const joined = 'Re: Dear customer, thank you.'
    expect([inA.get(ID), inB.get(ID)]).toEqual([joined, joined])
    expect(draftsIn(open().tab).get(ID)).toBe(joined)
  })

  it('join what a tab wrote that was not told yet', () => {
    const { b, inA, inB } = twoTabs()
    inB.get(ID)
    b.freeze()
    inA.change(ID, () => 'from A', 'now')
    // The whole text of its box, which does not show what the other wrote.
    inB.change(ID, () => 'from B', 'now')
    expect(inB.get(ID)).toBe('from Afrom B')
    expect(inA.get(ID)).toBe('from Afrom B')
  })

  it('join what one wrote over the other, for storage reaches tabs late', () => {
    const { a, inA } = twoTabs()
    const written = JSON.stringify('from B')
    inA.change(ID, () => 'from A', 'now')
    a.overwritten(`clew.test.${ID}`, written, null)
    expect(inA.get(ID)).toBe('from Bfrom A')
  })

  it('agree again when one was frozen meanwhile', () => {
    const { a, b, inA, inB } = twoTabs()
    inB.get(ID)
    inA.change(ID, () => 'Hello', 'now')
    b.freeze()
    inA.forget(ID)
    expect(inB.get(ID)).toBe('Hello')
    b.comeBack()
    expect(inB.get(ID)).toBe('')
    a.settle()
  })

  it('that were not told look before they change', () => {
    const { b, inA, inB } = twoTabs()
    inB.get(ID)
    inA.change(ID, () => 'Hello', 'now')
    b.freeze()
    inA.forget(ID)
    inB.change(ID, (text) => `${text}x`)
    expect(inB.get(ID)).toBe('x')
  })
})

describe('writes that cross', () => {
  /** Both write before either is told; `first` is the one whose write arrives first. */
  const crossing = (first: 'a' | 'b', before = '') => {
    const tabs = twoTabs()
    const { a, b, inA, inB } = tabs
    if (before !== '') inA.change(ID, () => before, 'now')
    inB.get(ID)
    a.cross()
    b.cross()
    const arrive = () => (first === 'a' ? [a, b] : [b, a]).forEach((tab) => tab.arrive())
    const shown = () => {
      a.settle()
      b.settle()
      return [inA.get(ID), inB.get(ID), draftsIn(tabs.open().tab).get(ID)]
    }
    return { ...tabs, arrive, shown }
  }

  it.each(['a', 'b'] as const)('are joined, whichever arrives first: %s', (first) => {
    const { inA, inB, arrive, shown } = crossing(first, 'Dear customer,')
    inA.change(ID, (text) => `${text} thank`, 'now')
    inA.change(ID, (text) => `${text} you.`, 'now')
    inB.change(ID, (text) => `Re: ${text}`, 'now')
    arrive()
    const joined = 'Re: Dear customer, thank you.'
    expect(shown()).toEqual([joined, joined, joined])
  })

  it.each(['a', 'b'] as const)('are joined where nothing was there before: %s', (first) => {
    const { inA, inB, arrive, shown } = crossing(first)
    inA.change(ID, () => 'from A', 'now')
    inB.change(ID, () => 'from B', 'now')
    arrive()
    const [a, b, kept] = shown()
    expect([b, kept]).toEqual([a, a])
    expect(a).toMatch(/^(from Afrom B|from Bfrom A)$/)
  })

  it('are joined while both go on writing', () => {
    const { a, b, inA, inB, arrive, shown } = crossing('a', '-')
    inA.change(ID, (text) => `${text}1`, 'now')
    inB.change(ID, (text) => `x${text}`, 'now')
    arrive()
    a.cross()
    b.cross()
    inA.change(ID, (text) => `${text}2`, 'now')
    inB.change(ID, (text) => `y${text}`, 'now')
    arrive()
    expect(shown()).toEqual(Array(3).fill('yx-12'))
  })

  it('are joined by the other where the tab that wrote first is gone', () => {
    const { a, b, inA, inB, open } = crossing('a', 'Dear customer,')
    inA.change(ID, (text) => `${text} thank you.`)
    a.leave()
    a.close()
    inB.change(ID, (text) => `Re: ${text}`, 'now')
    a.arrive()
    b.arrive()
    b.settle()
    const joined = 'Re: Dear customer, thank you.'
    expect([inB.get(ID), draftsIn(open().tab).get(ID)]).toEqual([joined, joined])
  })

  it.each(['a', 'b'] as const)('leave what was typed while the rest was sent: %s', (first) => {
    const { inA, inB, arrive, shown } = crossing(first, 'Hello')
    inA.forget(ID)
    inB.change(ID, (text) => `${text} there`, 'now')
    arrive()
    expect(shown()).toEqual([' there', ' there', ' there'])
  })

  it('of a text and of the last trace of what was sent leave the text', () => {
    const { a, b, inA, inB, open } = twoTabs()
    inA.change(ID, () => 'Hello', 'now')
    inB.get(ID)
    inA.forget(ID)
    a.cross()
    b.cross()
    a.settle()
    inB.change(ID, () => 'Next', 'now')
    b.arrive()
    a.arrive()
    b.settle()
    expect([inA.get(ID), inB.get(ID)]).toEqual(['Next', 'Next'])
    expect(draftsIn(open().tab).get(ID)).toBe('Next')
  })

  it('do not bring back what was sent while a tab slept', () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const { a, b, inA, inB, open } = twoTabs()
    inA.change(ID, () => 'Hello', 'now')
    a.freeze()
    inB.forget(ID)
    b.settle()
    draftsIn(open().tab).change(ID, () => 'Next', 'now')
    vi.advanceTimersByTime(60_000)
    a.comeBack()
    expect(inA.get(ID)).toBe('Next')
    vi.useRealTimers()
  })

  it('leave no trace of what was forgotten', () => {
    const { browser, a, inA } = twoTabs()
    inA.change(ID, () => 'Hello', 'now')
    inA.forget(ID)
    expect(inA.ids()).toEqual([])
    a.settle()
    expect([...browser.values.keys()]).toEqual([])
    inA.change(ID, () => 'Hello', 'now')
    inA.change(ID, () => '')
    a.leave()
    expect([...browser.values.keys()]).toEqual([])
  })
})

describe('what cannot be kept', () => {
  const unkept = (drafts: ReturnType<typeof draftsIn>) => drafts.unkept(ID)

  it('is said where storage is full, and takes nothing from others', () => {
    const { browser, open, a, inA } = twoTabs()
    inA.change('other', () => 'x'.repeat(500), 'now')
    browser.room = 600
    inA.change(ID, () => 'y'.repeat(500), 'now')
    expect(unkept(inA)).toBe('full')
    expect(inA.get(ID)).toHaveLength(500)
    expect(draftsIn(open().tab).get('other')).toHaveLength(500)
    inA.forget('other')
    inA.change(ID, (text) => `${text}!`)
    a.settle()
    expect(unkept(inA)).toBeUndefined()
    expect(draftsIn(open().tab).get(ID)).toHaveLength(501)
  })

  it('is said where storage is closed', () => {
    const { browser, inA } = twoTabs()
    browser.isClosed = true
    inA.change(ID, () => 'Hello', 'now')
    expect(unkept(inA)).toBe('closed')
    inA.forget(ID)
    expect(unkept(inA)).toBeUndefined()
  })
})
