import { expect, test } from 'vitest'

import { withoutThoughts } from './without-thoughts.ts'

test.each([
  ['<think>Hm.\n\nThey want a refund.</think>\n\nYou get it.', 'You get it.'],
  ['\n<Thinking>Hm.</Thinking>You get it.', 'You get it.'],
  ['<think>`</think>` is said.</think> You get it.', 'You get it.'],
  ['</think>\nYou get it.', 'You get it.'],
  ['<think></think>', ''],
  ['<think>Only thoughts.</think>\n', 'Only thoughts.'],
  ['<think>Never closed', 'Never closed'],
  ['The tag <think>is</think> explained.', 'The tag <think>is</think> explained.'],
  ['<thinker>no</thinker>', '<thinker>no</thinker>'],
])('%j is shown as %j', (text, shown) => {
  expect(withoutThoughts(text)).toBe(shown)
})
