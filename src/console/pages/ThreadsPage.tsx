import { useInfiniteQuery } from '@tanstack/react-query'
import { ChevronLeft, MessagesSquare, Plus } from 'lucide-react'
import { Suspense, useEffect, useRef, useState } from 'react'
import { Link, useLocation, useNavigate, useParams, useSearchParams } from 'react-router'

import { NEW_THREAD } from '../api/new-thread-id.ts'
import type { Search } from '../api/search.ts'
import { type ThreadFilters, threadsQuery } from '../api/threads.ts'
import type { Edit } from '../features/search/edit-written.ts'
import { isOfHit, openedIn, placeOf, stateOf } from '../features/search/hit-place.ts'
import { withPairsInQuery } from '../features/search/one-language.ts'
import { wordsOnly } from '../features/search/query-filters.ts'
import { isFilter, operatorsIn, whileTyped } from '../features/search/query-text.ts'
import { recallScroll } from '../features/thread-list/scroll-memory.ts'
import { ThreadDialogHost } from '../features/thread-list/ThreadDialogHost.tsx'
import { runAction, useAction } from '../hooks/use-action.ts'
import { useInspectorBeside, useNarrow } from '../hooks/use-media.ts'
import { useTitle } from '../hooks/use-title.ts'
import { chosenTab, filtersIn, paths, placeIn, searchIn } from '../paths.ts'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FieldPlace } from '../ui/FieldPlace.tsx'
import { lazyPart } from '../ui/lazy-part.tsx'
import { LoadingRows } from '../ui/LoadingRows.tsx'
import { SplitView } from '../ui/SplitView.tsx'
import { afterContent, contentShown } from '../util/first-content.ts'
import { typeAhead } from '../util/type-ahead.ts'
import { LoadingList } from './LoadingList.tsx'
import { OpenThread, createAssistant } from './open-thread/OpenThread.tsx'
import { useLeft } from './use-left.ts'

// A link to a thread shows its messages first.
const ThreadList = lazyPart(
  () =>
    afterContent(() => import('../features/thread-list/ThreadList.tsx')).then(
      (module) => module.ThreadList,
    ),
  { missing: 'The thread list could not be loaded.' },
)

const SearchField = lazyPart(
  () =>
    afterContent(() => import('../features/search/SearchField.tsx')).then(
      (module) => module.SearchField,
    ),
  { missing: 'The search could not be loaded.', meanwhile: <FieldPlace /> },
)
const Matches = lazyPart(() => import('./Matches.tsx').then((module) => module.Matches), {
  missing: 'What was found could not be shown.',
  meanwhile: <LoadingRows what="matches" />,
})

const QueryFilters = lazyPart(
  () => import('../features/search/QueryFilters.tsx').then((module) => module.QueryFilters),
  {
    missing: 'The filters could not be loaded.',
    meanwhile: <LoadingRows what="filters" rows={3} />,
  },
)

const QueueSide = lazyPart(
  () => import('../features/review/QueueSide.tsx').then((module) => module.QueueSide),
  { missing: 'The queue could not be loaded.', meanwhile: <LoadingRows what="threads" /> },
)
const QueueReader = lazyPart(
  () => import('../features/review/QueueReader.tsx').then((module) => module.QueueReader),
  { meanwhile: null },
)

const NewThread = lazyPart(
  () => import('./open-thread/NewThread.tsx').then((module) => module.NewThread),
  { missing: 'The new thread could not be shown.', meanwhile: null },
)

/** Left on a step in history that going from thread to thread in the list has made. */
const WALK = { walk: true }
const isWalk = (state: unknown): state is typeof WALK =>
  typeof state === 'object' && state !== null && 'walk' in state
const withoutWalk = (state: unknown): unknown => {
  if (!isWalk(state)) return state
  const { walk: _, ...rest } = state
  return rest
}

export default function ThreadsPage() {
  const { threadId } = useParams()
  const [search] = useSearchParams()
  const { hash, state } = useLocation()
  const navigate = useNavigate()
  const narrow = useNarrow()
  const found = searchIn(search)
  // A query of operators alone narrows the list; one with words shows where they stand.
  const narrowed = found && isFilter(found.query)
  const filters = { ...filtersIn(search), ...(narrowed && { query: found.query }) }
  // Where the inspector takes the place of the list or of the thread, the next thread shows its messages.
  const beside = useInspectorBeside()
  const place = placeIn(search, hash)
  const tab = beside ? chosenTab(place) : undefined
  useTitle(threadId ? undefined : found ? `${found.query} · Search` : 'Threads')
  useEffect(() => {
    if (!threadId) contentShown()
  }, [threadId])
  // The list opens where it was left, or where the thread stands that the first address leads to. It is
  // not moved by later ones.
  const isNew = threadId === NEW_THREAD
  // The keyboard goes on from its row.
  const left = useLeft(isNew || !threadId ? undefined : { threadId, place, state }, isNew)
  const memory = JSON.stringify(filters)
  const openingOf = (first: string | undefined) => {
    const left = recallScroll(memory, threadId)
    return { memory, around: left ? left.rowId : first, readId: left ? undefined : first }
  }
  const [opening, setOpening] = useState(() => openingOf(isNew ? undefined : threadId))
  if (opening.memory !== memory) setOpening(openingOf(undefined))
  const { around, readId } = opening
  // Also fetches what the list shows, so that it is there when the list is.
  const isEmpty = useInfiniteQuery({
    ...threadsQuery(filters, around === undefined ? {} : { around }),
    select: ({ pages }) => pages[0]?.threads.length === 0,
  }).data

  const open = (id: string | undefined, { instead = false, walk = false } = {}) =>
    void navigate(id ? paths.thread(id, { filters, tab }) : paths.threads(filters, place.search), {
      // A walk is one step in history: Back leads to where it began.
      replace: instead || (walk && isWalk(state)),
      ...(walk && { state: WALK }),
    })
  const newThread = () => {
    if (isNew) return void runAction('composer.focus')
    // Its box comes a moment later than the first key may.
    typeAhead(NEW_THREAD, 'Message')
    open(NEW_THREAD)
  }
  // Here, where it can be done before the list is there.
  useAction('thread.new', newThread)
  // A step in history: Back undoes it.
  const show = (next: { filters: ThreadFilters; search: Search | undefined }) =>
    void navigate(
      threadId
        ? paths.thread(threadId, { ...place, ...next })
        : paths.threads(next.filters, next.search),
    )
  const written = found?.query ?? ''
  const searchOf = (query: string): Search | undefined =>
    query === '' ? undefined : { query, order: found?.order ?? 'newest' }
  const editor = useRef<(edit: Edit) => string>(null)
  /** What is to be asked after a change: more or other may be written than was asked, and stays. */
  const edited = (edit: Edit): string => editor.current?.(edit) ?? edit(written)
  const onFilters = (to: ThreadFilters) => {
    const narrowedTo = (query: string) => withPairsInQuery(to, filters, searchOf(query))
    const { filters: left, search: next } = narrowedTo(written)
    const query =
      (next?.query ?? '') === written
        ? written
        : edited((text) => narrowedTo(text).search?.query ?? '')
    show({ filters: left, search: searchOf(query) })
  }
  const isNarrowed =
    Object.keys(filters.metadata).length > 0 || operatorsIn(found?.query ?? '').length > 0
  const onClear = () =>
    show({
      filters: { order: filters.order, metadata: {} },
      search: searchOf(edited(wordsOnly)),
    })
  const look = (next: Search | undefined, isStep: boolean) =>
    void navigate(
      threadId
        ? paths.thread(threadId, { ...place, search: next })
        : paths.threads(place.filters, next),
      // A walk through what is found from now on is a step of its own.
      { replace: !isStep, state: isStep ? withoutWalk(state) : state },
    )
  const onQuery = (query: string, isStep = true) => look(searchOf(query), isStep)
  const onEdit = (edit: Edit, isStep: boolean) => onQuery(edited(edit), isStep)
  const [isUnasked, setUnasked] = useState(false)
  const [isTyping, setTyping] = useState(false)
  // What is shown, and what is taken of it, is of one query.
  const asked = isTyping ? whileTyped(written) : written
  const searchField = (
    <SearchField
      search={found && { ...found, metadata: filters.metadata }}
      onQuery={onQuery}
      onUnasked={setUnasked}
      wasTyping={isTyping}
      onTyping={setTyping}
      editor={editor}
    />
  )
  const results =
    found && !narrowed ? (
      <Matches
        search={found}
        isUnasked={isUnasked}
        asked={asked}
        metadata={filters.metadata}
        isOpened={threadId ? isOfHit(state) : isOfHit(left?.state)}
        selectedIn={(hits) => openedIn(hits, threadId, place, state)}
        leftIn={(hits) => left && openedIn(hits, left.threadId, left.place, left.state)}
        addressOf={(hit) =>
          paths.thread(hit.thread_id, placeOf(hit, { filters, tab, search: found }))
        }
        onOpen={(hit) =>
          void navigate(
            paths.thread(hit.thread_id, placeOf(hit, { filters, tab, search: found })),
            {
              replace: isWalk(state),
              state: { ...WALK, ...stateOf(hit) },
            },
          )
        }
        onOrder={(order) => look({ ...found, order }, false)}
        onQuery={onQuery}
        onSuggestion={(suggestion) =>
          onEdit(
            (text) =>
              text.includes(written) ? text.replace(written, () => suggestion) : suggestion,
            true,
          )
        }
      />
    ) : undefined
  const list = place.queue ? (
    <Suspense fallback={<LoadingRows what="threads" />}>
      <QueueSide queueId={place.queue} itemId={place.item} />
    </Suspense>
  ) : (
    <Suspense fallback={<LoadingList />}>
      <ThreadList
        {...{ filters, tab, around, readId, onFilters, results }}
        found={found && !narrowed ? asked : undefined}
        search={searchField}
        queryFilters={<QueryFilters query={written} onEdit={onEdit} />}
        onClear={isNarrowed ? onClear : undefined}
        selectedId={threadId}
        leftId={left?.threadId}
        onOpen={open}
      />
    </Suspense>
  )
  const back = narrow && (
    <Link
      to={paths.threads(filters, place.search)}
      replace
      aria-label="All threads"
      className="-ms-2 inline-flex size-9 shrink-0 items-center justify-center rounded-control text-ink-2 hover:bg-hover"
    >
      <ChevronLeft aria-hidden className="size-5 rtl:-scale-x-100" strokeWidth={1.75} />
    </Link>
  )
  const thread = isNew ? (
    <Suspense fallback={<main id="content" className="min-w-0 flex-1" />}>
      <NewThread
        start={back}
        createAssistant={createAssistant}
        onMade={(id) => open(id, { instead: true })}
      />
    </Suspense>
  ) : threadId ? (
    // Keyed: nothing of one thread's pane carries over to the next.
    <OpenThread key={threadId} threadId={threadId} />
  ) : (
    <main id="content" tabIndex={-1} className="flex min-w-0 flex-1 items-center justify-center">
      <NoThread
        isEmpty={isEmpty === true && !narrowed && Object.keys(filters.metadata).length === 0}
        onNew={newThread}
      />
    </main>
  )
  if (narrow && !threadId)
    return (
      <main id="content" tabIndex={-1} className="flex min-w-0 flex-1">
        {list}
      </main>
    )
  return (
    <>
      <SplitView
        label="Width of the thread list"
        memory="clew.list-width"
        start={narrow ? undefined : list}
        startLabel="Thread list"
        folded={threadId !== undefined && !isNew && !beside && place.tab !== undefined}
      >
        {thread}
      </SplitView>
      {place.queue && (
        <Suspense>
          <QueueReader queueId={place.queue} itemId={place.item} />
        </Suspense>
      )}
      {/* The list, which has its own, is not there. */}
      {narrow && (
        <ThreadDialogHost onDeleted={(deleted) => deleted.id === threadId && open(undefined)} />
      )}
    </>
  )
}

/** Stands where a thread would be. */
const NoThread = ({ isEmpty, onNew }: { isEmpty: boolean; onNew: () => void }) =>
  isEmpty ? (
    <EmptyState
      icon={MessagesSquare}
      title="Begin with a thread"
      action={
        <Button variant="primary" icon={Plus} onClick={onNew}>
          New thread
        </Button>
      }
    >
      Write its first message, and let an assistant answer.
    </EmptyState>
  ) : (
    <EmptyState icon={MessagesSquare} title="No thread is open">
      Choose one from the list.
    </EmptyState>
  )
