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
    ['fake.docx', 'I am no document', 'invalid_file', /damaged/],
    ['other.docx', zipOf({ 'a.txt': 'a' }), 'invalid_file', /not a Word document/],
    ['cut.docx', docxOf('x').subarray(0, 200), 'invalid_file', /damaged/],
    ['bomb.docx', bomb(200 * 1024 * 1024), 'invalid_file', /too large/],
    ['liar.docx', lyingBomb(), 'invalid_file', /damaged|not a Word document/],
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
