import { useQueryClient } from '@tanstack/react-query'
import {
  Download,
  Ellipsis,
  FileJson,
  FileSpreadsheet,
  Lock,
  LockOpen,
  Pencil,
  Printer,
  Trash2,
  Users,
} from 'lucide-react'
import { useState } from 'react'

import { modifyQueue, queueExportUrl } from '#console/api/queues.ts'
import { useWhyNot } from '#console/api/rights.ts'
import { Menu } from '#console/ui/Menu.tsx'
import { showToast } from '#console/ui/toast.ts'
import { describeFailure } from '#console/util/describe-failure.ts'
import type { Queue } from '#contract/queue.ts'

import { AssignDialog } from './AssignDialog.tsx'
import { DeleteQueueDialog, EditQueueDialog } from './QueueDialogs.tsx'

const HEAD_BUTTON =
  'inline-flex min-h-8 items-center gap-1.5 rounded-control border border-line-strong bg-raise px-3 font-strong whitespace-nowrap hover:bg-hover disabled:opacity-55'

const download = (address: string) => {
  const link = document.createElement('a')
  link.href = address
  link.download = ''
  link.click()
}

/** What can be done with a queue besides reading it. */
export const QueueMenu = ({ queue }: { queue: Queue }) => {
  const client = useQueryClient()
  const [asked, ask] = useState<'assign' | 'edit' | 'delete'>()
  const whyNot = useWhyNot('modifyQueue')
  const whyNotTake = useWhyNot('exportQueue')
  const isReady = queue.state === 'open' || queue.state === 'closed'
  const isClosed = queue.state === 'closed'
  const close = () => ask(undefined)
  const setState = async (state: 'open' | 'closed') => {
    try {
      if (!(await modifyQueue(client, queue.id, { state }))) return
      showToast({
        text: state === 'closed' ? 'Closed. All that was judged is told.' : 'Open again.',
        action: {
          label: 'Undo',
          onSelect: () => void setState(state === 'closed' ? 'open' : 'closed'),
        },
      })
    } catch (error) {
      showToast({
        tone: 'error',
        text: 'The queue was not changed.',
        detail: describeFailure(error).message,
      })
    }
  }
  return (
    <>
      <button
        type="button"
        className={HEAD_BUTTON}
        title={whyNot}
        disabled={whyNot !== undefined || queue.state !== 'open'}
        onClick={() => ask('assign')}
      >
        <Users aria-hidden className="icon" />
        Assign
      </button>
      <Menu
        label="Export"
        className={HEAD_BUTTON}
        disabled={!isReady}
        items={[
          {
            label: 'Judgements as CSV',
            icon: FileSpreadsheet,
            whyNot: whyNotTake,
            onSelect: () => download(queueExportUrl(queue.id, 'csv')),
          },
          {
            label: 'Judgements as NDJSON',
            icon: FileJson,
            whyNot: whyNotTake,
            onSelect: () => download(queueExportUrl(queue.id, 'ndjson')),
          },
          {
            label: 'Print',
            icon: Printer,
            separated: true,
            onSelect: () => globalThis.print(),
          },
        ]}
      >
        <Download aria-hidden className="icon" />
        Export
      </Menu>
      <Menu
        label="More of the queue"
        className="inline-flex size-8 items-center justify-center rounded-control text-ink-2 hover:bg-hover hover:text-ink"
        items={[
          { label: 'Name and readers…', icon: Pencil, whyNot, onSelect: () => ask('edit') },
          ...(isReady
            ? [
                {
                  label: isClosed ? 'Open again' : 'Close',
                  hint: isClosed
                    ? 'It takes judgements again'
                    : 'It takes no more judgements, and tells all',
                  icon: isClosed ? LockOpen : Lock,
                  whyNot,
                  onSelect: () => void setState(isClosed ? 'open' : 'closed'),
                },
              ]
            : []),
          {
            label: 'Delete queue…',
            icon: Trash2,
            danger: true,
            separated: true,
            whyNot,
            onSelect: () => ask('delete'),
          },
        ]}
      >
        <Ellipsis aria-hidden className="icon" />
      </Menu>
      {asked === 'assign' && <AssignDialog queue={queue} onClose={close} />}
      {asked === 'edit' && <EditQueueDialog queue={queue} onClose={close} />}
      {asked === 'delete' && <DeleteQueueDialog queue={queue} onClose={close} />}
    </>
  )
}
