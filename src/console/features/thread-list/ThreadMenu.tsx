import clsx from 'clsx'
import {
  CalendarDays,
  Columns2,
  Copy,
  Ellipsis,
  FileText,
  Link2,
  Pencil,
  Printer,
  Search,
  SquareCheck,
  Trash2,
} from 'lucide-react'

import { useWhyNotNow } from '#console/api/rights.ts'
import { threadTitle } from '#console/api/threads.ts'
import { runAction } from '#console/hooks/use-action.ts'
import { paths } from '#console/paths.ts'
import { compareWith } from '#console/ui/compare-with.ts'
import { copyAndTell } from '#console/ui/copy-text.ts'
import { Menu, type MenuItem } from '#console/ui/Menu.tsx'
import type { Thread } from '#contract/thread.ts'

import { threadDialog } from './thread-dialog.ts'

const ofOpenThread: readonly MenuItem[] = [
  {
    label: 'Find in the thread',
    icon: Search,
    separated: true,
    // Once the menu has given the focus back.
    onSelect: () => setTimeout(() => runAction('thread.find')),
  },
  {
    label: 'Jump to date',
    icon: CalendarDays,
    onSelect: () => setTimeout(() => runAction('thread.date')),
  },
  { label: 'Copy thread', icon: FileText, onSelect: () => runAction('thread.copy') },
  { label: 'Print thread', icon: Printer, onSelect: () => runAction('thread.print') },
]

/** What can be done with a whole thread. */
export const ThreadMenu = ({
  thread,
  size = 'normal',
  tabIndex,
  open = false,
  selecting,
}: {
  thread: Thread
  /** It is the thread that is open: there is more to do with it. */
  open?: boolean
  size?: 'normal' | 'small'
  tabIndex?: number
  /** It stands in a list where threads can be selected. */
  selecting?: { isSelected: boolean; toggle: () => void }
}) => {
  const [whyNotRename, whyNotDelete] = [useWhyNotNow('modifyThread'), useWhyNotNow('deleteThread')]
  return (
    <Menu
      label={`Actions on ${threadTitle(thread)}`}
      {...(tabIndex !== undefined && { tabIndex })}
      className={clsx(
        'relative inline-flex items-center justify-center rounded-control text-ink-2 hover:bg-hover hover:text-ink',
        size === 'small' ? 'size-6' : 'size-8',
      )}
      items={[
        ...(selecting
          ? [
              {
                label: selecting.isSelected ? 'Deselect' : 'Select',
                icon: SquareCheck,
                onSelect: selecting.toggle,
              },
            ]
          : []),
        {
          label: 'Rename',
          icon: Pencil,
          whyNot: whyNotRename,
          onSelect: () => threadDialog.set({ kind: 'rename', thread }),
        },
        {
          label: 'Copy link',
          icon: Link2,
          onSelect: () =>
            void copyAndTell(new URL(paths.thread(thread.id), location.origin).href, 'Link copied'),
        },
        {
          label: 'Copy id',
          icon: Copy,
          onSelect: () => void copyAndTell(thread.id, 'Thread id copied'),
        },
        {
          label: 'Compare with…',
          icon: Columns2,
          onSelect: () => compareWith.set({ side: { thread: thread.id }, as: 'right' }),
        },
        ...(open ? ofOpenThread : []),
        {
          label: 'Delete thread',
          icon: Trash2,
          danger: true,
          whyNot: whyNotDelete,
          separated: true,
          onSelect: () => threadDialog.set({ kind: 'delete', thread }),
        },
      ]}
    >
      <Ellipsis aria-hidden className="icon" />
    </Menu>
  )
}
