import { useNavigate } from 'react-router'

import { useUpstreamHost } from '#console/api/mirror.ts'
import { NEW_THREAD } from '#console/api/new-thread-id.ts'
import { GoneDraft } from '#console/features/composer/GoneDraft.tsx'
import { ReadOnly } from '#console/ui/ReadOnly.tsx'

/**
 * In place of the composer of a thread that the other server does not have any more. What was being written
 * there still is.
 */
export const UpstreamGone = ({ threadId, toNew }: { threadId: string; toNew: string }) => {
  const navigate = useNavigate()
  const host = useUpstreamHost()
  return (
    <>
      <ReadOnly why={`Nothing can be sent: ${host} does not have this thread any more.`} />
      <div className="max-h-[40dvh] overflow-y-auto empty:hidden">
        <GoneDraft threadId={threadId} into={NEW_THREAD} onTaken={() => void navigate(toNew)} />
      </div>
    </>
  )
}
