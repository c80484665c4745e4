import { ensureBrowser } from './browser.ts'

try {
  ensureBrowser()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
