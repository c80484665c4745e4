import { expect, test } from 'vitest'

import { toLogged } from './logged-error.ts'
import { StoreDamaged } from './refusals/failures.ts'

const SENT = 'sk-what-was-sent-to-it'

/** An error of a library's, which keeps what it was given. */
const telling = (
  fields: { code?: string; name?: string; [name: string]: unknown },
  message = `no: ${SENT}`,
  options: ErrorOptions = {},
) => Object.assign(new Error(message, options), fields)

const request = { headers: { authorization: SENT }, body: SENT }
const syntaxError = (): unknown => {
  try {
    return JSON.parse(`{"a": ${SENT}`)
  } catch (error) {
    return error
  }
}

test.each([
  ['a parser', telling({ code: 'HPE_INVALID_CHUNK_SIZE', data: SENT }), 'HPE_INVALID_CHUNK_SIZE'],
  ['a parser that has no code', telling({ name: 'HTTPParserError', data: SENT }), undefined],
  ['a socket', telling({ code: 'UND_ERR_SOCKET', socket: request }), 'UND_ERR_SOCKET'],
  [
    'fetch, with its cause',
    new TypeError('terminated', { cause: telling({ code: 'HPE_INVALID_TOKEN', data: SENT }) }),
    'HPE_INVALID_TOKEN',
  ],
  [
    'a certificate',
    telling({ code: 'ERR_TLS_CERT_ALTNAME_INVALID', cert: SENT }),
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ],
  ['an argument', telling({ code: 'ERR_INVALID_ARG_VALUE' }), 'ERR_INVALID_ARG_VALUE'],
  ['an endpoint', telling({ name: 'AI_APICallError', ...request, responseBody: SENT }), undefined],
  ['JSON', syntaxError(), undefined],
  ['fields beside plain words', telling({ data: SENT, request, input: SENT }, 'no'), undefined],
  ['what is no error', { message: SENT, stack: SENT }, undefined],
])('an error of %s is logged without what it holds', (_, error, code) => {
  const logged = toLogged(error)
  expect(JSON.stringify(logged)).not.toContain(SENT.slice(0, 8))
  expect(logged.code).toBe(code)
  expect(Object.keys(logged)).not.toContain('data')
})

test('the words and the stack of an error of our own are logged, and those of its cause', () => {
  const logged = toLogged(new StoreDamaged(new Error('a page is torn')))
  expect(logged).toMatchObject({
    type: 'ApiError',
    code: 'database_damaged',
    cause: {
      type: 'Error',
      message: 'a page is torn',
      stack: expect.stringMatching(/torn\n +at .*logged-error\.test/),
    },
  })
})

test.each([
  telling({ code: 'ERR_SQLITE_ERROR' }, 'no such table: threads'),
  telling({ code: 'ENOSPC', path: '/data/clew.db' }, 'no space left, write'),
])('so are those of the database and of files: $code', (error) => {
  expect(toLogged(error)).toMatchObject({ message: error.message, code: error.code })
})
