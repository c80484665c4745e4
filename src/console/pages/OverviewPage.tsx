import { useEffect } from 'react'
import { useNavigate, useSearchParams } from 'react-router'

import { overviewIn } from '../features/overview/days.ts'
import { OverviewPanel } from '../features/overview/OverviewPanel.tsx'
import { useTitle } from '../hooks/use-title.ts'
import { paths } from '../paths.ts'
import { contentShown } from '../util/first-content.ts'

export default function OverviewPage() {
  const [search] = useSearchParams()
  const navigate = useNavigate()
  useTitle('Overview')
  useEffect(contentShown, [])
  return (
    <main id="content" tabIndex={-1} className="flex min-w-0 flex-1 flex-col">
      <OverviewPanel
        place={overviewIn(search)}
        onPlace={(place) => void navigate(paths.overview(place))}
      />
    </main>
  )
}
