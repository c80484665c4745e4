import type { Element, Nodes } from 'hast'
import { createContext, use } from 'react'

import { Citation } from './Citation.tsx'
import { CodeBlock } from './CodeBlock.tsx'
import { FileLink } from './FileLink.tsx'
import { MarkedContext } from './marked-context.ts'
import { MathFormula } from './MathFormula.tsx'
import { OrderedList } from './OrderedList.tsx'
import { RemoteImage } from './RemoteImage.tsx'
import { TableRegion } from './TableRegion.tsx'
import { textOf } from './text-of.ts'
import type { ElementComponents, ElementProps } from './to-react.ts'
import { WebLink } from './WebLink.tsx'

const property = (node: Element | undefined, name: string) => node?.properties[name]

const Marks = ({ index }: { index: number }) => {
  const mark = use(MarkedContext).marks[index]
  return mark?.sources.map((source) =>
    source.annotation.type === 'file_path' ? (
      <FileLink key={source.number} fileId={source.annotation.file_path.file_id} />
    ) : (
      <Citation key={source.number} source={source} marker={mark.text} />
    ),
  )
}

const MarkedFile = ({
  index,
  undrawn,
  children,
}: {
  index: number
  undrawn: string | undefined
  children: React.ReactNode
}) => {
  const source = use(MarkedContext).marks[index]?.sources[0]
  if (source?.annotation.type !== 'file_path') {
    return (
      <>
        {children}
        <Marks index={index} />
      </>
    )
  }
  return (
    <FileLink fileId={source.annotation.file_path.file_id} undrawn={undrawn}>
      {children}
    </FileLink>
  )
}

const languageOf = (code: Element | undefined): string => {
  const names = property(code, 'className')
  const [name] = Array.isArray(names) ? names : []
  return typeof name === 'string' ? name.replace(/^language-/, '') : ''
}

const isElement = (node: Nodes, tagName: string): node is Element =>
  node.type === 'element' && node.tagName === tagName

const stringOf = (node: Element, name: string): string => {
  const value = property(node, name)
  return typeof value === 'string' ? value : ''
}

/** What is found at it and is not drawn, kept in the page where it is looked for. */
const undrawnIn = (node: Element): string | undefined => stringOf(node, 'dataUndrawn') || undefined

/** The number that an item of a list has of its own. */
const numberOf = (item: Element): number | undefined => {
  const value = property(item, 'value')
  return value === undefined ? undefined : Number(value)
}

const headings = [1, 2, 3, 4, 5, 6].map((level) => [
  `h${level}`,
  ({ children }: ElementProps) => <Heading level={level}>{children}</Heading>,
])

/**
 * The direction of a list item or quote is that of its text, and text in elements with a direction of
 * their own does not count: paragraphs inside have none.
 */
const InContainer = createContext(false)

const Paragraph = ({ children }: ElementProps) => (
  <p dir={use(InContainer) ? undefined : 'auto'}>{children}</p>
)

/** A link that shows where it leads. */
const ADDRESS = /^(?:https?:\/\/|www\.|\S+@\S+$)/i

/** How each element is drawn; `finished` is false for blocks that are being written. */
export const componentsFor = (finished: boolean): ElementComponents => ({
  ...(Object.fromEntries(headings) as ElementComponents),
  a: ({ node, children }) => (
    <WebLink
      href={stringOf(node, 'href')}
      title={stringOf(node, 'title')}
      bare={ADDRESS.test(textOf(node))}
      undrawn={undrawnIn(node)}
    >
      {children}
    </WebLink>
  ),
  // With a direction of its own it does not count for that of its paragraph.
  code: ({ children }) => <code dir="auto">{children}</code>,
  img: ({ node }) => (
    <RemoteImage
      src={stringOf(node, 'src')}
      alt={stringOf(node, 'alt')}
      undrawn={undrawnIn(node)}
    />
  ),
  input: ({ node }) => {
    const checked = property(node, 'checked') === true
    return (
      <input
        type="checkbox"
        checked={checked}
        disabled
        aria-label={checked ? 'Done' : 'Not done'}
      />
    )
  },
  hr: () => <hr />,
  br: () => <br />,
  pre: ({ node }) => {
    const code = node.children.find((child) => isElement(child, 'code'))
    const caret = code?.children.some((child) => isElement(child, 'x-caret'))
    return (
      <CodeBlock
        code={code ? textOf(code).replace(/\n$/, '') : ''}
        language={languageOf(code)}
        meta={code ? stringOf(code, 'dataMeta') : ''}
        finished={finished}
        caret={caret === true}
      />
    )
  },
  table: ({ node, children }) => <TableRegion label={labelOfTable(node)}>{children}</TableRegion>,
  p: Paragraph,
  li: ({ node, children }) => (
    <li dir="auto" value={numberOf(node)}>
      <InContainer value>{children}</InContainer>
    </li>
  ),
  ul: ({ children }) => <ul>{children}</ul>,
  ol: ({ node, children }) => {
    const start = Number(property(node, 'start') ?? 1)
    const items = node.children.filter((child) => child.type === 'element')
    const longest = Math.max(...items.map((item, index) => numberOf(item) ?? start + index))
    return (
      <OrderedList start={start} longest={longest}>
        {children}
      </OrderedList>
    )
  },
  blockquote: ({ children }) => (
    <blockquote dir="auto">
      <InContainer value>{children}</InContainer>
    </blockquote>
  ),
  'x-plain': ({ children }) => (
    <p dir="auto" className="md-plain">
      {children}
    </p>
  ),
  'x-text': ({ children }) => <span className="md-text">{children}</span>,
  'x-address': ({ children }) => (
    <span dir="ltr" className="md-address">
      {children}
    </span>
  ),
  'x-caret': () => <span className="md-caret" />,
  'x-cite': ({ node }) => <Marks index={Number(property(node, 'dataMark'))} />,
  'x-file': ({ node, children }) => (
    <MarkedFile index={Number(property(node, 'dataMark'))} undrawn={undrawnIn(node)}>
      {children}
    </MarkedFile>
  ),
  'x-math': ({ node }) => (
    <MathFormula
      key={textOf(node)}
      source={textOf(node)}
      written={String(property(node, 'dataWritten'))}
      tex={String(property(node, 'dataTex'))}
      block={property(node, 'dataDisplay') === 'block'}
    />
  ),
  'x-note': ({ node }) => (
    <sup className="md-note" data-undrawn={undrawnIn(node)}>
      {property(node, 'dataNumber')?.toString()}
    </sup>
  ),
})

const Heading = ({ level, children }: { level: number; children: React.ReactNode }) => (
  // Its own level: a message's headings stand below those of the console.
  // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
  <div role="heading" aria-level={Math.min(level + 2, 6)} className={`md-h${level}`} dir="auto">
    {children}
  </div>
)

export const labelOfTable = (table: Element | undefined): string => {
  const head = table?.children.find((child) => isElement(child, 'thead'))
  const row = head?.children.find((child) => isElement(child, 'tr'))
  const cells = row?.children.filter((child) => isElement(child, 'th')).map(textOf) ?? []
  return `Table: ${cells.join(', ')}`.slice(0, 120)
}
