import { parseMarkdown } from '#console/markdown/parse.ts'

interface Node {
  type: string
  value?: string
  children?: Node[]
}

/** A node of Markdown in one line: `paragraph(text<a> emphasis(text<b>))`. */
export const shownNode = ({ type, value, children }: Node): string =>
  children ? `${type}(${children.map(shownNode).join(' ')})` : `${type}<${value ?? ''}>`

/** The blocks of a text, each in one line. */
export const shownBlocks = (text: string): string[] => parseMarkdown(text).children.map(shownNode)
