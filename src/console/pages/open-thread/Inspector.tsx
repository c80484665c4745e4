import { PanelRightClose } from 'lucide-react'

import { RunPanel } from '#console/features/run/RunPanel.tsx'
import { ThreadDetails } from '#console/features/thread/ThreadDetails.tsx'
import type { InspectorTab } from '#console/paths.ts'
import { IconButton } from '#console/ui/IconButton.tsx'
import { Tabs } from '#console/ui/Tabs.tsx'

/** What a run did, and what the thread is: one at a time. */
export default function Inspector({
  threadId,
  runId,
  tab,
  onTab,
  onSelectRun,
  onClose,
}: {
  threadId: string
  runId: string | undefined
  tab: InspectorTab
  onTab: (tab: InspectorTab) => void
  onSelectRun: (runId: string) => void
  onClose: () => void
}) {
  return (
    <Tabs
      label="Inspector"
      selected={tab}
      onSelect={onTab}
      end={<IconButton label="Hide inspector" icon={PanelRightClose} onClick={onClose} />}
      tabs={[
        {
          id: 'run',
          label: 'Run',
          panel: (
            <RunPanel threadId={threadId} {...(runId && { runId })} onSelectRun={onSelectRun} />
          ),
        },
        { id: 'thread', label: 'Thread', panel: <ThreadDetails threadId={threadId} /> },
      ]}
    />
  )
}
