import type { Page } from '@playwright/test'

import { buildMessage, buildRun, buildRunStep } from '#testing/builders.ts'

import { expect, expectNoAxeViolations, test } from './fixtures.ts'
import { screen, untilFound } from './screen.ts'
import { searching } from './searching.ts'

const markedPlace = (page: Page) =>
  page.evaluate(() => [...(CSS.highlights.get('find-current') ?? [])].map(String))

test('what was found in metadata is marked there, also where the inspector takes the place of all', async ({
  page,
  seed,
}) => {
  const { id } = await seed.thread(['Hello'], { title: 'Travels', city: 'Old Zanzibar' })
  await untilFound(page, 'zanzibar', 1)
  const inMetadata = () =>
    page.evaluate(() => [...(CSS.highlights.get('find-step-current') ?? [])].map(String))
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 800 })
    await page.goto('/threads?q=zanzibar')
    await searching(page).hit('Zanzibar').click()
    await expect(page).toHaveURL(new RegExp(`${id}\\?.*tab=thread`))
    await expect(page.getByText('Old Zanzibar')).toBeInViewport()
    await expect.poll(inMetadata).toEqual(['Zanzibar'])
  }
})

test('a match in the name of a file opens at its message, with the name in its tile marked and gone through', async ({
  page,
  seed,
}) => {
  const names = ['first invoice.pdf', `${'a long name of a '.repeat(6)}last invoice.pdf`]
  const files = await Promise.all(names.map((name) => seed.file(name)))
  const messages = Array.from({ length: 90 }, (_, at) =>
    buildMessage({ role: 'user', text: at === 60 ? 'The invoice, twice' : `and ${at}` }),
  )
  const attachments = files.map((file) => ({ file_id: file.id, tools: [] }))
  const withFiles = messages.map((message, at) =>
    at === 60 ? { ...message, attachments } : message,
  )
  const { id } = await seed.imported(withFiles, [], { title: 'Papers' })
  await untilFound(page, 'invoice', 3)
  const { hit, find } = searching(page)
  const { message, log } = screen(page)
  const current = () =>
    page.evaluate(() => {
      const [range] = CSS.highlights.get('find-current') ?? []
      if (!(range instanceof Range)) return undefined
      const box = range.getBoundingClientRect()
      const tile = range.startContainer.parentElement?.closest('a')
      const edges = tile?.getBoundingClientRect()
      const isSeen = edges && box.width > 0 && box.right <= edges.right && box.bottom < innerHeight
      return `${range.toString()} of ${tile?.textContent.match(/first|last/)?.[0]} ${isSeen}`
    })
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 800 })
    await page.goto('/threads?q=invoice')
    await hit('last invoice').click()
    await expect(page).toHaveURL(new RegExp(`${id}\\?q=invoice#msg_`))
    await expect(message('The invoice, twice')).toBeInViewport()
    await expect(find.getByRole('status')).toHaveText('3 of 3')
    await expect.poll(current).toBe('invoice of last true')
    await page.reload()
    await expect.poll(current).toBe('invoice of last true')
    await log.press('Shift+N')
    await expect(find.getByRole('status')).toHaveText('2 of 3')
    await expect.poll(current).toBe('invoice of first true')
    await log.press('n')
    await expect.poll(current).toBe('invoice of last true')
  }
  await page.goto('/threads?q=invoice')
  await hit('first invoice').click()
  await expect(find.getByRole('status')).toHaveText('2 of 3')
})

test('what was found in a title is marked in the header, and in the metadata where they are shown', async ({
  page,
  seed,
}) => {
  const { id } = await seed.thread(['Hello'], { title: 'A quokka on leave' })
  await untilFound(page, 'quokka', 1)
  const marked = (name: string) =>
    page.evaluate(
      (of) =>
        [...(CSS.highlights.get(of) ?? [])].map((range) => [
          range instanceof Range ? range.toString() : undefined,
          range.startContainer.parentElement?.closest('h1, dd')?.tagName,
        ]),
      name,
    )
  for (const { width, query } of [
    { width: 1440, query: '?q=quokka&tab=thread' },
    { width: 390, query: '?q=quokka' },
  ]) {
    await page.setViewportSize({ width, height: 800 })
    await page.goto(`/threads${query}`)
    await searching(page).hit('A quokka on leave').click()
    await expect(page).toHaveURL(new RegExp(id))
    await expect.poll(() => marked('find-step-current')).toEqual([['quokka', 'H1']])
    if (width === 390) continue
    await expect(screen(page).inspector.getByText('A quokka on leave')).toBeVisible()
    await expect.poll(() => marked('find-step')).toContainEqual(['quokka', 'DD'])
  }
})

test('a match of the open thread that is in none of its messages has its words marked, and no others', async ({
  page,
  seed,
}) => {
  const { id } = await seed.thread(['A bodyzebra'], { title: 'A titlezebra', k: 'A metazebra' })
  await untilFound(page, `bodyzebra OR titlezebra OR metazebra thread:${id}`, 3)
  const { field, hit, find } = searching(page)
  const marked = () =>
    page.evaluate(() =>
      ['find', 'find-step-current'].map((name) =>
        [...(CSS.highlights.get(name) ?? [])].map((range) =>
          range instanceof Range ? range.toString() : '',
        ),
      ),
    )
  await page.goto('/threads?tab=thread')
  const open = async (word: string) => {
    await field.fill(`${word} `)
    // What was found before has the thread's title, too.
    const mark = page.locator('mark', { hasText: word })
    await hit(word).filter({ has: mark }).click()
  }
  for (const [word, marks] of [
    ['bodyzebra', [['bodyzebra'], []]],
    ['titlezebra', [[], ['titlezebra']]],
    ['bodyzebra', [['bodyzebra'], []]],
    ['metazebra', [[], ['metazebra']]],
  ] as const) {
    await open(word)
    await expect.poll(marked).toEqual(marks)
    await expect(find).toHaveCount(word === 'bodyzebra' ? 1 : 0)
  }
  // What is looked for then is what the reader types.
  await screen(page).title.click()
  await page.keyboard.press('Control+f')
  await find.getByRole('textbox').fill('body')
  await expect.poll(marked).toEqual([['body'], []])
  await hit('metazebra').click()
  await expect.poll(marked).toEqual([[], ['metazebra']])
  await expect(find).toHaveCount(0)
})

test('what was found in metadata of a message is shown below it, and marked', async ({
  page,
  seed,
  api,
}) => {
  const { id } = await seed.thread(['Hello', 'Where to?'], { place: 'Zanzibar too' })
  const { data } = await api.beta.threads.messages.list(id, { order: 'asc' })
  const [first] = data
  if (!first) throw new Error('There is no message.')
  await api.beta.threads.messages.update(first.id, {
    thread_id: id,
    metadata: { slot: 'Inform:zanzibar' },
  })
  await untilFound(page, `zanzibar thread:${id}`, 2)
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 800 })
    await page.goto(`/threads?q=zanzibar+thread:${id}`)
    await searching(page).hit('Inform:zanzibar').click()
    await expect(page).toHaveURL(new RegExp(`#${first.id}`))
    const { message } = screen(page)
    await expect(message('Hello').getByText('Inform:zanzibar')).toBeInViewport()
    await expect
      .poll(() =>
        page.evaluate(() => [...(CSS.highlights.get('find-step-current') ?? [])].map(String)),
      )
      .toEqual(['zanzibar'])
    await expect(message('Where to?').getByText('Inform:zanzibar')).toHaveCount(0)
  }
  await expectNoAxeViolations(page)
})

test('a match in a tool call opens at its step, with its words marked', async ({ page, seed }) => {
  const { id: assistant_id } = await seed.assistant()
  const run = buildRun({ status: 'completed', assistant_id })
  const stepOf = (id: string, output: string) =>
    buildRunStep({
      id,
      run_id: run.id,
      assistant_id,
      type: 'tool_calls',
      status: 'completed',
      step_details: {
        type: 'tool_calls',
        tool_calls: [
          {
            type: 'function',
            id: `call_${id}`,
            function: { name: 'list_birds', arguments: '{}', output },
          },
        ],
      },
    })
  const birds = Array.from({ length: 400 }, (_, at) => `finch ${at}`)
  const messages = [
    buildMessage({ role: 'user', text: 'Which ones?' }),
    { ...buildMessage({ role: 'assistant', text: 'Many.' }), run_id: run.id },
  ]
  const steps = [
    stepOf('step_1', 'none'),
    stepOf('step_2', [...birds, 'a quetzal', ...birds].join('\n')),
  ]
  await seed.imported(messages, [run], { title: 'Birds' }, steps)
  await untilFound(page, 'quetzal', 1)
  await page.goto('/threads?q=quetzal')
  await searching(page).hit('Birds').click()
  await expect(page).toHaveURL(/call=step_2/)
  const word = screen(page).inspector.getByText('a quetzal')
  const current = () =>
    page.evaluate(() => {
      const [range] = CSS.highlights.get('find-step-current') ?? []
      if (!(range instanceof Range)) return undefined
      const box = range.getBoundingClientRect()
      return `${range.toString()} ${box.top > 0 && box.bottom < innerHeight}`
    })
  await expect(word).toBeVisible()
  await expect.poll(current).toBe('quetzal true')
  await page.reload()
  await expect.poll(current).toBe('quetzal true')
  // The console has the size of the page.
  expect(await page.evaluate(() => document.scrollingElement?.scrollTop)).toBe(0)
})

test('a match in a tool call is marked where the list shows it, also before what came out of the call', async ({
  page,
  seed,
}) => {
  const { id: assistant_id } = await seed.assistant()
  const run = buildRun({ status: 'completed', assistant_id })
  const asked = { bird: 'a green quetzal', place: 'the cloud forest' }
  const call = {
    type: 'function' as const,
    id: 'call_1',
    function: {
      name: 'find_bird',
      arguments: JSON.stringify(asked),
      output: JSON.stringify({ found: 'quetzal', seen: 3 }),
    },
  }
  const step = buildRunStep({
    id: 'step_1',
    run_id: run.id,
    assistant_id,
    type: 'tool_calls',
    status: 'completed',
    step_details: { type: 'tool_calls', tool_calls: [call] },
  })
  const messages = [
    buildMessage({ role: 'user', text: 'Which one?' }),
    { ...buildMessage({ role: 'assistant', text: 'This one.' }), run_id: run.id },
  ]
  await seed.imported(messages, [run], { title: 'Birds' }, [step])
  await untilFound(page, 'quetzal', 1)
  await page.goto('/threads?q=quetzal')
  await searching(page).hit('Birds').click()
  const marked = () =>
    page.evaluate(() => {
      const [range] = CSS.highlights.get('find-step-current') ?? []
      const line = range instanceof Range && range.startContainer.parentElement?.closest('pre')
      return line ? line.textContent : undefined
    })
  await expect.poll(marked).toContain('a green quetzal')
})

test('Back and Forward lead to the words of each search in the thread, and leave what is typed alone', async ({
  page,
  seed,
}) => {
  await seed.thread(['A hotel by the train', 'Another hotel'], { title: 'Travels' })
  await untilFound(page, 'hotel', 2)
  await page.goto('/threads')
  const { field, hit, find } = searching(page)
  await field.fill('hotel')
  const words = find.getByRole('textbox')
  await hit('by the train').click()
  await expect(words).toHaveValue('hotel')
  await expect(find.getByRole('status')).toHaveText('1 of 2')
  await field.fill('train')
  await field.press('Enter')
  await expect(hit('Another hotel')).toHaveCount(0)
  await hit('by the train').click()
  await expect(words).toHaveValue('train')
  await expect(find.getByRole('status')).toHaveText('1 of 1')
  while (!page.url().includes('q=hotel')) await page.goBack()
  await expect(words).toHaveValue('hotel')
  await expect.poll(() => markedPlace(page)).toEqual(['hotel'])
  await expect(find.getByRole('status')).toHaveText('1 of 2')
  while (!page.url().includes('q=train')) await page.goForward()
  await expect(words).toHaveValue('train')
  await expect.poll(() => markedPlace(page)).toEqual(['train'])

  await words.fill('another')
  await expect.poll(() => markedPlace(page)).toEqual(['Another'])
  await page.getByRole('tab', { name: 'Thread' }).click()
  await page.getByRole('tab', { name: 'Run' }).click()
  await field.fill('train ')
  await expect(page).toHaveURL(/tab=run/)
  await expect(words).toHaveValue('another')
  await expect.poll(() => markedPlace(page)).toEqual(['Another'])
})
