import { useEffect } from 'react'

import { LabelsPanel } from '../features/review/LabelsPanel.tsx'
import { useTitle } from '../hooks/use-title.ts'
import { contentShown } from '../util/first-content.ts'

export default function LabelsPage() {
  useTitle('Labels')
  useEffect(contentShown, [])
  return (
    <main id="content" tabIndex={-1} className="flex min-w-0 flex-1 flex-col overflow-y-auto">
      <LabelsPanel />
    </main>
  )
}
