export interface RunPanelProps {
  threadId: string
  /** The latest run of the thread when there is none. */
  runId?: string
  onSelectRun: (runId: string) => void
}
export const RunPanel = ({ threadId, runId }: RunPanelProps) => <p>{runId ?? threadId}</p>
