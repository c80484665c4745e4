import { Spool } from 'lucide-react'
import { Link, useNavigate } from 'react-router'

import { NEW_THREAD } from '#console/api/new-thread-id.ts'
import { GoneDraft } from '#console/features/composer/GoneDraft.tsx'
import { GoneRunDrafts } from '#console/features/run/GoneRunDrafts.tsx'
import { EmptyState } from '#console/ui/EmptyState.tsx'

import { GoneMetadata } from './GoneMetadata.tsx'

/** An address of a thread that is not there, or not any more. What was being written there still is. */
export const GoneThread = ({
  threadId,
  to,
  toNew,
}: {
  threadId: string
  to: string
  toNew: string
}) => {
  const navigate = useNavigate()
  return (
    <main
      id="content"
      tabIndex={-1}
      className="min-w-0 flex-1 content-center overflow-y-auto outline-none"
    >
      <EmptyState
        icon={Spool}
        title="This thread is not here"
        heading="h1"
        action={
          <Link className="text-accent underline" to={to}>
            Go to the threads
          </Link>
        }
      >
        It was deleted, or its address is not right:{' '}
        <code className="inline-block max-w-full wrap-anywhere">{threadId}</code>
      </EmptyState>
      <GoneDraft threadId={threadId} into={NEW_THREAD} onTaken={() => void navigate(toNew)} />
      <GoneRunDrafts threadId={threadId} />
      <GoneMetadata threadId={threadId} />
    </main>
  )
}
