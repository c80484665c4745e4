import { expect, onTestFinished, test } from 'vitest'
import { page } from 'vitest/browser'

import { forgetDraftsOf, holdDraftsOf } from '#console/util/drafts.ts'
import { render } from '#testing/render.tsx'

import { GoneRunDrafts } from './GoneRunDrafts.tsx'
import { outputDrafts } from './output-drafts.ts'
import { emptySettings, runSettingsDrafts } from './run-settings.ts'
import { RunSettingsNote } from './RunSettingsNote.tsx'

test('outputs and settings of runs that were being typed are there when the thread is not', async () => {
  onTestFinished(() => {
    for (const id of ['thread_1', 'thread_2']) forgetDraftsOf(id)
  })
  const typed = (output: string) => () => ({ call_1: { name: 'track', output } })
  outputDrafts.change('thread_1/run_1', typed('{"at":"Bergen"}'), 'now')
  outputDrafts.change('thread_2/run_2', typed('of another'), 'now')
  runSettingsDrafts.change(
    'thread_1',
    () => ({
      ...emptySettings,
      instructions: 'Be brief.',
      metadata: [{ key: 'desk', value: '4' }],
    }),
    'now',
  )
  holdDraftsOf('thread_1')
  await render(<GoneRunDrafts threadId="thread_1" />)
  const boxes = page.getByRole('textbox')
  await expect.element(boxes.nth(0)).toHaveValue('track:\n{"at":"Bergen"}')
  await expect.element(boxes.nth(1)).toHaveValue('instructions: Be brief.\nmetadata.desk: 4')
  expect(boxes.elements().length).toBe(2)
  await expect.element(page.getByRole('button', { name: 'Copy outputs' })).toBeVisible()
  await page.getByRole('button', { name: 'Discard' }).nth(0).click()
  await expect.element(boxes).toHaveValue('instructions: Be brief.\nmetadata.desk: 4')
  expect(outputDrafts.get('thread_1/run_1')).toEqual({})
  await page.getByRole('button', { name: 'Discard' }).click()
  expect(boxes.elements()).toEqual([])
  expect(outputDrafts.get('thread_2/run_2')).not.toEqual({})
})

test('what is set for a run is counted where a message is sent with one, and where it is set', async () => {
  onTestFinished(() => forgetDraftsOf('thread_3'))
  await render(<RunSettingsNote threadId="thread_3" />)
  expect(page.getByRole('status').elements()).toEqual([])
  runSettingsDrafts.change('thread_3', (all) => ({ ...all, model: 'm', temperature: '1' }), 'now')
  await expect.element(page.getByText(/2 run settings are\s+not used here/)).toBeVisible()
  runSettingsDrafts.change('thread_3', (all) => ({ ...all, model: '' }), 'now')
  await expect.element(page.getByText(/One run setting is\s+not used here/)).toBeVisible()
})
