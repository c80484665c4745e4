import { expect, test } from 'vitest'

import { withoutRepeated, withoutSecrets } from './secrets.ts'

const SECRET = 'sk-"quoted/and+long=key'
const base64 = (text: string) => Buffer.from(text).toString('base64')

test.each([
  ['as it is', SECRET],
  ['in JSON', JSON.stringify(SECRET)],
  ['in a URL', encodeURIComponent(SECRET)],
  ['in a form', new URLSearchParams({ k: SECRET }).toString()],
  ['in hex', Buffer.from(SECRET).toString('hex')],
  ['in HEX', Buffer.from(SECRET).toString('hex').toUpperCase()],
  ['in base64', base64(SECRET)],
  ['in base64 after a colon', base64(`:${SECRET}`)],
  ['in base64 after a word', base64(`Bearer ${SECRET}`)],
  ['in base64 among others', base64(`ab${SECRET}cd`)],
  ['in base64url', Buffer.from(SECRET).toString('base64url')],
])('a secret %s is masked', (_, text) => {
  const clean = withoutSecrets(`You sent ${text}.`, [SECRET])
  expect(clean).toContain('[key]')
  for (const part of [SECRET.slice(4, 16), text.slice(6, 18)]) expect(clean).not.toContain(part)
})

test('a short key is a word', () => {
  expect(withoutSecrets('try `ollama pull m`', ['ollama'])).toBe('try `ollama pull m`')
  expect(withoutSecrets('you sent elevenchars', ['elevenchars'])).toBe('you sent elevenchars')
  expect(withoutSecrets('you sent twelve chars', ['twelve chars'])).toBe('you sent [key]')
})

test('what was sent is not repeated, whole or cut', () => {
  const sent = ['Our secret plan is to move the office to the moon in May.', 'short one']
  expect(withoutRepeated('bad input: Our secret plan is to move the office to', sent)).toBe(
    'bad input: [text]',
  )
  expect(withoutRepeated("'short one' is too long", sent)).toBe("'[text]' is too long")
  expect(withoutRepeated('model not found', sent)).toBe('model not found')
})
