import { QueryClient } from '@tanstack/react-query'
import { expect, test, vi } from 'vitest'

import { CONTRACT_HEADER } from '#contract/contract-header.ts'
import { STAND_IN } from '#contract/stand-in.ts'

import { assistantOnceKnown, choiceOf, type Clues } from './likely-assistant.ts'
import { NEW_THREAD } from './new-thread-id.ts'

const named = (id: string) => ({ id, name: id })
const assistants = ['asst_a', 'asst_b', 'asst_c'].map(named)
const nothing: Clues = { here: undefined, ran: null, lately: undefined, isNew: false }

test.each<[string, Partial<Clues>, string | undefined]>([
  ['whom the reader chose', { here: 'asst_c', ran: 'asst_b', lately: 'asst_a' }, 'asst_c'],
  ['who ran last', { ran: 'asst_b', lately: 'asst_c' }, 'asst_b'],
  ['the last choice elsewhere, in a new thread', { lately: 'asst_c', isNew: true }, 'asst_c'],
  ['nobody, in a thread of others, whoever was chosen elsewhere', { lately: 'asst_c' }, undefined],
  ['nobody, where several are there and none was chosen', {}, undefined],
  ['nobody, where the last choice was deleted', { lately: 'asst_gone', isNew: true }, undefined],
  ['nobody, where the reader said so', { here: '', ran: 'asst_b' }, undefined],
])('%s', (_, known, id) => {
  const choice = choiceOf({ ...nothing, ...known }, assistants, undefined)
  expect(choice).toMatchObject({ isGone: false })
  expect(choice.chosen?.id).toBe(id)
})

test('the only one there is', () => {
  expect(choiceOf(nothing, [named('asst_a')], undefined).chosen?.id).toBe('asst_a')
})

test('one that stands for whoever answered in an import, only where the reader chose it', () => {
  const standIn = { ...named('asst_i'), metadata: STAND_IN }
  const ran = { ...nothing, ran: 'asst_i' }
  for (const choice of [
    choiceOf(ran, [standIn], undefined),
    choiceOf(ran, assistants, standIn),
    choiceOf(nothing, [standIn], undefined),
  ])
    expect(choice).toMatchObject({ chosen: undefined, isGone: false, isUnknown: false })
  expect(choiceOf({ ...ran, here: 'asst_i' }, [standIn], undefined).chosen?.id).toBe('asst_i')
})

test.each<[string, Partial<Clues>]>([
  ['ran last', { ran: 'asst_gone', lately: 'asst_b' }],
  ['the reader chose', { here: 'asst_gone', ran: 'asst_b' }],
])('nobody in place of one who %s and was deleted', (_, known) => {
  const choice = choiceOf({ ...nothing, ...known }, assistants, 'gone')
  expect(choice).toMatchObject({ chosen: undefined, isGone: true, isUnknown: false })
})

test('one who is not listed, found or not yet', () => {
  const known = { ...nothing, ran: 'asst_far' }
  expect(choiceOf(known, assistants, named('asst_far')).chosen?.name).toBe('asst_far')
  expect(choiceOf(known, assistants, undefined)).toMatchObject({
    chosen: { id: 'asst_far' },
    isNameless: true,
  })
  // One without a name is called by its id.
  const unnamed = { id: 'asst_far', name: null }
  expect(choiceOf<typeof unnamed>(known, [], unnamed)).toMatchObject({ isNameless: false })
})

test('nobody, where there is none', () => {
  expect(choiceOf(nothing, [], undefined)).toMatchObject({
    chosen: undefined,
    isGone: false,
    isUnknown: false,
  })
})

test.each<[string, Partial<Clues>, typeof assistants | undefined, boolean]>([
  ['the assistants are on their way', { lately: 'asst_a' }, undefined, true],
  ['the runs of the thread are', { ran: undefined }, assistants, true],
  ['its own assistant is known', { ran: 'asst_b' }, undefined, false],
  ['nobody is to answer', { here: '' }, undefined, false],
])('who answers, while %s', (_, known, listed, isUnknown) => {
  expect(choiceOf({ ...nothing, ...known }, listed, undefined)).toMatchObject({ isUnknown })
})

test('who answers is waited for, and not taken for nobody', async () => {
  const client = new QueryClient()
  let arrive = () => {}
  const late = new Promise<void>((resolve) => (arrive = resolve))
  vi.stubGlobal('fetch', async () => {
    await late
    const page = { object: 'list', data: assistants.slice(0, 1), has_more: false }
    return Response.json(page, { headers: { [CONTRACT_HEADER]: '1' } })
  })
  const whom = assistantOnceKnown(client, NEW_THREAD)
  arrive()
  expect(await whom).toBe('asst_a')
  vi.unstubAllGlobals()
})
