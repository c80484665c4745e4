import { strToU8, zipSync } from 'fflate'

/** A PDF with one line of text on each page. */
export const pdfOf = (...lines: string[]): Uint8Array<ArrayBuffer> => {
  const pages = lines.map((_, at) => 4 + at * 2)
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${pages.map((page) => `${page} 0 R`).join(' ')}] /Count ${pages.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...lines.flatMap((line, at) => {
      const stream = `BT /F1 12 Tf 72 720 Td (${line}) Tj ET`
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${5 + at * 2} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
        `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
      ]
    }),
  ]
  return pdfFrom(objects)
}

/** A PDF of one page with these operators. */
export const pdfWith = (operators: string): Uint8Array<ArrayBuffer> =>
  pdfFrom([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R >>',
    `<< /Length ${operators.length} >>\nstream\n${operators}\nendstream`,
  ])

/** A PDF that only a password opens. The keys are made up: no password opens it. */
export const lockedPdf = (): Uint8Array<ArrayBuffer> => {
  const key = `<${'ab'.repeat(32)}>`
  return pdfFrom(
    [
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Kids [] /Count 0 >>',
      `<< /Filter /Standard /V 2 /R 3 /Length 128 /O ${key} /U ${key} /P -4 >>`,
    ],
    `/Encrypt 3 0 R /ID [${key} ${key}]`,
  )
}

const pdfFrom = (objects: string[], trailer = ''): Uint8Array<ArrayBuffer> => {
  let text = '%PDF-1.4\n'
  const offsets = objects.map((object, at) => {
    const offset = text.length
    text += `${at + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const start = text.length
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`)
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries.join('')}`
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer} >>\nstartxref\n${start}\n%%EOF\n`
  return new Uint8Array(Buffer.from(text, 'latin1'))
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
const OFFICE = 'http://schemas.openxmlformats.org'
const RELATIONS = `${OFFICE}/officeDocument/2006/relationships`
const NAMESPACES = Object.entries({
  w: `${OFFICE}/wordprocessingml/2006/main`,
  p: `${OFFICE}/presentationml/2006/main`,
  a: `${OFFICE}/drawingml/2006/main`,
  c: `${OFFICE}/drawingml/2006/chart`,
  dgm: `${OFFICE}/drawingml/2006/diagram`,
  wp: `${OFFICE}/drawingml/2006/wordprocessingDrawing`,
  m: `${OFFICE}/officeDocument/2006/math`,
  mc: `${OFFICE}/markup-compatibility/2006`,
  r: RELATIONS,
  v: 'urn:schemas-microsoft-com:vml',
})
  .map(([prefix, uri]) => ` xmlns:${prefix}="${uri}"`)
  .join('')

/** A part of a document of Office: what stands within its root, and where links lead by their kind. */
interface Part {
  root: string
  content: string
  /** By an id: the kind, and the name of the part. */
  links?: Record<string, [kind: string, name: string]>
}

/** The parts of a document of Office, with a file of links beside each that has some. */
const officeFiles = (main: string, parts: Record<string, Part>): Record<string, string> => {
  const files: Record<string, string> = {
    '[Content_Types].xml': `${XML}<Types xmlns="${OFFICE}/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>`,
    '_rels/.rels': linksXml({ rId1: ['officeDocument', main] }),
  }
  for (const [name, { root, content, links }] of Object.entries(parts)) {
    files[name] = `${XML}<${root}${NAMESPACES}>${content}</${root}>`
    if (links) files[name.replace(/[^/]+$/, '_rels/$&.rels')] = linksXml(links)
  }
  return files
}

const linksXml = (links: NonNullable<Part['links']>): string =>
  `${XML}<Relationships xmlns="${OFFICE}/package/2006/relationships">${Object.entries(links)
    .map(
      ([id, [kind, name]]) =>
        `<Relationship Id="${id}" Type="${RELATIONS}/${kind}" Target="${name.includes('/') ? `/${name}` : name}"/>`,
    )
    .join('')}</Relationships>`

/** A Word document with this in its body, and parts that it links to, each by its id and kind. */
export const docxFrom = (
  body: string,
  linked: Record<string, [kind: string, root: string, content: string]> = {},
): Uint8Array<ArrayBuffer> => {
  const links: Part['links'] = {}
  const parts: Record<string, Part> = {
    'word/document.xml': { root: 'w:document', content: `<w:body>${body}</w:body>`, links },
  }
  for (const [id, [kind, root, content]] of Object.entries(linked)) {
    links[id] = [kind, `${kind}-${id}.xml`]
    parts[`word/${kind}-${id}.xml`] = { root, content }
  }
  return zipOf(officeFiles('word/document.xml', parts))
}

/** A Word document of these paragraphs. */
export const docxOf = (...paragraphs: string[]): Uint8Array<ArrayBuffer> =>
  docxFrom(paragraphs.map((text) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`).join(''))

/** A presentation of these slides, shown as they come or in the order of their numbers given. */
export const pptxFrom = (
  slides: string[],
  {
    order = slides.map((_, at) => at + 1),
    linked = {},
  }: {
    order?: number[]
    linked?: Record<string, [kind: string, root: string, content: string]>
  } = {},
): Uint8Array<ArrayBuffer> => {
  const links: Part['links'] = {}
  const parts: Record<string, Part> = {}
  for (const [id, [kind, root, content]] of Object.entries(linked)) {
    links[id] = [kind, `ppt/${kind}s/${kind}-${id}.xml`]
    parts[`ppt/${kind}s/${kind}-${id}.xml`] = { root, content }
  }
  const shown: Part['links'] = {}
  for (const [at, slide] of slides.entries()) {
    const name = `slides/slide${at + 1}.xml`
    shown[`rId${at + 1}`] = ['slide', `ppt/${name}`]
    const content = `<p:cSld><p:spTree>${slide}</p:spTree></p:cSld>`
    parts[`ppt/${name}`] = { root: 'p:sld', content, links: at === 0 ? links : {} }
  }
  const list = order.map((number) => `<p:sldId id="${255 + number}" r:id="rId${number}"/>`)
  const content = `<p:sldIdLst>${list.join('')}</p:sldIdLst>`
  parts['ppt/presentation.xml'] = { root: 'p:presentation', content, links: shown }
  return zipOf(officeFiles('ppt/presentation.xml', parts))
}

/** A shape of a slide with these paragraphs, of which each is runs. */
export const shapeOf = (...paragraphs: string[]): string =>
  `<p:sp><p:txBody>${paragraphs.map((runs) => `<a:p>${runs}</a:p>`).join('')}</p:txBody></p:sp>`

/** A presentation with one line on each slide. */
export const pptxOf = (...lines: string[]): Uint8Array<ArrayBuffer> =>
  pptxFrom(lines.map((line) => shapeOf(`<a:r><a:t>${line}</a:t></a:r>`)))

export const zipOf = (files: Record<string, string | Uint8Array>): Uint8Array<ArrayBuffer> => {
  const entries = Object.entries(files).map(([name, content]) => [
    name,
    typeof content === 'string' ? strToU8(content) : content,
  ])
  return new Uint8Array(zipSync(Object.fromEntries(entries)))
}
