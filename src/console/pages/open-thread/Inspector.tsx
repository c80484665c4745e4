import { ChevronLeft, PanelRightClose } from 'lucide-react'
import { type ReactNode, Suspense } from 'react'

import { type Reviewed, reviewed } from '#console/api/reviewed.ts'
import { ReviewPanel } from '#console/features/review/ReviewPanel.tsx'
import { RunPanel } from '#console/features/run/RunPanel.tsx'
import { ThreadDetails } from '#console/features/thread/ThreadDetails.tsx'
import type { InspectorTab } from '#console/paths.ts'
import { IconButton } from '#console/ui/IconButton.tsx'
import { lazyPart } from '#console/ui/lazy-part.tsx'
import { Skeleton } from '#console/ui/Skeleton.tsx'
import { Tabs } from '#console/ui/Tabs.tsx'
import type { Assistant } from '#contract/assistant.ts'

const QueueReview = lazyPart(
  () => import('#console/features/review/QueueReview.tsx').then((module) => module.QueueReview),
  { missing: 'The judgement could not be shown.' },
)

/** What a run did, what the thread is, and what people think of it: one at a time. */
export default function Inspector({
  threadId,
  runId,
  createAssistant,
  tab,
  onTab,
  onSelectRun,
  onNewRun,
  onShowReviewed,
  onClose,
  covers,
  queueReading,
}: {
  threadId: string
  runId: string | undefined
  createAssistant: (close: (made?: Assistant) => void) => ReactNode
  tab: InspectorTab
  onTab: (tab: InspectorTab) => void
  onSelectRun: (runId: string) => void
  /** A run began: it is shown without a step in history. */
  onNewRun: (runId: string) => void
  /** Leads to a message that is reviewed. */
  onShowReviewed: (subject: Reviewed) => void
  onClose: () => void
  /** It stands in the thread's place: closing it is going back. */
  covers: boolean
  /** The reading of a queue that the thread is open for. */
  queueReading: { queueId: string; itemId: string } | undefined
}) {
  return (
    <Tabs
      label="Inspector"
      selected={tab}
      onSelect={onTab}
      start={
        covers && <IconButton label="Back to the messages" icon={ChevronLeft} onClick={onClose} />
      }
      end={
        !covers && <IconButton label="Hide inspector" icon={PanelRightClose} onClick={onClose} />
      }
      tabs={[
        {
          id: 'run',
          label: 'Run',
          panel: (
            <RunPanel
              threadId={threadId}
              {...(runId && { runId })}
              onSelectRun={onSelectRun}
              onNewRun={onNewRun}
              createAssistant={createAssistant}
            />
          ),
        },
        { id: 'thread', label: 'Thread', panel: <ThreadDetails threadId={threadId} /> },
        {
          id: 'review',
          label: 'Review',
          panel: <Review threadId={threadId} onShow={onShowReviewed} queueReading={queueReading} />,
        },
      ]}
    />
  )
}

const Review = ({
  threadId,
  onShow,
  queueReading,
}: {
  threadId: string
  onShow: (subject: Reviewed) => void
  queueReading: { queueId: string; itemId: string } | undefined
}) => {
  const ofMessage = reviewed.use()?.message_id != null
  if (!queueReading || ofMessage) return <ReviewPanel threadId={threadId} onShow={onShow} />
  return (
    <Suspense fallback={<Skeleton className="m-4 h-21" />}>
      <QueueReview key={queueReading.itemId} threadId={threadId} {...queueReading} />
    </Suspense>
  )
}
