import { describe, expect, test } from 'vitest'

import { endpoints } from '#contract/endpoints.ts'
import { refusalOf } from '#testing/refusal.ts'

import { validate } from './validate.ts'

describe('the address of an image', () => {
  const sent = (url: string) => ({
    role: 'user',
    content: [{ type: 'image_url', image_url: { url } }],
  })
  test.each([
    'https://example.org/a.png',
    'HTTP://127.0.0.1:8080/a b.png?x=1#y',
    'data:image/png;base64,iVBORw0KGgo=',
    `data:image/svg+xml;base64,${'A'.repeat(1_000_000)}`,
  ])('%.40s', (url) => {
    expect(validate(endpoints.createMessage.body, sent(url))).toEqual(sent(url))
  })
  test.each([
    '',
    ' ',
    'foo',
    'file-abc',
    '/a.png',
    '//example.org/a.png',
    'https://',
    'https:///a.png',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'blob:https://example.org/1',
    'ftp://example.org/a.png',
    'data:text/html;base64,AAAA',
    'data:image/png,raw',
    'data:image/png;base64,',
    `x${' '.repeat(1_000_000)}`,
  ])('is none: "%.40s"', (url) => {
    expect(refusalOf(() => validate(endpoints.createMessage.body, sent(url)))).toMatchObject({
      status: 400,
      message:
        "Invalid 'content[0].image_url.url'. Expected a valid URL, but got a value with an invalid format.",
      code: 'invalid_value',
      param: 'content[0].image_url.url',
    })
  })
})
