import type { Element, RootContent as HastContent } from 'hast'
import type { List, ListItem, RootContent, Table, TableRow } from 'mdast'
import { Fragment, type ReactNode, createElement, memo, use, useMemo } from 'react'

import { componentsFor, labelOfTable } from './components.tsx'
import { type BlockContext, toSafeHast } from './hast.ts'
import { cutTexts, withCaret } from './live-text.ts'
import { MarkedContext } from './marked-context.ts'
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
}

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

const ListBlock = ({ node, contextFor, caret, ...state }: BlockProps & { node: List }) => {
  const loose = isLoose(node)
  const ordered = node.ordered === true
  const last = node.children.length - 1
  const items = node.children.map((item, index) => {
    const single = wrap(item, `list ${ordered} ${loose}`, () => ({
      type: 'list',
      ordered,
      spread: loose,
      children: [item],
    }))
    return (
      <Piece
        key={index}
        {...state}
        node={single}
        context={contextFor(single)}
        pick={childrenOf}
        caret={caret && index === last}
      />
    )
  })
  return ordered ? <ol start={node.start ?? 1}>{items}</ol> : <ul>{items}</ul>
}

const headText = (head: TableRow) =>
  JSON.stringify(head.children, (key, value: unknown) => (key === 'position' ? undefined : value))

const TableBlock = ({ node, contextFor, caret, ...state }: BlockProps & { node: Table }) => {
  const marked = use(MarkedContext)
  const [head, ...rows] = node.children
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
        {rows.map((row, index) => {
          const single = wrap(row, columns, () => ({
            type: 'table',
            align: node.align ?? [],
            children: head ? [head, row] : [row],
          }))
          return (
            <Piece
              key={index}
              {...state}
              node={single}
              context={contextFor(single)}
              pick={pickRow}
              caret={caret && index === rows.length - 1}
            />
          )
        })}
      </tbody>
    </TableRegion>
  )
}

/** A top-level block. Lists and tables are rendered part by part: they may grow long. */
export const Block = (props: BlockProps) => {
  const { node, contextFor, live, growing, caret } = props
  if (node.type === 'list') return <ListBlock {...props} node={node} />
  if (node.type === 'table') return <TableBlock {...props} node={node} />
  return (
    <Piece node={node} context={contextFor(node)} live={live} growing={growing} caret={caret} />
  )
}
