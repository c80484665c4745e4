import { expect, test } from './fixtures.ts'

const MISSING: [string, () => void][] = [
  ['Promise.withResolvers', () => Reflect.deleteProperty(Promise, 'withResolvers')],
  ['URL.parse', () => Reflect.deleteProperty(URL, 'parse')],
]

for (const [name, remove] of MISSING) {
  test(`a browser without ${name} is told what is needed`, async ({ page, allowErrors }) => {
    // The console's own modules cannot run there.
    allowErrors(/./)
    await page.addInitScript(remove)
    await page.goto('/threads')
    await expect(page.getByRole('alert')).toContainText('This browser is too old for Clew.')
  })
}
