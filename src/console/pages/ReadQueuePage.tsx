import { useEffect } from 'react'
import { useParams } from 'react-router'

import { NextOfQueue } from '../features/review/NextOfQueue.tsx'
import { useTitle } from '../hooks/use-title.ts'
import { contentShown } from '../util/first-content.ts'

export default function ReadQueuePage() {
  const { queueId = '' } = useParams()
  useTitle('Review')
  useEffect(contentShown, [])
  return (
    <main
      id="content"
      tabIndex={-1}
      className="flex min-w-0 flex-1 flex-col items-center justify-center overflow-y-auto"
    >
      <NextOfQueue key={queueId} queueId={queueId} />
    </main>
  )
}
