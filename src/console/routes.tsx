import { Suspense } from 'react'
import { Navigate, Route, Routes as RouterRoutes } from 'react-router'

import { Shell } from './features/shell/Shell.tsx'
import { Shortcuts } from './features/shortcuts/Shortcuts.tsx'
import ThreadsPage from './pages/ThreadsPage.tsx'
import { paths } from './paths.ts'
import { lazyPart } from './ui/lazy-part.tsx'
import { Skeleton } from './ui/Skeleton.tsx'
import { afterContent } from './util/first-content.ts'

const NotFoundPage = lazyPart(
  () => import('./pages/NotFoundPage.tsx').then((module) => module.default),
  { missing: 'Nothing is at this address.', meanwhile: null },
)
const AssistantsPage = lazyPart(
  () => import('./pages/AssistantsPage.tsx').then((module) => module.default),
  { missing: 'The assistants could not be loaded.' },
)
const ComparePage = lazyPart(
  () => import('./pages/compare/ComparePage.tsx').then((module) => module.default),
  { missing: 'The comparison could not be loaded.' },
)
const CompareDialogs = lazyPart(
  () =>
    afterContent(() => import('./features/compare/CompareDialogs.tsx')).then(
      (module) => module.CompareDialogs,
    ),
  { meanwhile: null },
)

const OverviewPage = lazyPart(
  () => import('./pages/OverviewPage.tsx').then((module) => module.default),
  { missing: 'The overview could not be loaded.' },
)

const SavedMenu = lazyPart(
  () =>
    afterContent(() => import('./features/search/SavedMenu.tsx')).then(
      (module) => module.SavedMenu,
    ),
  { meanwhile: null },
)

const assistants = (
  <Suspense fallback={<Skeleton className="m-6 h-8 w-48" />}>
    <AssistantsPage />
  </Suspense>
)

const overview = (
  <Suspense fallback={<Skeleton className="m-6 h-8 w-48" />}>
    <OverviewPage />
  </Suspense>
)

const comparison = (
  <Suspense fallback={<Skeleton className="m-6 h-8 w-48" />}>
    <ComparePage />
  </Suspense>
)

/** The index of the console: every address and the page it opens. */
export const Routes = () => (
  <RouterRoutes>
    <Route
      element={
        <Shell saved={<SavedMenu />}>
          <Shortcuts />
          <CompareDialogs />
        </Shell>
      }
    >
      <Route index element={<Navigate replace to={paths.threads()} />} />
      <Route path="threads/:threadId?" element={<ThreadsPage />} />
      <Route path="assistants/:assistantId?" element={assistants} />
      <Route path="overview" element={overview} />
      <Route path="compare" element={comparison} />
      <Route path="*" element={<NotFoundPage />} />
    </Route>
  </RouterRoutes>
)
