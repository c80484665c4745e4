import { type ReactNode, Suspense } from 'react'
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

const ReviewerMenu = lazyPart(
  () =>
    afterContent(() => import('./features/review/ReviewerMenu.tsx')).then(
      (module) => module.ReviewerMenu,
    ),
  { meanwhile: null },
)
const ReviewHost = lazyPart(
  () =>
    afterContent(() => import('./features/review/ReviewHost.tsx')).then(
      (module) => module.ReviewHost,
    ),
  { meanwhile: null },
)
const LabelsPage = lazyPart(
  () => import('./pages/LabelsPage.tsx').then((module) => module.default),
  { missing: 'The labels could not be loaded.' },
)

const ReviewPage = lazyPart(
  () => import('./pages/ReviewPage.tsx').then((module) => module.default),
  { missing: 'The queues could not be loaded.' },
)
const QueuePage = lazyPart(() => import('./pages/QueuePage.tsx').then((module) => module.default), {
  missing: 'The queue could not be loaded.',
})
const ReadQueuePage = lazyPart(
  () => import('./pages/ReadQueuePage.tsx').then((module) => module.default),
  { missing: 'The queue could not be loaded.' },
)

/** A page that comes with a script of its own. */
const late = (page: ReactNode) => (
  <Suspense fallback={<Skeleton className="m-6 h-8 w-48" />}>{page}</Suspense>
)

/** The index of the console: every address and the page it opens. */
export const Routes = () => (
  <RouterRoutes>
    <Route
      element={
        <Shell saved={<SavedMenu />} reader={<ReviewerMenu />}>
          <Shortcuts />
          <CompareDialogs />
          <ReviewHost />
        </Shell>
      }
    >
      <Route index element={<Navigate replace to={paths.threads()} />} />
      <Route path="threads/:threadId?" element={<ThreadsPage />} />
      <Route path="assistants/:assistantId?" element={late(<AssistantsPage />)} />
      <Route path="overview" element={late(<OverviewPage />)} />
      <Route path="compare" element={late(<ComparePage />)} />
      <Route path="labels" element={late(<LabelsPage />)} />
      <Route path="review" element={late(<ReviewPage />)} />
      <Route path="review/:queueId" element={late(<QueuePage />)} />
      <Route path="review/:queueId/read" element={late(<ReadQueuePage />)} />
      <Route path="*" element={<NotFoundPage />} />
    </Route>
  </RouterRoutes>
)
