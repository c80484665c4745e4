import { linkedText } from './ooxml/linked-text.ts'
import { Package } from './ooxml/package.ts'
import { partText } from './ooxml/part-text.ts'
import { type Attributes, attribute, readXml } from './ooxml/xml.ts'
import { invalid } from './unreadable.ts'

/**
 * The text of a presentation, slide by slide as they are shown, each with its speaker's notes and its
 * comments.
 * @throws {Unreadable}
 */
export const pptxText = (bytes: Uint8Array): string => {
  const document = new Package(bytes)
  const names = slidesOf(document)
  if (names.length === 0) throw invalid('The file is not a presentation.')
  return names
    .flatMap((name) => slideTexts(document, name))
    .filter((text) => text !== '')
    .join('\n\n')
}

/** Parts bear the numbers in which they were made; the presentation lists them as they are shown. */
const slidesOf = (document: Package): string[] => {
  const main = document.main('ppt/presentation.xml')
  const shown: string[] = []
  if (main) {
    const slides = new Map(document.links(main.name).map(({ id, name }) => [id, name]))
    const onOpen = (name: string, attributes: Attributes) => {
      const slide = slides.get(attribute(attributes, 'id') ?? '')
      if (name === 'sldId' && slide !== undefined) shown.push(slide)
    }
    readXml(main.bytes, { onOpen })
  }
  if (shown.length > 0) return shown
  return document
    .names()
    .filter((name) => /^ppt\/slides\/slide\d+\.xml$/.test(name))
    .toSorted((a, b) => numberIn(a) - numberIn(b))
}

const numberIn = (name: string): number => Number(/\d+/.exec(name)?.[0] ?? 0)

const slideTexts = (document: Package, slide: string): string[] => {
  const bytes = document.take(slide)
  if (!bytes) return []
  const { linked, rest } = linkedText(document, slide)
  const texts = [partText(bytes, { linked }), ...rest()]
  for (const { kind, name } of document.links(slide)) {
    if (kind !== 'notesSlide' && kind !== 'comments') continue
    const part = document.take(name)
    const text = part ? partText(part, { isNotesPage: kind === 'notesSlide' }) : ''
    if (text !== '') texts.push(`${kind === 'comments' ? 'Comments' : 'Notes'}: ${text}`)
  }
  return texts
}
