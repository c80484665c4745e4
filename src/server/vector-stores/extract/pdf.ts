import { getDocumentProxy } from 'unpdf'

import { Unreadable, invalid } from './unreadable.ts'

/** The library looks for each page from the first on, so that its time grows with their square. */
const MAX_PAGES = 20_000

/** The text of a PDF, page by page. Scanned pages have none. @throws {Unreadable} */
export const pdfText = async (
  bytes: Uint8Array,
  onPage: (number: number) => void,
): Promise<string> => {
  const document = await open(bytes)
  try {
    if (document.numPages > MAX_PAGES) {
      throw invalid(`The PDF has too many pages: at most ${MAX_PAGES} are read.`)
    }
    const pages: string[] = []
    for (let number = 1; number <= document.numPages; number += 1) {
      onPage(number)
      const page = await document.getPage(number)
      const { items } = await page.getTextContent()
      pages.push(
        items
          .map((item) => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : ''))
          .join(''),
      )
      page.cleanup()
    }
    return pages.join('\n\n')
  } catch (error) {
    if (error instanceof Unreadable) throw error
    throw invalid('The PDF is damaged and could not be read.', error)
  } finally {
    await document.loadingTask.destroy()
  }
}

const open = async (bytes: Uint8Array) => {
  try {
    // The library takes the bytes for its own, and refuses Node's own kind of them.
    return await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 })
  } catch (error) {
    if (error instanceof Error && error.name === 'PasswordException') {
      throw invalid('The PDF is protected by a password.', error)
    }
    throw invalid('The file is not a PDF, or is damaged.', error)
  }
}
