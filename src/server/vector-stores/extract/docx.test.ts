import { describe, expect, test } from 'vitest'

import { docxFrom, zipOf } from '#testing/documents.ts'

import { docxText } from './docx.ts'

const run = (text: string) => `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`
const par = (...content: string[]) => `<w:p>${content.join('')}</w:p>`
const inRun = (content: string) => par(`<w:r>${content}</w:r>`)
const cell = (content: string, properties = '') =>
  `<w:tc><w:tcPr>${properties}</w:tcPr>${content}</w:tc>`
const row = (...texts: string[]) =>
  `<w:tr>${texts.map((text) => cell(par(run(text)))).join('')}</w:tr>`
const table = (...rows: string[]) => `<w:tbl><w:tblPr/>${rows.join('')}</w:tbl>`
const box = (content: string) => `<w:txbxContent>${content}</w:txbxContent>`
const oneOf = (choice: string, fallback: string) =>
  `<mc:AlternateContent><mc:Choice Requires="wps">${choice}</mc:Choice><mc:Fallback>${fallback}</mc:Fallback></mc:AlternateContent>`
const sign = (type: string) => `<w:r><w:fldChar w:fldCharType="${type}"/></w:r>`
const code = (text: string) => `<w:r><w:instrText>${text}</w:instrText></w:r>`
const formula = (content: string) => par(`<m:oMath>${content}</m:oMath>`)
const x = (text: string) => `<m:r><m:t>${text}</m:t></m:r>`

describe('what stands in the body', () => {
  test.each<[string, string, string]>([
    ['paragraphs', par(run('one')) + par() + par(run('two')), 'one\n\ntwo'],
    ['runs of one word', par(run('hal'), run('ves')), 'halves'],
    ['a line break', inRun('<w:t>one</w:t><w:br/><w:t>two</w:t>'), 'one\ntwo'],
    ['a page break', inRun('<w:t>one</w:t><w:br w:type="page"/><w:t>two</w:t>'), 'one\ntwo'],
    ['a carriage return', inRun('<w:t>one</w:t><w:cr/><w:t>two</w:t>'), 'one\ntwo'],
    ['a tab', inRun('<w:t>one</w:t><w:tab/><w:t>two</w:t>'), 'one\ttwo'],
    [
      'a tab to a place',
      inRun('<w:t>one</w:t><w:ptab w:alignment="right"/><w:t>two</w:t>'),
      'one\ttwo',
    ],
    [
      'stops of tabs are no tabs',
      par('<w:pPr><w:tabs><w:tab w:pos="9"/></w:tabs></w:pPr>', run('one')),
      'one',
    ],
    [
      'hyphens that do not break, and that may',
      inRun('<w:t>e</w:t><w:noBreakHyphen/><w:t>ma</w:t><w:softHyphen/><w:t>il</w:t>'),
      'e-mail',
    ],
    [
      'a page that ended here when it was printed',
      inRun('<w:t>wo</w:t><w:lastRenderedPageBreak/><w:t>rd</w:t>'),
      'word',
    ],
    ['a sign of a font of signs', inRun('<w:sym w:font="Wingdings" w:char="F0E0"/>'), '🡪'],
    ['a letter of a font of signs', inRun('<w:sym w:font="Symbol" w:char="F061"/>'), 'α'],
    ['a sign of any font', inRun('<w:sym w:font="Arial" w:char="20AC"/>'), '€'],
    [
      'a simple field',
      par(run('For '), `<w:fldSimple w:instr=" MERGEFIELD Name ">${run('Mia')}</w:fldSimple>`),
      'For Mia',
    ],
    [
      'a field in parts, without its code',
      par(
        sign('begin'),
        code(' IF '),
        sign('begin'),
        code(' MERGEFIELD x '),
        sign('separate'),
        run('hidden'),
        sign('end'),
        code(' = 1 '),
        sign('separate'),
        run('shown'),
        sign('end'),
        run(' and on'),
      ),
      'shown and on',
    ],
    [
      'a field without an end hides nothing after its paragraph',
      par(sign('begin'), code(' IF ')) +
        par(sign('begin'), code(' DATE '), sign('separate'), run('today'), sign('end')),
      'today',
    ],
    ['a link', par(`<w:hyperlink r:id="rId9">${run('here')}</w:hyperlink>`), 'here'],
    [
      'a control, a smart tag and XML of its own',
      `<w:sdt><w:sdtPr/><w:sdtContent>${par(`<w:smartTag w:element="x">${run('one')}</w:smartTag>`, `<w:customXml>${run(' two')}</w:customXml>`)}</w:sdtContent></w:sdt>`,
      'one two',
    ],
    [
      'revisions: what was put in, not what was taken out',
      par(
        run('kept '),
        '<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>',
        `<w:moveFrom>${run('left')}</w:moveFrom>`,
        `<w:ins>${run('new ')}</w:ins><w:moveTo>${run('here')}</w:moveTo>`,
      ),
      'kept new here',
    ],
    [
      'a word, not its sound over it',
      inRun(`<w:ruby><w:rt>${run('かな')}</w:rt><w:rubyBase>${run('仮名')}</w:rubyBase></w:ruby>`),
      '仮名',
    ],
    [
      'a text box follows its paragraph, and is read once',
      par(
        run('be'),
        `<w:r>${oneOf(box(par(run('boxed'))), box(par(run('boxed'))))}</w:r>`,
        run('fore'),
      ),
      'before\n\nboxed',
    ],
    ['the other content where the first is none', inRun(oneOf('<x/>', '<w:t>old</w:t>')), 'old'],
    [
      'what a picture shows',
      inRun(
        '<w:drawing><wp:inline><wp:docPr descr="Two &amp; a cat"/><pic:cNvPr descr="Two"/></wp:inline></w:drawing>',
      ),
      'Two & a cat',
    ],
    [
      'what a picture of old shows, and writing set as one',
      inRun('<w:pict><v:shape alt="a logo"><v:textpath string="DRAFT"/></v:shape></w:pict>'),
      'a logo  DRAFT',
    ],
    ['a table', table(row('Day', 'Price'), row('Mon', '12')), 'Day | Price\nMon | 12'],
    ['cells that are empty', table(row('a', '', 'c'), row('', '', '')), 'a |  | c'],
    [
      'a cell over two columns',
      table(
        `<w:tr>${cell(par(run('wide')), '<w:gridSpan w:val="2"/>')}${cell(par(run('c')))}</w:tr>`,
      ),
      'wide |  | c',
    ],
    [
      'a cell that claims too many columns',
      table(`<w:tr>${cell(par(run('a')), '<w:gridSpan w:val="999999999"/>')}${cell('')}</w:tr>`),
      ['a', ...Array(63).fill('')].join(' | ').trimEnd(),
    ],
    [
      'paragraphs in a cell stay in its line',
      table(`<w:tr>${cell(par(run('one')) + par(run('two')))}${cell(par(run('b')))}</w:tr>`),
      'one two | b',
    ],
    [
      'a table of one column is a frame',
      table(`<w:tr>${cell(par(run('one')) + par(run('two')))}</w:tr>`),
      'one\n\ntwo',
    ],
    [
      'a table in a table lays out a page',
      table(`<w:tr>${cell(par(run('left')))}${cell(table(row('a', 'b'), row('c', 'd')))}</w:tr>`),
      'left\na | b\nc | d',
    ],
    [
      'rows and cells that are controls',
      table(
        `<w:sdt><w:sdtContent><w:tr><w:sdt><w:sdtContent>${cell(par(run('a')))}</w:sdtContent></w:sdt>${cell(par(run('b')))}</w:tr></w:sdtContent></w:sdt>`,
      ),
      'a | b',
    ],
    ['a formula', formula(x('a+b')), 'a+b'],
    [
      'a fraction of powers',
      formula(
        `<m:f><m:num>${x('a+b')}</m:num><m:den><m:sSup><m:e>${x('c')}</m:e><m:sup>${x('2')}</m:sup></m:sSup></m:den></m:f>`,
      ),
      '(a+b)/(c^2)',
    ],
    [
      'a root, a sum and brackets',
      formula(
        `<m:rad><m:deg/><m:e>${x('x')}</m:e></m:rad>${x('=')}<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub>${x('i')}</m:sub><m:sup/><m:e><m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr><m:e>${x('i')}</m:e></m:d></m:e></m:nary>`,
      ),
      '√x=∑_i[i]',
    ],
    ['a formula that was taken out', formula(`<w:del>${x('x')}</w:del>`) + par(run('y')), 'y'],
    ['elements named as what every object has', par('<constructor/><toString/>', run('a')), 'a'],
  ])('%s', (_, body, text) => {
    expect(docxText(docxFrom(body))).toBe(text)
  })
})

const note = (kind: string, id: number, text: string, rest = '') =>
  `<w:${kind} w:id="${id}" ${rest}>${par(run(text))}</w:${kind}>`
const refer = (kind: string, id: number) => `<w:r><w:${kind}Reference w:id="${id}"/></w:r>`

describe('what stands in other parts', () => {
  test('notes and comments follow the paragraph that names them, each once', () => {
    const body =
      par(run('one'), refer('footnote', 2), run(' more'), refer('comment', 0)) +
      par(run('two'), refer('endnote', 2), refer('footnote', 2)) +
      table(`<w:tr>${cell(par(run('a'), refer('footnote', 3)))}${cell(par(run('b')))}</w:tr>`)
    const notes = docxFrom(body, {
      rId1: ['footnotes', 'w:footnotes', note('footnote', 2, 'foot') + note('footnote', 3, 'of a')],
      rId2: ['endnotes', 'w:endnotes', note('endnote', 2, 'end') + note('endnote', 4, 'unnamed')],
      rId3: ['comments', 'w:comments', note('comment', 0, 'why?', 'w:author="Mia"')],
    })
    expect(docxText(notes)).toBe(
      'one more\n\nfoot\n\nComment by Mia: why?\n\ntwo\n\nend\n\na | b\nof a',
    )
  })

  test('headers and footers come last, the same ones once', () => {
    const parts = docxFrom(par(run('body')), {
      rId1: ['header', 'w:hdr', par(run('ACME'))],
      rId2: ['header', 'w:hdr', par(run('ACME'))],
      rId3: ['footer', 'w:ftr', par(run('Page'), '<w:r><w:tab/></w:r>', run('1'))],
    })
    expect(docxText(parts)).toBe('body\n\nACME\n\nPage\t1')
  })

  test('diagrams and charts follow the paragraph that shows them', () => {
    const shown = '<w:r><dgm:relIds r:dm="rId1"/></w:r>'
    const again = '<w:r><c:chart r:id="rId2"/></w:r>'
    const point = (text: string) => `<c:pt><c:v>${text}</c:v></c:pt>`
    const parts = docxFrom(par(run('one'), shown) + par(run('two'), again, again, shown), {
      rId1: [
        'diagramData',
        'dgm:dataModel',
        '<dgm:pt><dgm:t><a:p><a:r><a:t>step</a:t></a:r></a:p></dgm:t></dgm:pt>',
      ],
      rId2: [
        'chart',
        'c:chartSpace',
        `<c:ser><c:cat><c:f>A1</c:f>${point('Q1')}${point('Q2')}</c:cat><c:val>${point('7')}${point('8')}</c:val></c:ser>`,
      ],
    })
    expect(docxText(parts)).toBe('one\n\nstep\n\ntwo\n\nQ1  Q2\n\n7  8')
  })
})

describe('what other writers make', () => {
  const main = (xml: string | Uint8Array, name = 'word/document.xml') => zipOf({ [name]: xml })
  const strict = (p: string) =>
    `<${p}document xmlns${p ? ':ns0' : ''}="http://purl.oclc.org/ooxml/wordprocessingml/main"><${p}body><${p}p><${p}r><${p}t>one</${p}t></${p}r></${p}p></${p}body></${p}document>`
  test.each<[string, Uint8Array]>([
    ['the strict edition, with a prefix of its own', main(strict('ns0:'))],
    ['no prefix', main(strict(''))],
    ['UTF-16', main(new Uint8Array(Buffer.from(`\ufeff${strict('')}`, 'utf16le')))],
    ['folders parted as in Windows', main(strict(''), 'word\\document.xml')],
    [
      'another name of the document',
      zipOf({
        '_rels/.rels':
          '<Relationships><Relationship Id="a" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="/word/document2.xml"/></Relationships>',
        'word/document2.xml': strict(''),
      }),
    ],
  ])('%s', (_, bytes) => {
    expect(docxText(bytes)).toBe('one')
  })

  test.each<[string, Uint8Array, RegExp]>([
    ['broken off', main(strict('').slice(0, -20)), /damaged/],
    ['nested without end', main('<a>'.repeat(100_000)), /too deep/],
    [
      'entities that multiply',
      main(`<!DOCTYPE a [<!ENTITY b "&a;&a;">]>${strict('')}`.replace('one', '&b;')),
      /^$/,
    ],
    ['a sheet', zipOf({ 'word/document.xml': '<worksheet/>' }), /not a Word document/],
  ])('%s', (_, bytes, message) => {
    const read = () => docxText(bytes)
    if (message.source === '^$') expect(read()).toBe('&b;')
    else expect(read).toThrow(message)
  })
})
