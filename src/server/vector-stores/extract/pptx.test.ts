import { expect, test } from 'vitest'

import { pptxFrom, shapeOf, zipOf } from '#testing/documents.ts'

import { pptxText } from './pptx.ts'

const run = (text: string) => `<a:r><a:rPr lang="en"/><a:t>${text}</a:t></a:r>`
const cell = (text: string) => `<a:tc><a:txBody><a:p>${run(text)}</a:p></a:txBody></a:tc>`
const placeholder = (type: string, text: string) =>
  `<p:sp><p:nvSpPr><p:cNvPr id="2" name="x"/><p:nvPr><p:ph type="${type}"/></p:nvPr></p:nvSpPr><p:txBody><a:p>${run(text)}</a:p></p:txBody></p:sp>`

test.each<[string, string, string]>([
  ['paragraphs and shapes', shapeOf(run('one'), run('two')) + shapeOf(run('3')), 'one\n\ntwo\n\n3'],
  ['runs of one word', shapeOf(run('hal') + run('ves')), 'halves'],
  ['a line break', shapeOf(`${run('br')}<a:br/>${run('eak')}`), 'br\neak'],
  ['a field', shapeOf(`${run('Page ')}<a:fld type="slidenum"><a:t>4</a:t></a:fld>`), 'Page 4'],
  ['shapes in a group', `<p:grpSp>${shapeOf(run('grouped'))}</p:grpSp>`, 'grouped'],
  [
    'a table',
    `<a:tbl><a:tr>${cell('a')}${cell('')}${cell('c')}</a:tr><a:tr>${cell('d')}${cell('e')}${cell('f')}</a:tr></a:tbl>`,
    'a |  | c\nd | e | f',
  ],
  ['what a picture shows', '<p:pic><p:cNvPr id="1" descr="a map"/></p:pic>', 'a map'],
  [
    'a formula, and not its picture',
    `<mc:AlternateContent><mc:Choice Requires="a14">${shapeOf('<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>')}</mc:Choice><mc:Fallback>${shapeOf(run('picture'))}</mc:Fallback></mc:AlternateContent>`,
    'x',
  ],
  ['entities', shapeOf(run('R&amp;D &#8364;')), 'R&D €'],
])('%s', (_, slide, text) => {
  expect(pptxText(pptxFrom([slide]))).toBe(text)
})

test('slides come as they are shown; one that is taken out is not read', () => {
  const slides = Array.from({ length: 11 }, (_, at) => shapeOf(run(`${at + 1}`)))
  const order = [10, 2, 11, 1]
  expect(pptxText(pptxFrom(slides, { order }))).toBe('10\n\n2\n\n11\n\n1')
})

test('slides without a list come by their numbers', () => {
  const slide = (text: string) => `<p:sld>${shapeOf(run(text))}</p:sld>`
  const files = zipOf({
    'ppt/slides/slide10.xml': slide('ten'),
    'ppt/slides/slide2.xml': slide('two'),
  })
  expect(pptxText(files)).toBe('two\n\nten')
})

test("a slide's diagrams, notes and comments follow it", () => {
  const shape = '<p:graphicFrame><dgm:relIds r:dm="rId1"/></p:graphicFrame>'
  const step = `<dgm:pt><dgm:t><a:p>${run('step')}</a:p></dgm:t></dgm:pt>`
  const notes =
    placeholder('sldNum', '1') + placeholder('body', 'say this') + placeholder('ftr', 'foot')
  const bytes = pptxFrom([shapeOf(run('one')) + shape, shapeOf(run('two'))], {
    linked: {
      rId1: ['diagramData', 'dgm:dataModel', step],
      rId2: ['notesSlide', 'p:notes', notes],
      rId3: [
        'comments',
        'p:cmLst',
        '<p:cm><p:pos x="1"/><p:text>why?</p:text></p:cm><p:cm><p:text>so</p:text></p:cm>',
      ],
      rId4: ['slideLayout', 'p:sldLayout', shapeOf(run('Click to add'))],
    },
  })
  expect(pptxText(bytes)).toBe('one\n\nstep\n\nNotes: say this\n\nComments: why?\n\nso\n\ntwo')
})
