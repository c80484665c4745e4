import type { ReactNode } from 'react'

export interface ThreadPaneProps {
  threadId: string
  /** The message to open at; the end when there is none. */
  targetMessageId?: string | undefined
  /** The run shown in the inspector. */
  activeRunId?: string | undefined
  onOpenRun: (runId: string) => void
  composer: ReactNode
  /** Stands before the title: the way back on a narrow screen. */
  headerStart?: ReactNode
  headerActions?: ReactNode
}

export const ThreadPane = ({ threadId, composer, headerStart, headerActions }: ThreadPaneProps) => (
  <>
    <header className="flex items-center gap-2 border-b border-line px-5 py-2.5">
      {headerStart}
      <h2 className="flex-1 truncate">{threadId}</h2>
      {headerActions}
    </header>
    <div className="flex-1" />
    {composer}
  </>
)
