import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Braces, Pencil } from 'lucide-react'
import { type ReactNode, useMemo, useState } from 'react'

import { open } from '#console/api/client.ts'
import { isNotFound } from '#console/api/failure.ts'
import { readAgain } from '#console/api/read-again.ts'
import { useWhyNot } from '#console/api/rights.ts'
import { writeThread, modifyThread } from '#console/api/thread-writes.ts'
import { readThreadAnew, threadQuery } from '#console/api/threads.ts'
import { FileLink } from '#console/markdown/FileLink.tsx'
import { Button } from '#console/ui/Button.tsx'
import { CopyButton } from '#console/ui/CopyButton.tsx'
import { Failure } from '#console/ui/Failure.tsx'
import { RelativeTime } from '#console/ui/RelativeTime.tsx'
import { RunState } from '#console/ui/RunState.tsx'
import { SharedMetadataDialog } from '#console/ui/SharedMetadataDialog.tsx'
import { Skeleton } from '#console/ui/Skeleton.tsx'
import { numberText } from '#console/util/number.ts'
import { TOOL_WORDS } from '#console/util/tool-words.ts'
import type { Thread } from '#contract/thread.ts'

import { MetadataTable, ordered } from './MetadataTable.tsx'
import { RawJsonDialog } from './RawJsonDialog.tsx'

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="flex items-baseline justify-between gap-4 py-1.5">
    <dt className="shrink-0 text-ink-2">{name}</dt>
    <dd className="min-w-0 text-end tabular">{children}</dd>
  </div>
)

const Section = ({
  title,
  action,
  children,
}: {
  title: string
  action?: ReactNode
  children: ReactNode
}) => (
  <section className="space-y-1.5">
    <div className="flex min-h-7 items-center justify-between">
      <h2 className="text-small font-strong tracking-normal text-ink-2">{title}</h2>
      {action}
    </div>
    <div className="rounded-card border border-line bg-raise px-3 py-1.5">{children}</div>
  </section>
)

const Facts = ({ thread }: { thread: Thread }) => {
  const { summary } = thread
  return (
    <dl className="divide-y divide-line">
      <Fact name="Id">
        <span className="flex items-center justify-end gap-0.5">
          <code className="min-w-0 break-all">{thread.id}</code>
          <CopyButton label="Copy thread id" text={thread.id} />
        </span>
      </Fact>
      <Fact name="Created">
        <RelativeTime at={thread.created_at} show="exact" />
      </Fact>
      {summary && (
        <>
          <Fact name="Last active">
            <RelativeTime at={summary.last_active_at} show="exact" />
          </Fact>
          {summary.partial ? (
            <Fact name="Messages">Not all fetched yet</Fact>
          ) : (
            <>
              <Fact name="Messages">{numberText(summary.message_count)}</Fact>
              <Fact name="Attachments">{numberText(summary.attachment_count)}</Fact>
              <Fact name="Images">{numberText(summary.image_count)}</Fact>
            </>
          )}
          {summary.last_run && (
            <Fact name="Last run">
              <RunState status={summary.last_run.status} />
            </Fact>
          )}
        </>
      )}
    </dl>
  )
}

const Resources = ({ thread }: { thread: Thread }) => {
  const files = thread.tool_resources?.code_interpreter?.file_ids ?? []
  const stores = thread.tool_resources?.file_search?.vector_store_ids ?? []
  if (files.length + stores.length === 0) return <p className="py-1 text-ink-2">None.</p>
  return (
    <ul className="divide-y divide-line">
      {files.map((id) => (
        <li key={id} className="py-1.5">
          <p className="text-meta text-ink-2">{TOOL_WORDS.code_interpreter}</p>
          <FileLink fileId={id} />
        </li>
      ))}
      {stores.map((id) => (
        <li key={id} className="py-1.5">
          <p className="text-meta text-ink-2">{TOOL_WORDS.file_search}, vector store</p>
          <code className="break-all">{id}</code>
        </li>
      ))}
    </ul>
  )
}

const Details = ({ thread }: { thread: Thread }) => {
  const client = useQueryClient()
  const whyNot = useWhyNot('modifyThread')
  const [dialog, setDialog] = useState<'metadata' | 'json'>()
  // The same one for as long as nothing of it changes.
  const metadata = useMemo(() => Object.fromEntries(ordered(thread.metadata)), [thread.metadata])
  const close = () => setDialog(undefined)
  return (
    <div className="space-y-4 p-4">
      <Section
        title="Metadata"
        action={
          <Button
            size="small"
            variant="quiet"
            icon={Pencil}
            whyNot={whyNot}
            onClick={() => setDialog('metadata')}
          >
            Edit
          </Button>
        }
      >
        <MetadataTable of={thread.id} metadata={thread.metadata} />
      </Section>
      <Section title="Thread">
        <Facts thread={thread} />
      </Section>
      <Section title="Tool resources">
        <Resources thread={thread} />
      </Section>
      <Button size="small" icon={Braces} onClick={() => setDialog('json')}>
        Show JSON
      </Button>
      {dialog === 'metadata' && (
        <SharedMetadataDialog
          title="Metadata of the thread"
          draftId={thread.id}
          metadata={metadata}
          read={async () => (await readThreadAnew(thread.id)).metadata}
          write={async (metadata, patience) =>
            writeThread(client, await modifyThread(thread.id, metadata, patience))
          }
          onClose={close}
        />
      )}
      {dialog === 'json' && (
        <RawJsonDialog
          title={thread.id}
          queryKey={['raw', thread.id]}
          read={async (signal) =>
            (await open('getThread', { params: { thread_id: thread.id }, signal })).text()
          }
          onClose={close}
        />
      )}
    </div>
  )
}

/** What a thread is: metadata, ids, times, counts, tool resources. */
export const ThreadDetails = ({ threadId }: { threadId: string }) => {
  const client = useQueryClient()
  const { data: thread, error } = useQuery(threadQuery(threadId))
  if (thread && !isNotFound(error)) return <Details thread={thread} />
  if (error) {
    return (
      <Failure
        once
        what="The thread could not be read."
        error={error}
        onRetry={() => readAgain(client)}
      />
    )
  }
  return (
    <div className="space-y-3 p-4">
      <Skeleton className="h-4 w-24" />
      <Skeleton className="h-48 w-full rounded-card" />
      <Skeleton className="h-28 w-full rounded-card" />
    </div>
  )
}
