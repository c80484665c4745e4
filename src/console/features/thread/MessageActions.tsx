import { useQueryClient } from '@tanstack/react-query'
import { Braces, Copy, Ellipsis, Flag, Link2, ListChecks, Tags, Trash2 } from 'lucide-react'
import { useContext } from 'react'

import { askedPart, reviewed } from '#console/api/reviewed.ts'
import { useWhyNotNow } from '#console/api/rights.ts'
import { toggleFlag } from '#console/api/said-acts.ts'
import { TabStopContext } from '#console/markdown/tab-stop.ts'
import { paths } from '#console/paths.ts'
import { copyAndTell } from '#console/ui/copy-text.ts'
import { CopyButton } from '#console/ui/CopyButton.tsx'
import { Menu } from '#console/ui/Menu.tsx'
import type { Message } from '#contract/message.ts'

import { messageDialog } from './message-dialog.ts'
import { plainText } from './message-words.ts'

const linkTo = ({ thread_id, id }: Message) =>
  new URL(paths.thread(thread_id, { message: id }), location.origin).href

/** What can be done with one message. */
export const MessageActions = ({ read }: { read: () => Message }) => {
  const tabIndex = useContext(TabStopContext)
  const client = useQueryClient()
  const [whyNotEdit, whyNotDelete] = [useWhyNotNow('modifyMessage'), useWhyNotNow('deleteMessage')]
  const whyNotReview = useWhyNotNow('createReview')
  const subject = () => ({ thread_id: read().thread_id, message_id: read().id, passage: null })
  const show = (kind: 'json' | 'metadata' | 'delete') => () =>
    messageDialog.set({ kind, message: read() })
  return (
    <div className="flex items-center opacity-0 transition-opacity duration-100 group-focus-within/message:opacity-100 group-hover/message:opacity-100 has-[[aria-expanded=true]]:opacity-100 pointer-coarse:opacity-100">
      <CopyButton
        label="Copy text"
        text={() => plainText(read())}
        tabIndex={tabIndex}
        className="max-sm:hidden"
      />
      <Menu
        label="Actions on the message"
        tabIndex={tabIndex}
        className="inline-flex size-6 items-center justify-center rounded-control text-ink-2 hover:bg-hover hover:text-ink"
        items={[
          {
            label: 'Copy text',
            icon: Copy,
            onSelect: () => void copyAndTell(plainText(read()), 'Text copied'),
          },
          {
            label: 'Copy link',
            icon: Link2,
            onSelect: () => void copyAndTell(linkTo(read()), 'Link copied'),
          },
          {
            label: 'Flag, or take the flag off',
            icon: Flag,
            whyNot: whyNotReview,
            separated: true,
            onSelect: () => void toggleFlag(client, subject()),
          },
          {
            label: 'Review message',
            icon: ListChecks,
            onSelect: () => {
              reviewed.set(subject())
              // Once the menu has given the focus back.
              setTimeout(() => askedPart.set('verdict'))
            },
          },
          { label: 'Show JSON', icon: Braces, onSelect: show('json') },
          { label: 'Edit metadata', icon: Tags, whyNot: whyNotEdit, onSelect: show('metadata') },
          {
            label: 'Delete message',
            icon: Trash2,
            danger: true,
            whyNot: whyNotDelete,
            separated: true,
            onSelect: show('delete'),
          },
        ]}
      >
        <Ellipsis aria-hidden className="icon size-4" />
      </Menu>
    </div>
  )
}
