import { REFUSED, expect, test } from './fixtures.ts'
import { screen } from './screen.ts'

test('a thread that is not there says so and leads back', async ({
  page,
  seed,
  api,
  allowErrors,
}) => {
  allowErrors(REFUSED)
  const gone = await seed.thread(['Soon gone'])
  await api.beta.threads.delete(gone.id)
  for (const id of [gone.id, 'thread_', 'not-an-id', '%3Cb%3E']) {
    await page.goto(`/threads/${id}`)
    await expect(page.getByRole('heading', { name: 'This thread is not here' })).toBeVisible()
    await expect(page).toHaveTitle('Thread not found · Clew')
  }
  await page.getByRole('link', { name: 'Go to the threads' }).click()
  await expect(page).toHaveURL(/\/threads$/)
  await page.goto('/nowhere')
  await expect(page.getByRole('heading', { name: 'Nothing is at this address' })).toBeVisible()
  await expect(page).toHaveTitle('Not found · Clew')
})

test('a link to a message that is gone says so and leads to the end', async ({
  page,
  seed,
  allowErrors,
}) => {
  allowErrors(REFUSED)
  const thread = await seed.thread(['Here I am'])
  await page.goto(`/threads/${thread.id}#msg_000000000000000000000000`)
  await expect(page.getByText('This message is not in the thread')).toBeVisible()
  await page.getByRole('button', { name: 'Go to the last message' }).click()
  await expect(screen(page).message('Here I am')).toBeVisible()
})

test('what was being written in a thread that others delete is taken to a new one', async ({
  page,
  seed,
  api,
}) => {
  const thread = await seed.thread(['Soon gone'])
  await page.goto(`/threads/${thread.id}`)
  await screen(page).composer.getByRole('textbox', { name: 'Message' }).fill('An hour of work')
  await expect(page).toHaveTitle('Soon gone · Clew')
  await api.beta.threads.delete(thread.id)
  await expect(page).toHaveTitle('Thread not found · Clew')
  const kept = page.getByRole('region', { name: 'What was being written' })
  await expect(kept.getByRole('textbox')).toHaveValue('An hour of work')
  await kept.getByRole('button', { name: 'Take it to a new thread' }).click()
  await expect(page).toHaveURL(/\/threads\/new$/)
  await expect(page.getByRole('textbox', { name: 'Message', exact: true })).toHaveValue(
    'An hour of work',
  )
})
