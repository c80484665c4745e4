import { strToU8 } from 'fflate'
import { describe, expect, test } from 'vitest'

import { docxOf, lockedPdf, pdfOf, pptxOf, zipOf } from '#testing/documents.ts'

import { extractText } from './extract.ts'

const utf16 = (text: string) => new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'))

describe('what is read', () => {
  test.each<[string, string | Uint8Array, string]>([
    ['notes.txt', 'one\r\ntwo', 'one\ntwo'],
    ['readme.md', '# Title\n\n- item', '# Title\n\n- item'],
    ['main.rs', 'fn main() {}', 'fn main() {}'],
    ['Makefile', 'all: build', 'all: build'],
    ['windows.txt', utf16('grüße'), 'grüße'],
    ['marked.txt', '\ufeffmarked', 'marked'],
    ['data.json', '{"a":[1,"two"]}', '{\n "a": [\n  1,\n  "two"\n ]\n}'],
    ['log.json', '{"a":1}\n{"a":2}', '{"a":1}\n{"a":2}'],
    ['exact.json', '{"a":12345678901234567890}', '{\n "a": 12345678901234567890\n}'],
    ['orders.csv', 'id,status\n7,"late, lost"\n8,\n', 'id: 7; status: late, lost\nid: 8'],
    ['orders.tsv', 'id\tstatus\n7\tlate', 'id: 7; status: late'],
    ['broken.csv', 'a,"b\nno end', 'a,"b\nno end'],
    [
      'page.html',
      '<html><head><style>p{}</style><script>alert(1)</script></head><body><h1>Fares</h1><p>Basic &amp; more <a href="http://x">here</a></p><img src="http://x/y.png" alt="no"></body>',
      'Fares\n\nBasic & more here\n\nno',
    ],
    [
      'parts.html',
      '<p>one</p><template>two</template><noscript>three</noscript><dl><dt>four<dd>five</dl><p>six<img alt="seven" src="x">eight</p><select><option>nine<option>ten</select>',
      'one\n\nfour\nfive\n\nsix seven eight\n\nnine\nten',
    ],
    ['ticket.pdf', pdfOf('Flight HAT136', 'Gate 7'), 'Flight HAT136\n\nGate 7'],
    ['no-extension', pdfOf('Flight HAT136'), 'Flight HAT136'],
    ['letter.docx', docxOf('Dear Mia', 'Your refund &amp; more'), 'Dear Mia\n\nYour refund & more'],
    ['slides.pptx', pptxOf('First', 'Second'), 'First\n\nSecond'],
  ])('%s', async (name, content, text) => {
    const bytes = typeof content === 'string' ? strToU8(content) : content
    expect((await extractText(name, bytes)).trim()).toBe(text)
  })
})

const utf16le = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le'))
const utf16be = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le').swap16())

test('UTF-8 with bytes of zero is refused as such, and not taken for UTF-16', async () => {
  for (const text of ['zebra\0north\0', 'Возврат товара\0в течение семи дней\0'])
    await expect(extractText('a.txt', strToU8(text))).rejects.toThrow('bytes of zero')
})

describe('UTF-16 that does not say so', () => {
  test.each<[string, Uint8Array, string]>([
    ['a.txt', utf16le('Накладная потеряна.\r\n'), 'Накладная потеряна.'],
    ['b.txt', utf16be('Накладная потеряна.'), 'Накладная потеряна.'],
    ['c.md', utf16le('退款政策 2024 \u{1f600}'), '退款政策 2024 \u{1f600}'],
    ['d.csv', utf16le('id,имя\n7,Мия'), 'id: 7; имя: Мия'],
    ['e.json', utf16be('{"a":"посылка"}'), '{\n "a": "посылка"\n}'],
    ['f.html', utf16le('<p>Größe</p>'), 'Größe'],
    ['g', utf16le('zebra'), 'zebra'],
    ['h.txt', utf16le('Привет'), 'Привет'],
    ['i.txt', utf16be('Καλημέρα'), 'Καλημέρα'],
    ['j.txt', utf16le('שלום'), 'שלום'],
    ['k.csv', utf16be('id,город\n7,Москва'), 'id: 7; город: Москва'],
  ])('%s', async (name, bytes, text) => {
    expect((await extractText(name, bytes)).trim()).toBe(text)
  })
})

const joined = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts))

describe('what may be text in an encoding that nobody can tell is refused', () => {
  test.each<[string, Uint8Array]>(
    ['txt', 'csv', 'tsv', 'html', 'htm', 'json', 'md', 'log'].flatMap((name) => [
      [`half-letter.${name}`, joined(utf16le('Накладная'), strToU8('x'))],
      [`half-letter-after-mark.${name}`, joined(utf16le('\uFEFFНакладная 1'), strToU8('x'))],
      [`latin-half.${name}`, joined(utf16le('The parcel left.'), strToU8('x'))],
      [
        `two-encodings.${name}`,
        joined(strToU8('Start\n'.repeat(2000)), utf16le('Накладная'.repeat(600))),
      ],
      [`utf-32.${name}`, joined(new Uint8Array([0, 0, 0xfe, 0xff]), utf16be('\0a\0b'))],
    ]),
  )('%s', async (name, bytes) => {
    await expect(extractText(name, bytes)).rejects.toMatchObject({ code: 'invalid_file' })
  })

  test.each([
    ['colours of a terminal', '\u001b[32mok\u001b[0m\n'.repeat(20)],
    ['pages of a printer', 'one\ftwo\f'],
    ['a few controls', `${'word '.repeat(20)}\u0001`],
    ['a table of digits', '0\t1\t0\t1\n'.repeat(20)],
  ])('but not %s', async (_, text) => {
    expect(await extractText('a.txt', strToU8(text))).toBe(text)
  })
})

/** As Python's `json.dumps` writes it: ASCII alone. */
const escaped = (value: unknown) =>
  JSON.stringify(value).replaceAll(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

describe('escapes of JSON are read', () => {
  const SAID = { q: 'Где посылка?', a: 'Orléans 退款 \u{1f600}' }
  const line = escaped(SAID)
  const words = Object.values(SAID)
  test.each<[string, string]>([
    ...['json', 'jsonl', 'ndjson', 'ipynb', 'geojson', 'har', 'webmanifest', 'JSONL', 'txt'].map(
      (name): [string, string] => [`one.${name}`, line],
    ),
    ['lines.jsonl', `${line}\n${line}\n`],
    ['lines.ndjson', `${line}\r\n\r\n${line}`],
    ['lines.log', `${line}\n${line}`],
    ['no-extension', `[${line},\n${line}]`],
    ['two.json', `${line}${line}`],
    ['comment.json', `// "it's" a comment\n${line}`],
    ['nan.json', `{"b":NaN,"c":${line}}`],
    ['comma.json', `[${line},]`],
    ['half.json', line.slice(0, -1)],
    [
      'large.jsonl',
      `${line.replaceAll(/\\u(....)/g, (_, unit: string) => `\\u${unit.toUpperCase()}`)}\n{}`,
    ],
  ])('%s', async (name, text) => {
    const read = await extractText(name, strToU8(text))
    for (const word of words) expect(read).toContain(word)
    expect(read).not.toContain('\\u')
  })

  test.each([
    ['of a backslash', String.raw`{"a":"\\u0041"} x`, String.raw`{"a":"\\u0041"} x`],
    ['of what JSON escapes', String.raw`"\u0022\u005c\u0000\n" x`, String.raw`"\"\\\u0000\n" x`],
    ['of half a character', String.raw`["\ud83d","\ude00"] x`, String.raw`["\ud83d","\ude00"] x`],
    ['that are none', String.raw`"C:\users\u12\" x`, String.raw`"C:\users\u12\" x`],
    ['of a solidus', String.raw`"http:\/\/x" x`, '"http://x" x'],
  ])('those %s', async (_, text, read) => {
    expect(await extractText('a.json', strToU8(text))).toBe(read)
  })

  test('only where it is JSON', async () => {
    const code = String.raw`const t = '\u0041'`
    expect(await extractText('a.js', strToU8(code))).toBe(code)
  })
})

/** A zip that claims, and holds, so many bytes of one letter. */
const bomb = (bytes: number) =>
  zipOf({ 'word/document.xml': new Uint8Array(bytes).fill(65), '[Content_Types].xml': '<Types/>' })

/** The same with a claim that is too small. */
const lyingBomb = () => {
  const zip = Buffer.from(bomb(64 * 1024 * 1024))
  const size = Buffer.alloc(4)
  size.writeUInt32LE(64 * 1024 * 1024)
  const lie = Buffer.alloc(4)
  lie.writeUInt32LE(1000)
  for (let at = zip.indexOf(size); at >= 0; at = zip.indexOf(size, at + 1)) lie.copy(zip, at)
  return new Uint8Array(zip)
}

describe('what is refused, and as what', () => {
  test.each<[string, string | Uint8Array, string, RegExp]>([
    ['empty.txt', '', 'invalid_file', /empty/],
    ['blank.md', ' \n\t ', 'invalid_file', /No text/],
    ['latin.txt', new Uint8Array([0x67, 0x72, 0xfc, 0xdf, 0x65]), 'invalid_file', /UTF-8/],
    ['zeros.txt', 'zebra\0\0\0crossing', 'invalid_file', /bytes of zero/],
    ['zeros.jsonl', '{"a":\0\0}', 'invalid_file', /bytes of zero/],
    ['data.xyz', 'zebra\0\0\0crossing', 'unsupported_file', /type \.xyz/],
    ['photo.png', new Uint8Array([0x89, 0x50, 0, 0]), 'unsupported_file', /type \.png/],
    ['old.doc', new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 1, 2]), 'unsupported_file', /type \.doc/],
    ['data.zip', zipOf({ 'a.txt': 'a' }), 'unsupported_file', /type \.zip/],
    ['setup.exe', 'MZ, and else words', 'unsupported_file', /type \.exe/],
    ['PHOTO.JPG', 'I am no photo', 'unsupported_file', /type \.jpg/],
    ['sheet.xlsx', 'a,b', 'unsupported_file', /type \.xlsx/],
    ['notes.tar.gz', '# Notes', 'unsupported_file', /type \.gz/],
    ['clip.mp4', '%PDF-1.4', 'unsupported_file', /type \.mp4/],
    ['fake.pdf', 'I am no PDF', 'invalid_file', /not a PDF/],
    ['cut.pdf', pdfOf('x').subarray(0, 60), 'invalid_file', /PDF/],
    ['locked.pdf', lockedPdf(), 'invalid_file', /password/],
    [
      'long.pdf',
      pdfOf(...Array.from({ length: 20_001 }, () => 'x')),
      'invalid_file',
      /too many pages: at most 20000/,
    ],
    ['fake.docx', 'I am no document', 'invalid_file', /damaged/],
    ['other.docx', zipOf({ 'a.txt': 'a' }), 'invalid_file', /not a Word document/],
    ['cut.docx', docxOf('x').subarray(0, 200), 'invalid_file', /damaged/],
    ['bomb.docx', bomb(200 * 1024 * 1024), 'invalid_file', /too large/],
    ['liar.docx', lyingBomb(), 'invalid_file', /damaged/],
    ['deep.html', '<div>'.repeat(200_000), 'invalid_file', /nested too deep/],
    ['headings.htm', `x${'<h1>'.repeat(200_000)}`, 'invalid_file', /nested too deep/],
    ['wide.html', '<table><tr><td colspan="1e6">x', 'invalid_file', /table that is too large/],
    [
      'endless.html',
      '<table><tr><th rowspan=Infinity>x',
      'invalid_file',
      /table that is too large/,
    ],
    ['fake.pptx', zipOf({ 'a.txt': 'a' }), 'invalid_file', /not a presentation/],
  ])('%s', async (name, content, code, message) => {
    const bytes = typeof content === 'string' ? strToU8(content) : content
    const before = process.memoryUsage().rss
    const refusal = await extractText(name, bytes).catch((error: unknown) => error)
    expect(refusal).toMatchObject({ name: 'Unreadable', code })
    expect(String(refusal)).toMatch(message)
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1024 * 1024)
  })
})
