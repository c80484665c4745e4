import { describe, expect, test } from 'vitest'

import { Thoughts } from './thoughts.ts'

/** What the pieces are parted into, all together. */
const parted = (pieces: string[]) => {
  const thoughts = new Thoughts()
  const all = [...pieces.map((piece) => thoughts.take(piece)), thoughts.end()]
  const joined = (of: 'text' | 'thought') => all.map((each) => each[of]).join('')
  return [joined('thought'), joined('text')]
}

const CASES: [string, string, string][] = [
  ['<think>Hm.</think>Yes.', 'Hm.', 'Yes.'],
  ['<think>\nHm.\n</think>\n\nYes.\n', '\nHm.\n', 'Yes.\n'],
  ['\n<think></think>\n\n  Yes.', '', 'Yes.'],
  ['<think>a < b </thin</think>Yes', 'a < b </thin', 'Yes'],
  ['<think>Hm, <think> again</think>Yes', 'Hm, <think> again', 'Yes'],
  ['<thinking>Hm.</think></thinking>Yes.', 'Hm.</think>', 'Yes.'],
  ['<thought>Hm.</thought>Yes.', 'Hm.', 'Yes.'],
  ['<seed:think>Hm.</seed:think>Yes.', 'Hm.', 'Yes.'],
  ['[THINK]Hm.[/THINK]Yes.', 'Hm.', 'Yes.'],
  ['◁think▷Hm.◁/think▷Yes.', 'Hm.', 'Yes.'],
  // Never closed: a thought to its end.
  ['<think>Hm. Yes', 'Hm. Yes', ''],
  ['<think>Hm.</thi', 'Hm.</thi', ''],
  // Text, all of it.
  ['Write <think>so</think>.', '', 'Write <think>so</think>.'],
  ['<think', '', '<think'],
  ['<thinker>x</thinker>', '', '<thinker>x</thinker>'],
  ['`<think>` begins it', '', '`<think>` begins it'],
  ['<think>a</think>b<think>c</think>', 'a', 'b<think>c</think>'],
  ['  Yes', '', '  Yes'],
  ['', '', ''],
]

describe.each(CASES)('%j', (text, thought, said) => {
  test('at once', () => expect(parted([text])).toEqual([thought, said]))
  test('letter by letter', () => expect(parted(text.split(''))).toEqual([thought, said]))
  test('cut anywhere', () => {
    for (let at = 0; at <= text.length; at += 1) {
      expect(parted([text.slice(0, at), text.slice(at)])).toEqual([thought, said])
    }
  })
})

test('blanks without end are not held back', () => {
  const thoughts = new Thoughts()
  const given = Array.from({ length: 5000 }, () => thoughts.take('\n').text).join('')
  expect(given).toHaveLength(5000)
})
