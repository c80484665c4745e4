import type { Locator, Page } from '@playwright/test'

import { COLOURS, REFUSED, expect, expectNoAxeViolations, isInFront, test } from './fixtures.ts'
import { GROUP, STATES } from './furnished.ts'
import type { Furnished } from './furnished.ts'
import { boxOf } from './reading.ts'
import { choose, screen } from './screen.ts'

test.use({ baseURL: async ({ furnished }, use) => use(furnished.url) })

/** Opens the list or a thread, with few others in the list: axe looks at each of its rows. */
const open = (page: Page, threadId = '', tab = '') =>
  page.goto(`/threads/${threadId}?meta.group=${GROUP}${tab && `&tab=${tab}`}`)

/** How each screen is come to, from threads of every kind. */
const screens: Record<string, (page: Page, at: Furnished) => Promise<unknown>> = {
  'the list': async (page) => {
    await open(page)
    await expect(screen(page).list.getByRole('listitem').first()).toBeVisible()
  },
  'a thread of every content': async (page, { rich }) => {
    await open(page, rich)
    await expect(screen(page).message('The end of it')).toBeVisible()
  },
  'an empty thread': async (page, { empty }) => {
    await open(page, empty)
    await expect(screen(page).messageBox).toBeVisible()
  },
  'the start of a run': async (page, { empty }) => {
    await open(page, empty, 'run')
    await page.getByText('More settings').click()
  },
  'the details of a thread': async (page, { rich }) => {
    await open(page, rich, 'thread')
    await expect(page.getByRole('heading', { name: 'Tool resources' })).toBeVisible()
  },
  ...Object.fromEntries(
    STATES.map(({ name, heading }) => [
      `a run that ${name}`,
      async (page: Page, { runs }: Furnished) => {
        await open(page, runs[name], 'run')
        await expect(page.getByRole('heading', { level: 2, name: heading })).toBeVisible()
      },
    ]),
  ),
  'the assistants': async (page) => {
    await page.goto('/assistants')
    await expect(page.getByRole('heading', { name: 'Assistants' })).toBeVisible()
  },
  'an assistant': async (page, { assistant }) => {
    await page.goto(`/assistants/${assistant}`)
    await expect(page.getByRole('form', { name: 'Edit assistant' })).toBeVisible()
    await expect(page).toHaveTitle(/\S · Assistants · Clew$/)
  },
  'a thread that is not there': async (page) => {
    await page.goto('/threads/thread_none')
    await expect(page.getByRole('heading', { name: 'This thread is not here' })).toBeVisible()
  },
  'no page': async (page) => {
    await page.goto('/nowhere')
    await expect(page.getByRole('heading', { name: 'Nothing is at this address' })).toBeVisible()
  },
}

/** What dialogs are opened over, and how each is come to from there. */
interface Under {
  come: (page: Page, at: Furnished) => Promise<unknown>
  dialogs: Record<string, (page: Page) => Promise<unknown>>
}

const ofThread = (page: Page, item: string) =>
  choose(page.getByRole('main'), /^Actions on Every/, item)

const overlays: Record<string, Under> = {
  'a thread': {
    come: (page, { rich }) => open(page, rich),
    dialogs: {
      'Rename thread': (page) => ofThread(page, 'Rename'),
      'Delete thread': (page) => ofThread(page, 'Delete thread'),
      msg_: (page) =>
        choose(screen(page).message('The end of it'), 'Actions on the message', 'Show JSON'),
    },
  },
  'what is being written': {
    come: (page, { rich }) => open(page, rich),
    dialogs: {
      'Metadata of the message': (page) =>
        page.getByRole('button', { name: 'Add metadata' }).click(),
      'Image from an address': async (page) => {
        await page.getByRole('button', { name: 'Add an image by its address' }).click()
        await page.getByRole('button', { name: 'Add image', exact: true }).click()
      },
    },
  },
  'the start of a run': {
    come: (page, { empty }) => open(page, empty, 'run'),
    dialogs: {
      'New assistant': (page) => page.getByRole('button', { name: 'New assistant' }).click(),
    },
  },
  'the list': {
    come: (page) => open(page),
    dialogs: {
      // What models there are in front of another server, that one says.
      ...(!isInFront && {
        'Answers are scripted': (page: Page) =>
          page.getByRole('button', { name: 'Connect a model' }).click(),
      }),
      'Filter threads': (page) => page.getByRole('button', { name: 'Filter', exact: true }).click(),
    },
  },
}

/** What sticks out at the side: the page itself, or a part that scrolls where it should not. */
const sticksOut = (page: Page) =>
  page.evaluate(() => {
    const parts = [
      document.documentElement,
      ...document.querySelectorAll('main, [role=log], dialog'),
    ]
    return parts
      .filter(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth)
      .map((part) => `${part.tagName} ${part.scrollWidth} > ${part.clientWidth}`)
  })

/** Colours fade into each other for a moment: here at once. */
const settled = (page: Page) =>
  page.evaluate(async () => {
    // A page that the machine has no time to draw has no next frame for long.
    const late = new Promise((resolve) => setTimeout(resolve, 5000))
    const drawn = new Promise((resolve) =>
      requestAnimationFrame(() => requestAnimationFrame(resolve)),
    )
    await Promise.race([drawn, late])
    for (const each of document.getAnimations()) if (each instanceof CSSTransition) each.finish()
  })

/** The whole of axe in light. @param within a selector */
const expectClean = async (page: Page, within?: string) => {
  await page.emulateMedia({ colorScheme: 'light' })
  // From the dark of the width before.
  await settled(page)
  await expectNoAxeViolations(page, { within })
}

/** A dark screen is the same page in other colours. @param within a selector */
const expectCleanInDark = async (page: Page, within?: string) => {
  await page.emulateMedia({ colorScheme: 'dark' })
  await settled(page)
  await expectNoAxeViolations(page, { rules: COLOURS, within })
}

/** Wide, a phone, and the narrowest a page has to fit, as at 400 % zoom. */
const VIEWPORTS = [
  { width: 1440, height: 900 },
  { width: 390, height: 900 },
  { width: 320, height: 700 },
]

/** Looks at what `see` shows at every width, come to afresh on a phone: the way there is another. */
const look = (
  name: string,
  come: (page: Page, at: Furnished) => Promise<unknown>,
  see: (page: Page, expectGood: (within?: string) => Promise<void>) => Promise<unknown> = (
    _,
    expectGood,
  ) => expectGood(),
) =>
  test(`clean to axe, and nothing sticks out: ${name}`, async ({
    page,
    furnished,
    allowErrors,
  }) => {
    allowErrors(REFUSED)
    for (const viewport of VIEWPORTS) {
      await test.step(`at ${viewport.width}`, async () => {
        await page.setViewportSize(viewport)
        if (viewport.width >= 390) await come(page, furnished)
        else await settled(page)
        await see(page, async (within) => {
          if (viewport.width >= 390) await expectClean(page, within)
          if (viewport.width >= 390) await expectCleanInDark(page, within)
          expect(await sticksOut(page)).toEqual([])
        })
      })
    }
  })

for (const [name, come] of Object.entries(screens)) look(name, come)

for (const [name, { come, dialogs }] of Object.entries(overlays)) {
  look(`the dialogs over ${name}`, come, async (page, expectGood) => {
    for (const [dialogName, show] of Object.entries(dialogs)) {
      await test.step(dialogName, async () => {
        const dialog = page.getByRole('dialog', { name: dialogName })
        await show(page)
        await expect(dialog).toBeVisible()
        // What is behind was looked at by itself.
        await expectGood('dialog[open], :popover-open')
        await page.keyboard.press('Escape')
        await expect(dialog).toBeHidden()
      })
    }
  })
}

test('at 400 % half of the page is there to read; on a wide one the composer is on the column', async ({
  page,
  furnished,
}) => {
  const { log, message, composer, messageBox } = screen(page)
  await page.setViewportSize({ width: 320, height: 256 })
  await open(page, furnished.rich)
  await expect(messageBox).toBeVisible()
  await expect(message('The end of it')).toBeVisible()
  expect((await boxOf(log)).height).toBeGreaterThan(256 / 2)
  await page.setViewportSize({ width: 1920, height: 900 })
  const written = await boxOf(composer)
  const read = await boxOf(message('The end of it').locator('[data-message-content]'))
  expect(Math.abs(written.x + written.width - read.x - read.width)).toBeLessThanOrEqual(1)
  expect(written.x).toBeLessThanOrEqual(read.x)
})

// It uploads a file, which others would find.
test.describe('on a server of its own', () => {
  test.use({ baseURL: async ({ server }, use) => use(server.url) })

  test('with forced colours what deletes, the focus in a menu and what is pressed can be told', async ({
    page,
    seed,
  }) => {
    await page.emulateMedia({ forcedColors: 'active' })
    const { id } = await seed.thread(['Hello'], { title: 'Every mark', group: GROUP })
    await open(page, id)
    await ofThread(page, 'Delete thread')
    const dialog = page.getByRole('dialog')
    await settled(page)
    const styleOf = (element: Locator) =>
      element.evaluate((node) => {
        const { color, backgroundColor, outlineStyle, forcedColorAdjust } = getComputedStyle(node)
        return { color, backgroundColor, outlineStyle, forcedColorAdjust }
      })
    const button = await styleOf(dialog.getByRole('button', { name: /^Delete/ }))
    expect(button.color).not.toBe(button.backgroundColor)
    // Else a plate of the page's colour stands under its text, which is of that colour too.
    expect(button.forcedColorAdjust).toBe('none')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await page
      .getByRole('main')
      .getByRole('button', { name: /^Actions on Every/ })
      .press('ArrowDown')
    await expect(page.getByRole('menuitem').first()).toBeFocused()
    expect((await styleOf(page.getByRole('menuitem').first())).outlineStyle).toBe('solid')
    await page.keyboard.press('Escape')

    const picked = {
      name: 'notes.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('Refunds take five days.'),
    }
    await page.locator('input[type=file]').first().setInputFiles(picked)
    const tools = page.getByRole('group', { name: 'Tools for notes.txt' }).getByRole('button')
    const [pressed, other] = await Promise.all([
      styleOf(tools.and(page.locator('[aria-pressed=true]')).first()),
      styleOf(tools.and(page.locator('[aria-pressed=false]')).first()),
    ])
    expect(pressed.backgroundColor).not.toBe(other.backgroundColor)
  })
})
