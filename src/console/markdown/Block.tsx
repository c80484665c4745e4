import type { Element, RootContent as HastContent } from 'hast'
import type { Heading, List, ListItem, Paragraph, RootContent, Table, TableRow } from 'mdast'
import { Fragment, type ReactNode, createElement, memo, use, useMemo } from 'react'

import { componentsFor, labelOfTable } from './components.tsx'
import { type BlockContext, toSafeHast } from './hast.ts'
import { isCounted } from './list-numbers.ts'
import { cutTexts, withCaret } from './live-text.ts'
import { MarkedContext } from './marked-context.ts'
import { partsOfParagraph } from './open-paragraph.ts'
import { OrderedList } from './OrderedList.tsx'
import { TableRegion } from './TableRegion.tsx'
import { toReact } from './to-react.ts'

/** How far a block is: `live` ones were written while being read, `growing` ones still are. */
export interface BlockState {
  live: boolean
  growing: boolean
  caret: boolean
}

interface BlockProps extends BlockState {
  node: RootContent
  contextFor: (node: RootContent) => BlockContext
  /** Whether what it refers to may change. */
  refers: boolean
}

/** Stands for a paragraph or heading, which have no properties of their own. */
const NO_ELEMENT: Element = { type: 'element', tagName: 'p', properties: {}, children: [] }

const finished = componentsFor(true)
const unfinished = componentsFor(false)

function render(children: HastContent[], { live, growing, caret }: BlockState): ReactNode {
  const cut = live ? cutTexts(children) : children
  const nodes = caret ? withCaret(cut) : cut
  return createElement(Fragment, null, ...toReact(nodes, growing ? unfinished : finished))
}

interface PieceProps extends BlockState {
  node: RootContent
  context: BlockContext
  /** Takes the wanted part out of what the block became. */
  pick?: (tree: HastContent[]) => HastContent[]
}

/** One block, list item or table row; rendered again only when it changes. */
const Piece = memo(({ node, context, pick, live, growing, caret }: PieceProps) => {
  const marked = use(MarkedContext)
  return useMemo(() => {
    const tree = toSafeHast([node], context, marked)
    return render(pick ? pick(tree) : tree, { live, growing, caret })
  }, [node, context, marked, pick, live, growing, caret])
})
Piece.displayName = 'Piece'

const elementsOf = (nodes: readonly HastContent[]) =>
  nodes.filter((node): node is Element => node.type === 'element')

const childrenOf = (nodes: readonly HastContent[]) =>
  elementsOf(nodes.flatMap((node) => (node.type === 'element' ? node.children : [])))

/** All that a paragraph holds, texts too. */
const pickContent = (tree: HastContent[]): HastContent[] =>
  elementsOf(tree).flatMap(({ children }) => children)
const pickHead = (tree: HastContent[]) =>
  childrenOf(tree).filter(({ tagName }) => tagName === 'thead')
const pickRow = (tree: HastContent[]) =>
  childrenOf(childrenOf(tree).filter(({ tagName }) => tagName === 'tbody'))

const wrapped = new WeakMap<ListItem | TableRow, { of: string; node: RootContent }>()

/** The item or row in a list or table of its own, which keeps its identity. */
function wrap<T extends ListItem | TableRow>(child: T, of: string, make: () => RootContent) {
  const known = wrapped.get(child)
  if (known?.of === of) return known.node
  const node = make()
  wrapped.set(child, { of, node })
  return node
}

const isLoose = (list: List) => list.spread === true || list.children.some(({ spread }) => spread)

/** Items and rows are compared in groups of so many: of a long list only the last group is gone through. */
const GROUP = 32

function groupsOf<T>(children: readonly T[]): T[][] {
  const groups: T[][] = []
  for (let at = 0; at < children.length; at += GROUP) groups.push(children.slice(at, at + GROUP))
  return groups
}

interface GroupProps extends BlockState {
  children: readonly (ListItem | TableRow)[]
  /** Changes when the children mean something else than before. */
  of: string
  wrapChild: (child: ListItem | TableRow) => RootContent
  pick: (tree: HastContent[]) => HastContent[]
  contextFor: (node: RootContent) => BlockContext
  /** Whether what is referred to may change. */
  refers: boolean
}

const sameGroup = (a: GroupProps, b: GroupProps) =>
  a.of === b.of &&
  !b.refers &&
  a.refers === b.refers &&
  a.live === b.live &&
  a.growing === b.growing &&
  a.caret === b.caret &&
  a.children.length === b.children.length &&
  a.children.every((child, index) => child === b.children[index])

/** Some items of a list or rows of a table. */
const Group = memo(
  ({ children, of, wrapChild, pick, contextFor, caret, ...state }: GroupProps) =>
    children.map((child, index) => {
      const single = wrap(child, of, () => wrapChild(child))
      return (
        <Piece
          key={index}
          {...state}
          node={single}
          context={contextFor(single)}
          pick={pick}
          caret={caret && index === children.length - 1}
        />
      )
    }),
  sameGroup,
)
Group.displayName = 'Group'

const ListBlock = ({ node, caret, ...state }: BlockProps & { node: List }) => {
  const loose = isLoose(node)
  const ordered = node.ordered === true
  const asWritten = ordered && !isCounted(node)
  const groups = groupsOf(node.children)
  const items = groups.map((group, index) => (
    <Group
      key={index}
      {...state}
      of={`list ${ordered} ${loose} ${asWritten}`}
      wrapChild={(item) => ({
        type: 'list',
        ordered,
        spread: loose,
        data: { asWritten },
        // A list has items.
        children: [item as ListItem],
      })}
      pick={childrenOf}
      caret={caret && index === groups.length - 1}
    >
      {group}
    </Group>
  ))
  if (!ordered) return <ul>{items}</ul>
  const first = node.start ?? 1
  const longest = asWritten
    ? Math.max(...node.children.map(({ data }) => data?.number ?? 0))
    : first + node.children.length - 1
  return (
    <OrderedList start={first} longest={longest}>
      {items}
    </OrderedList>
  )
}

const headText = (head: TableRow) =>
  JSON.stringify(head.children, (key, value: unknown) => (key === 'position' ? undefined : value))

const TableBlock = ({ node, contextFor, caret, ...state }: BlockProps & { node: Table }) => {
  const marked = use(MarkedContext)
  const [head, ...rows] = node.children
  const groups = groupsOf(rows)
  const columns = JSON.stringify(node.align)
  const headKey = head ? headText(head) : ''
  const headTable = useMemo(
    (): Table => ({ type: 'table', align: node.align ?? [], children: head ? [head] : [] }),
    // The same text is the same head, though each parse makes it anew.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [columns, headKey],
  )
  const context = contextFor(headTable)
  const label = useMemo(
    () => labelOfTable(elementsOf(toSafeHast([headTable], context, marked))[0]),
    [headTable, context, marked],
  )
  return (
    <TableRegion label={label}>
      <Piece
        {...state}
        node={headTable}
        context={context}
        pick={pickHead}
        caret={caret && rows.length === 0}
      />
      <tbody>
        {groups.map((group, index) => (
          <Group
            key={index}
            {...state}
            of={columns}
            wrapChild={(row) => ({
              type: 'table',
              align: node.align ?? [],
              // A table has rows.
              children: head ? [head, row as TableRow] : [row as TableRow],
            })}
            pick={pickRow}
            contextFor={contextFor}
            caret={caret && index === groups.length - 1}
          >
            {group}
          </Group>
        ))}
      </tbody>
    </TableRegion>
  )
}

/** A long paragraph, in the parts it was parsed in. */
const ParagraphBlock = ({
  node,
  parts,
  contextFor,
  live,
  growing,
  caret,
}: BlockProps & { parts: readonly (Paragraph | Heading)[] }) => {
  const children = parts.map((part, index) => (
    // An element of its own, so that its text is not shaped again with what is added after it.
    <span key={index}>
      <Piece
        node={part}
        context={contextFor(part)}
        pick={pickContent}
        live={live}
        growing={growing}
        caret={caret && index === parts.length - 1}
      />
    </span>
  ))
  const Whole = finished[node.type === 'heading' ? `h${node.depth}` : 'p']
  return Whole && <Whole node={NO_ELEMENT}>{children}</Whole>
}

const isText = (node: RootContent): node is Paragraph | Heading =>
  node.type === 'heading' || (node.type === 'paragraph' && !node.data?.plain)

/** Lists, tables and long paragraphs are rendered part by part: they may grow long. */
export const Block = (props: BlockProps) => {
  const { node, contextFor, live, growing, caret } = props
  // One that is written may become long: it is in parts from the start, so that its element stays.
  const parts = partsOfParagraph(node) ?? (live && isText(node) ? [node] : undefined)
  if (parts) return <ParagraphBlock {...props} parts={parts} />
  if (node.type === 'list') return <ListBlock {...props} node={node} />
  if (node.type === 'table') return <TableBlock {...props} node={node} />
  return (
    <Piece node={node} context={contextFor(node)} live={live} growing={growing} caret={caret} />
  )
}
