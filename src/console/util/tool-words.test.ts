import { expect, test } from 'vitest'

import { TOOL_WORDS, toolWords } from './tool-words.ts'

test('a tool is called by its words, and one that is not known by its name', () => {
  expect(toolWords('code_interpreter')).toBe(TOOL_WORDS.code_interpreter)
  expect(toolWords('web_search')).toBe('web_search')
  expect(toolWords('constructor')).toBe('constructor')
})
