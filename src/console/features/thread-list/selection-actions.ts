import { Columns2, Copy, Link2, type LucideIcon, Tags, Trash2 } from 'lucide-react'

import { paths } from '#console/paths.ts'
import { copyAndTell } from '#console/ui/copy-text.ts'
import { countText } from '#console/util/number.ts'
import type { OperationName } from '#contract/operations.ts'

import type { Selected } from './selection.ts'

/** What is asked about in a dialog of its own. */
export type Asked = 'delete' | 'review'

/** Something that is done with all selected threads. */
export interface SelectionAction {
  label: string
  icon: LucideIcon
  /** Stands in the bar itself where it can be done with so many; the others stand in its menu. */
  isFirst?: true
  danger?: true
  /** What the reader has to be allowed for it. */
  operation?: OperationName
  /** Why it cannot be done with so many. */
  whyNotWith?: (count: number) => string | undefined
  /** `ask` opens the dialog of what is asked before, `go` leads to an address. */
  run: (
    threads: readonly Selected[],
    ask: (what: Asked) => void,
    go: (address: string) => void,
  ) => void
}

/** All that can be done with selected threads. The bar and its menu show this table. */
export const selectionActions: readonly SelectionAction[] = [
  {
    label: 'Delete threads',
    icon: Trash2,
    isFirst: true,
    danger: true,
    operation: 'deleteThread',
    run: (_, ask) => ask('delete'),
  },
  {
    label: 'Verdict and labels…',
    icon: Tags,
    operation: 'createReview',
    run: (_, ask) => ask('review'),
  },
  {
    label: 'Compare',
    icon: Columns2,
    isFirst: true,
    whyNotWith: (count) => (count === 2 ? undefined : 'Two threads are compared: select two'),
    run: ([left, right], _, go) => {
      if (left && right)
        go(paths.compare({ left: { thread: left.id }, right: { thread: right.id } }))
    },
  },
  {
    label: 'Copy links',
    icon: Link2,
    run: (threads) => {
      const links = threads.map(({ id }) => new URL(paths.thread(id), location.origin).href)
      void copyAndTell(links.join('\n'), `${countText(threads.length, 'link')} copied`)
    },
  },
  {
    label: 'Copy ids',
    icon: Copy,
    run: (threads) => {
      const ids = threads.map(({ id }) => id)
      void copyAndTell(ids.join('\n'), `${countText(threads.length, 'thread id')} copied`)
    },
  },
]
