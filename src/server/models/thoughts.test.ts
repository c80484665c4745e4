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
  ['<|channel>thoughtHm.<channel|>Yes.', 'Hm.', 'Yes.'],
  // In channels.
  [
    '<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>Yes.',
    'Hm.',
    'Yes.',
  ],
  [
    '<|start|>assistant<|channel|>analysis<|message|>Hm.<|end|>\n<|start|>assistant<|channel|>commentary<|message|>So.<|end|><|start|>assistant<|channel|>final <|constrain|>json<|message|>{}<|return|>',
    'Hm.So.',
    '{}',
  ],
  ['<|channel|>analysis<|message|>Hm.<|end|>Yes.', 'Hm.', 'Yes.'],
  ['<|channel|>analysis<|message|>a <| b <|en<|channel|>final<|message|>Yes', 'a <| b <|en', 'Yes'],
  ['<|channel|>final<|message|>Yes.<|end|>\n', '', 'Yes.'],
  ['<|start|>assistant<|message|>Yes <b>.', '', 'Yes <b>.'],
  ['<|channel|>final<|message|>`<|end|>` ends it, <|retu', '', '`<|end|>` ends it, <|retu'],
  ['<|channel|>analysis<|message|>Hm. Yes', 'Hm. Yes', ''],
  ['<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant', 'Hm.', ''],
  ['<|channel|> names a channel.\nSo', '', '<|channel|> names a channel.\nSo'],
  [`<|channel|>${'x'.repeat(300)}`, '', `<|channel|>${'x'.repeat(300)}`],
  ['<|chan', '', '<|chan'],
  ['Write <|channel|>analysis<|message|>a', '', 'Write <|channel|>analysis<|message|>a'],
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

test('a hundred thousand channels are no depth', () => {
  const one = '<|channel|>analysis<|message|>a<|end|>'
  expect(parted([one.repeat(100_000)])).toEqual(['a'.repeat(100_000), ''])
})
