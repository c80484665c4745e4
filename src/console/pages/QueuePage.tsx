import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useParams } from 'react-router'

import { queueQuery } from '../api/queues.ts'
import { QueuePanel } from '../features/queues/QueuePanel.tsx'
import { useTitle } from '../hooks/use-title.ts'
import { contentShown } from '../util/first-content.ts'
import { shownName } from '../util/shown-name.ts'

export default function QueuePage() {
  const { queueId = '' } = useParams()
  const { data: queue } = useQuery(queueQuery(queueId))
  useTitle(queue ? `${shownName(queue.name)} · Review` : 'Review')
  useEffect(contentShown, [])
  return (
    <main id="content" tabIndex={-1} className="flex min-w-0 flex-1 flex-col">
      <QueuePanel key={queueId} queueId={queueId} />
    </main>
  )
}
