import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { FileObject } from '#contract/file.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import { accepted, refused } from '#testing/checked.ts'

let app: TestApp
beforeAll(async () => {
  app = await newTestApp()
})
afterAll(() => app.close())

const B = 'a-boundary'
const TYPE = `multipart/form-data; boundary=${B}`
const END = `--${B}--\r\n`
const part = (disposition: string, content: string, headers = '') =>
  `--${B}\r\nContent-Disposition: ${disposition}\r\n${headers}\r\n${content}\r\n`
const field = (name: string, value: string) => part(`form-data; name="${name}"`, value)
const file = (names: string, headers = 'Content-Type: text/plain\r\n') =>
  part(`form-data; name="file"; ${names}`, 'hello', headers)
const PURPOSE = field('purpose', 'vision')
const named = (name: string) => `${PURPOSE}${file(`filename="${name}"`)}${END}`
const starred = (value: string) => `${PURPOSE}${file(`filename*=${value}`)}${END}`

const send = (body: string, type = TYPE) =>
  app.request('POST', '/v1/files', body, { 'content-type': type })

describe('forms that are taken, and the names they leave', () => {
  const LONG = 'n'.repeat(10_000)
  test.each<[string, string, string, string?]>([
    ['the purpose first', named('a.txt'), 'a.txt'],
    ['the purpose last', `${file('filename="a.txt"')}${PURPOSE}${END}`, 'a.txt'],
    ['a NUL', named('a\0b.txt'), 'ab.txt'],
    ['line ends of a form', named('a%0D%0Ab.txt'), 'a  b.txt'],
    ['folders above', named('../../../etc/passwd'), 'passwd'],
    ['folders above, of Windows', named('..\\..\\C:\\win.ini'), 'win.ini'],
    ['a path of Windows', named('C:\\new\\tables\\a.txt'), 'a.txt'],
    ['a path of Windows, escaped', named('C:\\\\new\\\\tables\\\\a.txt'), 'a.txt'],
    ['a path of Windows, encoded', starred("UTF-8''C%3A%5Cnew%5Ca.txt"), 'a.txt'],
    ['a share of Windows', named('\\\\server\\share\\a b.txt'), 'a b.txt'],
    ['dots', named('..'), 'upload'],
    ['a folder alone', named('folder/'), 'upload'],
    ['nothing', named(''), 'upload'],
    ['10,000 characters keep their ending', named(`${LONG}.png`), `${LONG.slice(0, 251)}.png`],
    ['an ending of 10,000 characters', named(`a.${LONG}`), `a.${LONG.slice(0, 253)}`],
    ['an override of direction', named('a\u202Egnp.exe'), 'agnp.exe'],
    ['Chinese', named('报告.pdf'), '报告.pdf'],
    ['half a pair', named('a\uD800b.txt'), 'a\uFFFDb.txt'],
    ['a quote', named('a\\"b.txt'), 'a"b.txt'],
    ['markup', named('<img src=x onerror=alert(1)>.html'), '<img src=x onerror=alert(1)>.html'],
    ['an encoded name', starred("UTF-8''na%C3%AFve%20%E2%82%AC.txt"), 'naïve €.txt'],
    ['an encoded path', starred("UTF-8''..%2F..%2Fetc%2Fpasswd"), 'passwd'],
    ['an encoded name that is none', starred("UTF-8''%ZZ%"), '%ZZ%'],
    ['an encoding that nobody knows', starred("KLINGON''a.txt"), 'a.txt'],
    ...(
      [
        [`filename="a.txt"; filename*=UTF-8''%C3%A4.txt`, 'ä.txt'],
        [`filename*=UTF-8''%C3%A4.txt; filename="a.txt"`, 'ä.txt'],
        [`filename="C:\\a.txt"; FileName*=utf-8'de'%C3%A4.txt`, 'ä.txt'],
        [`filename=a.txt; filename*=iso-8859-1''%E4.txt`, 'ä.txt'],
        [`filename="a.txt"; filename*=`, 'a.txt'],
        [`filename="a; filename*=UTF-8''b.txt"`, "a; filename*=UTF-8''b.txt"],
      ] as const
    ).map(([names, name]): [string, string, string] => [
      `both names: ${names}`,
      `${PURPOSE}${file(names)}${END}`,
      name,
    ]),
    ...(
      [
        ['=?utf-8?B?w6QvYi50eHQ=?=', 'b.txt'],
        ['=?utf-8?B?5oql5ZGKLnBkZg==?=', '报告.pdf'],
        ['=?UTF-8?b?5oql5ZGK?=.pdf', '报告.pdf'],
        ['=?UTF-8*zh?Q?=E6=8A=A5_=E5=91=8A.pdf?=', '报 告.pdf'],
        ['=?utf-8?B?5oql5Q==?= =?utf-8?B?kYoucGRm?=', '报告.pdf'],
        ['=?iso-8859-1?q?=E4?= =?utf-8?q?=C3=B6.txt?=', 'äö.txt'],
        ['=?klingon?B?YQ==?=', '=?klingon?B?YQ==?='],
        ['=?utf-8?X?YQ==?=', '=?utf-8?X?YQ==?='],
        ['=?utf-8?Q?..=2F=0D=0Aa=00.txt?=', 'a.txt'],
        ['what=?really?.txt', 'what=?really?.txt'],
      ] as const
    ).map(([name, kept]): [string, string, string] => [`words: ${name}`, named(name), kept]),
    ['two names', `${PURPOSE}${file('filename="a.txt"; filename="b.txt"')}${END}`, 'a.txt'],
    [
      'no quotes',
      `${PURPOSE}${part('form-data; name=file; filename=a.txt', 'hello')}${END}`,
      'a.txt',
    ],
    [
      'a header of 1 MB',
      `${PURPOSE}${file('filename="a.txt"', `X-A: ${'a'.repeat(1e6)}\r\n`)}${END}`,
      'a.txt',
    ],
    [
      'thousands of headers',
      `${PURPOSE}${file('filename="a.txt"', 'X-A: a\r\n'.repeat(5000))}${END}`,
      'a.txt',
    ],
    ['2 MB before the first part', `${'p'.repeat(2e6)}\r\n${named('a.txt')}`, 'a.txt'],
    ['2 MB after the last', `${named('a.txt')}${'e'.repeat(2e6)}`, 'a.txt'],
    ['a boundary in quotes', named('a.txt'), 'a.txt', `multipart/form-data; boundary="${B}"`],
    [
      'a charset before it',
      named('a.txt'),
      'a.txt',
      `multipart/form-data; charset=utf-8; boundary=${B}`,
    ],
    ['a charset behind it', named('a.txt'), 'a.txt', `${TYPE}; charset=utf-8`],
  ])('%s', async (_, body, filename, type) => {
    const made = await accepted<FileObject>('createFile', send(body, type))
    expect(made).toMatchObject({ filename, bytes: 5 })
    const content = await app.request('GET', `/v1/files/${made.id}/content`)
    expect(await content.text()).toBe('hello')
    const { headers } = content
    const disposition = headers.get('content-disposition') ?? ''
    // One line of ASCII, a quoted name without quotes in it, and the whole name encoded.
    const [, kind, plain, encoded] =
      /^(inline|attachment); filename="([\x20-\x7e]*)"; filename\*=UTF-8''([\w.~!*%-]+)$/.exec(
        disposition,
      ) ?? []
    expect(kind).toBe(filename.endsWith('.png') ? 'inline' : 'attachment')
    expect(plain).not.toMatch(/["\\/]/)
    expect(decodeURIComponent(encoded ?? '')).toBe(filename)
    expect(headers.get('content-security-policy')).toContain('sandbox')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })
})

describe('forms that are refused', () => {
  const NO_FORM = 'The request must be a multipart/form-data upload.'
  const NO_FILE = "Missing required parameter: 'file'."
  const MANY = 'The form has too many parts: at most 20 fields and one file are read.'
  const FILE = file('filename="a.txt"')
  test.each<[string, string, string, string?]>([
    ['no purpose', `${FILE}${END}`, "Missing required parameter: 'purpose'."],
    ['an empty purpose', `${field('purpose', '')}${FILE}${END}`, 'Supported values are'],
    [
      'two purposes',
      `${PURPOSE}${PURPOSE}${FILE}${END}`,
      "Invalid type for 'purpose': expected a string, but got an array instead.",
    ],
    ['two files', `${PURPOSE}${FILE}${FILE}${END}`, 'Only one file can be given.'],
    ['no file', `${PURPOSE}${END}`, NO_FILE],
    ['a file that is a field', `${PURPOSE}${field('file', 'hello')}${END}`, NO_FILE],
    ['a line end in a name', named('a\nb.txt'), NO_FILE],
    ['an encoded header', starred("UTF-8''a%0D%0ASet-Cookie:x"), NO_FILE],
    ['a part without a disposition', `${PURPOSE}--${B}\r\n\r\nhi\r\n${END}`, NO_FILE],
    [
      'another disposition',
      `${PURPOSE}${part('attachment; name="file"; filename="a"', 'x')}${END}`,
      NO_FILE,
    ],
    ['thousands of fields', `${field('a', 'b').repeat(5000)}${FILE}${END}`, MANY],
    ['thousands of files', `${PURPOSE}${FILE.repeat(3000)}${END}`, MANY],
    ['thousands of lines like the boundary', `\r\n--${B}x`.repeat(20_000) + named('a.txt'), MANY],
    [
      'a field of 1 MB',
      `${field('purpose', 'v'.repeat(1e6))}${FILE}${END}`,
      'Supported values are',
    ],
    [
      'a name of 100,000 characters',
      `${field('n'.repeat(1e5), 'v')}${named('a.txt')}`,
      'Unknown parameter',
    ],
    ['no end', `${PURPOSE}${FILE}`, NO_FORM],
    ['the file cut off', `${PURPOSE}${FILE.slice(0, -10)}`, NO_FORM],
    ['a header cut off', `${PURPOSE}--${B}\r\nContent-Dispo`, NO_FORM],
    ['nothing', '', NO_FORM],
    ['an end alone', END, NO_FILE],
    ['line feeds alone', named('a.txt').replaceAll('\r\n', '\n'), NO_FORM],
    ['another boundary', named('a.txt'), NO_FORM, 'multipart/form-data; boundary=other'],
    ['no boundary', named('a.txt'), NO_FORM, 'multipart/form-data'],
    ['an empty boundary', named('a.txt'), NO_FORM, 'multipart/form-data; boundary='],
    ['another kind of form', named('a.txt'), NO_FORM, `multipart/mixed; boundary=${B}`],
    ['a form of text', 'purpose=vision&file=x', NO_FORM, 'application/x-www-form-urlencoded'],
  ])('%s', async (_, body, message, type) => {
    const refusal = await refused(send(body, type))
    expect(refusal).toMatchObject({ status: 400, type: 'invalid_request_error' })
    expect(refusal.message).toContain(message)
    expect(refusal.message.length).toBeLessThan(600)
  })
})
