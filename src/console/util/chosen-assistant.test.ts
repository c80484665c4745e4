import { expect, test } from 'vitest'

import { newTabs } from '#testing/tabs.ts'

import { newChosenAssistants } from './chosen-assistant.ts'

test('what two tabs chose stands in both, and in one that is opened later', () => {
  const { open } = newTabs()
  const [inA, inB] = [newChosenAssistants(open().tab), newChosenAssistants(open().tab)]
  inA.choose('thread_1', '')
  inB.choose('thread_2', 'asst_b')
  const inC = newChosenAssistants(open().tab)
  for (const chosen of [inA, inB, inC]) {
    expect(chosen.get('thread_1')).toEqual({ here: '', lately: 'asst_b' })
    expect(chosen.get('thread_2').here).toBe('asst_b')
  }
})

test('a tab that slept writes over nothing', () => {
  const { open } = newTabs()
  const a = open()
  const [inA, inB] = [newChosenAssistants(a.tab), newChosenAssistants(open().tab)]
  a.freeze()
  inB.choose('thread_1', 'asst_b')
  expect(inA.get('thread_1').here).toBeUndefined()
  inA.choose('thread_2', 'asst_a')
  expect(newChosenAssistants(open().tab).get('thread_1').here).toBe('asst_b')
  expect(inA.get('thread_1').here).toBe('asst_b')
})

test('storage that is full or closed keeps a choice as long as the page', () => {
  const { browser, open } = newTabs()
  const a = open()
  const inA = newChosenAssistants(a.tab)
  browser.room = 0
  inA.choose('thread_1', 'asst_a')
  a.comeBack()
  browser.isClosed = true
  inA.choose('thread_2', 'asst_b')
  expect(inA.get('thread_1')).toEqual({ here: 'asst_a', lately: 'asst_b' })
})
