import { expect, test } from 'vitest'

import { newTabs } from '#testing/tabs.ts'

import { forgetSettings, newRunSettingsDrafts } from './run-settings.ts'

test('settings typed in two tabs at once stand in both; of a choice made in both, one', () => {
  const { open } = newTabs()
  const [a, b] = [open(), open()]
  const [inA, inB] = [newRunSettingsDrafts(a.tab), newRunSettingsDrafts(b.tab)]
  const id = 'thread_1'
  inB.get(id)
  inA.change(id, (each) => ({ ...each, model: 'gpt-4o' }))
  inB.change(id, (each) => ({ ...each, instructions: 'Be brief.' }))
  a.settle()
  b.settle()
  for (const drafts of [inA, inB])
    expect(drafts.get(id)).toMatchObject({ model: 'gpt-4o', instructions: 'Be brief.' })
  inA.change(id, (each) => ({ ...each, tool_choice: 'none' }))
  inB.change(id, (each) => ({ ...each, tool_choice: 'auto' }))
  a.settle()
  b.settle()
  expect(inA.get(id)).toEqual(inB.get(id))
  expect(['none', 'auto']).toContain(inA.get(id).tool_choice)
})

test('a run that has started forgets what it was started with, and nothing typed since', () => {
  const { open } = newTabs()
  const [a, b] = [open(), open()]
  const [inA, inB] = [newRunSettingsDrafts(a.tab), newRunSettingsDrafts(b.tab)]
  const id = 'thread_1'
  inA.change(id, (each) => ({ ...each, model: 'gpt-4o' }), 'now')
  const sent = inA.get(id)
  // The other tab writes while this one is not told of it.
  inB.get(id)
  a.freeze()
  inB.change(id, (each) => ({ ...each, temperature: '0.5' }), 'now')
  forgetSettings(id, sent, inA)
  expect(inA.get(id)).toMatchObject({ model: 'gpt-4o', temperature: '0.5' })
  forgetSettings(id, inA.get(id), inA)
  expect(inA.get(id)).toMatchObject({ model: '', temperature: '' })
})
