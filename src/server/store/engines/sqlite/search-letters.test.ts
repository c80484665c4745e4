import { expect, test } from 'vitest'

import { Database } from './database.ts'
import { migrate } from './migrate.ts'

/** How many words one text of the test has. */
const IN_A_TEXT = 20_000

test('the index cuts no word at a letter, digit or mark that is newer than its own tables', () => {
  const db = new Database(':memory:')
  migrate(db, ':memory:')
  const words: string[] = []
  for (let code = 0x80; code <= 0x10ffff; code += 1) {
    const character = String.fromCodePoint(code)
    if (/[\p{L}\p{N}\p{M}\p{Co}]/u.test(character)) words.push(`before${character}behind`)
  }
  expect(words).toContain('before\u{30000}behind')
  expect(words).toContain('before\u{1E900}behind')
  for (let at = 0; at < words.length; at += IN_A_TEXT)
    db.run(
      "INSERT INTO search_terms (rowid, tags, words) VALUES (?, 'all', ?)",
      at + 1,
      words.slice(at, at + IN_A_TEXT).join(' '),
    )
  const cut = db.all("SELECT term FROM search_vocabulary WHERE term IN ('before', 'behind')")
  expect(cut).toEqual([])
  db.close()
})
