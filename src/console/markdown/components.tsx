import type { Element, Nodes } from 'hast'
import type { Components } from 'hast-util-to-jsx-runtime'
import { use } from 'react'

import { Citation } from './Citation.tsx'
import { CodeBlock } from './CodeBlock.tsx'
import { FileLink } from './FileLink.tsx'
import { MarkedContext } from './marked-context.ts'
import { MathFormula } from './MathFormula.tsx'
import { RemoteImage } from './RemoteImage.tsx'
import { TableRegion } from './TableRegion.tsx'
import { WebLink } from './WebLink.tsx'

export const textOf = (node: Nodes): string =>
  node.type === 'text' ? node.value : 'children' in node ? node.children.map(textOf).join('') : ''

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

const MarkedFile = ({ index, children }: { index: number; children: React.ReactNode }) => {
  const source = use(MarkedContext).marks[index]?.sources[0]
  if (source?.annotation.type !== 'file_path') {
    return (
      <>
        {children}
        <Marks index={index} />
      </>
    )
  }
  return <FileLink fileId={source.annotation.file_path.file_id}>{children}</FileLink>
}

const languageOf = (code: Element | undefined): string => {
  const names = property(code, 'className')
  const [name] = Array.isArray(names) ? names : []
  return typeof name === 'string' ? name.replace(/^language-/, '') : ''
}

const isElement = (node: Nodes, tagName: string): node is Element =>
  node.type === 'element' && node.tagName === tagName

/** How each element is drawn; `finished` is false for blocks that are being written. */
export const componentsFor = (finished: boolean) =>
  ({
    a: ({ href, children }) => <WebLink href={href ?? ''}>{children}</WebLink>,
    img: ({ src, alt }) => <RemoteImage src={String(src ?? '')} alt={alt ?? ''} />,
    input: ({ checked }) => (
      <input
        type="checkbox"
        checked={checked}
        disabled
        aria-label={checked ? 'Done' : 'Not done'}
      />
    ),
    pre: ({ node }: { node?: Element }) => {
      const code = node?.children.find((child) => isElement(child, 'code'))
      const caret = code?.children.some((child) => isElement(child, 'x-caret'))
      return (
        <CodeBlock
          code={code ? textOf(code).replace(/\n$/, '') : ''}
          language={languageOf(code)}
          finished={finished}
          caret={caret}
        />
      )
    },
    table: ({ node, children }) => <TableRegion label={labelOfTable(node)}>{children}</TableRegion>,
    p: ({ children }) => <p dir="auto">{children}</p>,
    li: ({ children }) => <li dir="auto">{children}</li>,
    ul: ({ children }) => <ul dir="auto">{children}</ul>,
    ol: ({ start, children }) => (
      <ol dir="auto" start={start}>
        {children}
      </ol>
    ),
    blockquote: ({ children }) => <blockquote dir="auto">{children}</blockquote>,
    // A message's headings stand below those of the console.
    h1: ({ children }) => <Heading level={1}>{children}</Heading>,
    h2: ({ children }) => <Heading level={2}>{children}</Heading>,
    h3: ({ children }) => <Heading level={3}>{children}</Heading>,
    h4: ({ children }) => <Heading level={4}>{children}</Heading>,
    h5: ({ children }) => <Heading level={5}>{children}</Heading>,
    h6: ({ children }) => <Heading level={6}>{children}</Heading>,
    'x-plain': ({ children }: { children?: React.ReactNode }) => (
      <p dir="auto" className="md-plain">
        {children}
      </p>
    ),
    'x-caret': () => <span className="md-caret" />,
    'x-cite': ({ node }: { node?: Element }) => (
      <Marks index={Number(property(node, 'dataMark'))} />
    ),
    'x-file': ({ node, children }: { node?: Element; children?: React.ReactNode }) => (
      <MarkedFile index={Number(property(node, 'dataMark'))}>{children}</MarkedFile>
    ),
    'x-math': ({ node }: { node?: Element }) => (
      <MathFormula
        source={node ? textOf(node) : ''}
        block={property(node, 'dataDisplay') === 'block'}
      />
    ),
    'x-note': ({ node }: { node?: Element }) => (
      <sup className="md-note">{String(property(node, 'dataNumber') ?? '')}</sup>
    ),
  }) as Partial<Components>

const Heading = ({ level, children }: { level: number; children: React.ReactNode }) => (
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
