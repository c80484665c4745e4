import { REFUSED, expect, expectNoAxeViolations, test } from './fixtures.ts'
import { choose, openThread, screen } from './screen.ts'

const ASKED = 'Where is my parcel?'

test('two threads are selected, compared, swapped and folded, and Back leads through it', async ({
  page,
  seed,
}) => {
  await seed.thread([ASKED, 'It comes on Monday.', 'Thanks'], { title: 'Early', desk: '4' })
  await seed.thread([ASKED, 'It comes on Friday.', 'Thanks'], { title: 'Late', desk: '4' })
  await seed.thread(['Other'], { title: 'Other' })
  await page.goto('/threads')
  const { row } = screen(page)
  const bar = page.getByRole('group', { name: 'Selected threads' })
  const compare = bar.getByRole('button', { name: 'Compare' })
  await row('Early').hover()
  await row('Early').getByRole('checkbox').click()
  await expect(compare).toBeHidden()
  await row('Late').getByRole('checkbox').click()
  await compare.click()
  await expect(page).toHaveURL(/\/compare\?left=thread_\w+&right=thread_\w+$/)
  await expect(page).toHaveTitle(/^Compare threads/)
  await expect(page.getByRole('region', { name: 'Side A' })).toContainText('Early')
  await expect(page.getByRole('region', { name: 'Side B' })).toContainText('Late')
  await expect(page.getByRole('deletion').filter({ hasText: 'Monday' })).toBeVisible()
  await expect(page.getByRole('insertion').filter({ hasText: 'Friday' })).toBeVisible()
  await expectNoAxeViolations(page)

  await page.keyboard.press('n')
  await expect(page.getByRole('article', { name: 'title, differs' })).toBeFocused()
  await page.keyboard.press('n')
  await expect(page.getByRole('article', { name: 'Assistant, differs' })).toBeFocused()
  await expect(page).toHaveURL(/&at=2$/)
  await page.getByLabel('Differences only').check()
  await expect(page.getByRole('article', { name: 'User' })).toHaveCount(0)
  await expect(page).toHaveURL(/&only=differences&at=2$/)
  await page.reload()
  await expect(page.getByRole('article', { name: 'Assistant, differs' })).toBeVisible()
  await expect(page.getByLabel('Differences only')).toBeChecked()

  await page.getByRole('button', { name: 'Swap sides' }).click()
  await expect(page.getByRole('region', { name: 'Side A' })).toContainText('Late')
  await expect(page.getByRole('deletion').filter({ hasText: 'Friday' })).toBeVisible()
  await page.goBack()
  await expect(page.getByRole('region', { name: 'Side A' })).toContainText('Early')
  await page.goBack()
  await expect(page).toHaveURL(/\/threads$/)
})

test('by keyboard a thread is compared with one that is found or pasted, also on a phone', async ({
  page,
  seed,
}) => {
  await page.setViewportSize({ width: 390, height: 844 })
  const early = await seed.thread([ASKED, 'Monday'], { title: 'Early' })
  const late = await seed.thread([ASKED, 'Friday'], { title: 'Late' })
  await openThread(page, early.id)
  await choose(page, 'Actions on Early', 'Compare with…')
  const { dialog } = screen(page)
  const asked = dialog('Compare thread with…')
  await expect(asked.getByRole('textbox')).toBeFocused()
  await expect(asked.getByRole('button', { name: 'Late' })).toBeVisible()
  await expect(asked.getByRole('button', { name: 'Early' })).toHaveCount(0)
  await expectNoAxeViolations(page)
  await page.keyboard.insertText(`http://127.0.0.1/threads/${late.id}#msg_1`)
  await expect(asked.getByRole('button', { name: 'Late' })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(`/compare?left=${early.id}&right=${late.id}`)
  await expect(page.getByRole('region', { name: 'Side B' })).toContainText('Late')
  await expect(page.getByRole('insertion').filter({ hasText: 'Friday' })).toBeVisible()
  await expectNoAxeViolations(page)
})

test('two runs of one thread are compared: settings, answers and figures', async ({
  page,
  api,
  seed,
}) => {
  const assistant = await seed.assistant()
  const { thread, run } = await seed.answeredThread(ASKED, assistant.id)
  const options = { assistant_id: assistant.id, temperature: 0.2, instructions: 'Answer briefly.' }
  const second = await api.beta.threads.runs.createAndPoll(thread.id, options)
  await openThread(page, thread.id, `?run=${second.id}&tab=run`)
  const { inspector, dialog } = screen(page)
  await inspector.getByRole('button', { name: 'Compare with…' }).click()
  await dialog('Compare run with…').getByRole('list', { name: 'Runs' }).getByRole('button').click()
  await expect(page).toHaveURL(
    `/compare?left=${thread.id}/${second.id}&right=${thread.id}/${run.id}`,
  )
  await expect(page.getByRole('article', { name: 'Temperature, differs' })).toContainText('0.2')
  await expect(page.getByRole('article', { name: 'Instructions, differs' })).toBeVisible()
  await expect(page.getByRole('article', { name: 'Model', exact: true })).toContainText('scripted')
  await expect(page.getByRole('article', { name: /^Duration/ })).toBeVisible()
  await expectNoAxeViolations(page)
})

test('what is not there, the same twice and a read that fails are told', async ({
  page,
  seed,
  allowErrors,
}) => {
  allowErrors(REFUSED)
  const one = await seed.thread(['One'], { title: 'One' })
  const two = await seed.thread(['Two'], { title: 'Two' })
  await page.goto(`/compare?left=${one.id}&right=thread_gone`)
  await expect(page.getByText('There is no thread for B')).toBeVisible()
  await expectNoAxeViolations(page)
  await page.getByRole('button', { name: 'Choose another one' }).click()
  await screen(page).dialog('Compare thread with…').getByRole('button', { name: 'Two' }).click()
  await expect(page.getByRole('deletion').filter({ hasText: 'One' }).first()).toBeVisible()

  await page.goto(`/compare?left=${one.id}&right=${one.id}`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The same thread on both sides')
  await page.goto('/compare')
  await expect(page.getByRole('heading', { level: 1 })).toContainText('side by side')

  const messages = `**/v1/threads/${two.id}/messages?*`
  await page.route(messages, (route) =>
    route.fulfill({ status: 400, json: { error: { message: 'It is locked.' } } }),
  )
  await page.goto(`/compare?left=${one.id}&right=${two.id}`)
  await expect(page.getByRole('alert')).toContainText('It is locked.')
  await page.unroute(messages)
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('insertion').filter({ hasText: 'Two' }).first()).toBeVisible()
})
