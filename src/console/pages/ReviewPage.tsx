import { Suspense, useEffect } from 'react'
import { useNavigate, useSearchParams } from 'react-router'

import { QueuesPanel } from '../features/queues/QueuesPanel.tsx'
import { useTitle } from '../hooks/use-title.ts'
import { newQueueIn, paths } from '../paths.ts'
import { lazyPart } from '../ui/lazy-part.tsx'
import { contentShown } from '../util/first-content.ts'

const NewQueueDialog = lazyPart(
  () => import('../features/queues/NewQueueDialog.tsx').then((module) => module.NewQueueDialog),
  { missing: 'The dialog could not be loaded.', over: true },
)

export default function ReviewPage() {
  const [search] = useSearchParams()
  const navigate = useNavigate()
  useTitle('Review')
  useEffect(contentShown, [])
  const making = newQueueIn(search)
  return (
    <main id="content" tabIndex={-1} className="flex min-w-0 flex-1 flex-col overflow-y-auto">
      <QueuesPanel onNew={() => void navigate(paths.queues({}))} />
      <Suspense>
        {making && (
          <NewQueueDialog
            place={making}
            onClose={() => void navigate(paths.queues(), { replace: true })}
          />
        )}
      </Suspense>
    </main>
  )
}
