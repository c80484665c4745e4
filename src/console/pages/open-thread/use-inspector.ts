import { useCallback, useLayoutEffect, useState } from 'react'
import { useLocation, useNavigate, useSearchParams } from 'react-router'

import { useAction } from '#console/hooks/use-action.ts'
import { useEscape } from '#console/hooks/use-escape.ts'
import { useInspectorBeside } from '#console/hooks/use-media.ts'
import { type InspectorTab, type ThreadPlace, paths, placeIn } from '#console/paths.ts'
import { askCall, showCall } from '#console/ui/show-call.ts'
import { store, storedFlag } from '#console/util/stored.ts'

import { tabAt } from './needed-tab.ts'

const KEPT = 'clew.inspector'

/** Left on a step in history that the inspector made: so many steps back the thread is as before. */
const opened = (steps: number) => ({ inspector: steps })
const asObject = (state: unknown): object =>
  typeof state === 'object' && state !== null ? state : {}
const stepsIn = (state: unknown): number | undefined =>
  typeof state === 'object' && state !== null && 'inspector' in state
    ? Number(state.inspector)
    : undefined

/** Left on a step in history that opened a call from where it stands among the messages, which then stay as they are. */
const FROM_PANE = { fromPane: true }
export const isOpenedHere = (state: unknown): boolean =>
  stepsIn(state) !== undefined ||
  (typeof state === 'object' && state !== null && 'fromPane' in state)

/** Where the messages open: at the one that the address names, else at the call that a link led to. */
const targetIn = ({ message, run, call }: ThreadPlace, state: unknown) => {
  if (message !== undefined) return { rowId: message }
  if (run === undefined || call === undefined || isOpenedHere(state)) return undefined
  return { rowId: run, callId: call }
}

/**
 * Where the inspector stands. Beside list and thread it is a matter of taste, kept in this browser; where
 * it takes the place of one it is a step forward in history, so that Back brings that one back. Each run
 * that is looked at is a step as well.
 * @param needed what it opens on while the address names no tab
 * @param runs whether the thread has any
 */
export const useInspector = (threadId: string, needed: InspectorTab, runs: boolean) => {
  const [search] = useSearchParams()
  const { hash, state } = useLocation()
  const navigate = useNavigate()
  const beside = useInspectorBeside()
  const [kept, setKept] = useState(() => storedFlag(KEPT, true))
  const place = placeIn(search, hash)
  const [isTurned, setTurned] = useState(false)
  const isBrought = isListStep(state) && !isTurned
  const tab = tabAt(place, { needed, isBrought, runs })
  const shown = place.tab !== undefined || (beside && kept)

  const go = useCallback(
    (to: ThreadPlace, how: { replace: boolean; state?: unknown }) => {
      const before = placeIn(search, hash)
      const address = paths.thread(threadId, { ...before, ...to })
      // The same address again would follow its link to a message again.
      if (address !== paths.thread(threadId, before)) void navigate(address, how)
    },
    [navigate, threadId, search, hash],
  )
  const keep = (open: boolean) => {
    setKept(open)
    store(KEPT, open)
  }
  const openRun = useCallback(
    (run: string, call?: string) => {
      const before = placeIn(search, hash)
      if (before.tab === 'run' && before.run === run) {
        // Another call of the run that is looked at is no step of its own.
        if (call === undefined) return
        if (call !== before.call)
          return go({ call }, { replace: true, state: { ...asObject(state), ...FROM_PANE } })
        askCall()
        showCall(call)
        return
      }
      const steps = before.tab === undefined ? 0 : stepsIn(state)
      // Where the first address names a tab, no step back leads to the thread alone.
      const way = steps === undefined ? FROM_PANE : opened(steps + 1)
      go({ tab: 'run', run, call }, { replace: false, state: way })
    },
    [go, search, hash, state],
  )
  const open = () => {
    if (beside) {
      keep(true)
      return
    }
    go({ tab }, { replace: false, state: opened(1) })
  }
  /** Shows a tab, wherever the inspector stands. */
  const openTab = useCallback(
    (to: InspectorTab) => {
      if (beside) {
        setKept(true)
        store(KEPT, true)
      }
      setTurned(true)
      if (shown) return go({ tab: to, call: undefined }, { replace: true, state })
      const way = beside ? { replace: true, state } : { replace: false, state: opened(1) }
      go({ tab: to, call: undefined }, way)
    },
    [go, beside, shown, state, setTurned, setKept],
  )
  const close = () => {
    if (beside) keep(false)
    const steps = stepsIn(state)
    if (steps !== undefined) return void navigate(-steps)
    // What covered the messages goes; they open at the call that the link led to.
    if (!beside && place.call !== undefined) return go({ tab: undefined }, { replace: true, state })
    go({ tab: undefined, run: undefined, call: undefined }, { replace: true })
  }
  useEscape(shown && !beside, close)
  useAction('inspector.toggle', shown ? close : open)
  const { run, call } = place
  useLayoutEffect(() => {
    if (call !== undefined) askCall()
  }, [run, call])
  return {
    place,
    target: targetIn(place, state),
    tab,
    beside,
    shown,
    open,
    close,
    openRun,
    openTab,
    /** Moves within the inspector: no step in history of its own. */
    turn: (to: ThreadPlace) => {
      setTurned(true)
      go({ call: undefined, ...to }, { replace: true, state })
    },
  }
}

/** The step in history was made in the list of threads: its tab was chosen for another one. */
export const isListStep = (state: unknown): boolean =>
  typeof state === 'object' && state !== null && ('fromList' in state || 'walk' in state)
