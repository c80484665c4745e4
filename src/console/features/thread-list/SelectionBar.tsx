import { Ellipsis, X } from 'lucide-react'
import { useNavigate } from 'react-router'

import { whyNot } from '#console/api/rights.ts'
import { useSessionNow } from '#console/api/session.ts'
import type { ThreadFilters } from '#console/api/threads.ts'
import { runAction } from '#console/hooks/use-action.ts'
import { Button } from '#console/ui/Button.tsx'
import { IconButton } from '#console/ui/IconButton.tsx'
import { onFocusLost } from '#console/ui/lost-focus.ts'
import { Menu } from '#console/ui/Menu.tsx'
import { numberText } from '#console/util/number.ts'
import type { Thread } from '#contract/thread.ts'

import { selectedThreads } from './selected-threads.ts'
import { type Asked, type SelectionAction, selectionActions } from './selection-actions.ts'

/** Stands over the list while threads are selected: how many, what can be done with them, and the end of it. */
export const SelectionBar = ({
  filters,
  loaded,
  isWhole,
  onAsk,
}: {
  filters: ThreadFilters
  loaded: readonly Thread[]
  /** No more match than are loaded. */
  isWhole: boolean
  onAsk: (what: Asked) => void
}) => {
  const { threads, isAll, reading } = selectedThreads.use()
  const role = useSessionNow()?.role
  const navigate = useNavigate()
  const whyNotTo = ({ operation, whyNotWith }: SelectionAction) =>
    (role && operation && whyNot(role, operation)) ?? whyNotWith?.(threads.size)
  // What cannot be done with so many stands in the menu, which tells why: the bar has little room.
  const isInRow = ({ isFirst, whyNotWith }: SelectionAction) =>
    isFirst === true && whyNotWith?.(threads.size) === undefined
  const run = (action: SelectionAction) =>
    action.run([...threads.values()], onAsk, (address) => void navigate(address))
  const hasAll = isWhole ? loaded.every(({ id }) => threads.has(id)) : isAll
  const isReading = reading !== undefined
  const onAll = () =>
    isWhole ? selectedThreads.selectLoaded(loaded) : void selectedThreads.selectAll(filters)
  const toRows = () => onFocusLost(() => void runAction('threads.focus'))
  return (
    <div role="group" aria-label="Selected threads" className="contents">
      <IconButton
        label="End selection"
        title="End selection (Esc)"
        icon={X}
        className="-ms-2"
        onClick={() => {
          selectedThreads.clear()
          toRows()
        }}
      />
      <p className="min-w-0 flex-1 truncate @max-[16rem]:min-w-20 font-strong tabular">
        {isReading ? `${numberText(reading)} read…` : `${numberText(threads.size)} selected`}
      </p>
      <div className="ms-auto flex flex-wrap items-center justify-end gap-x-2">
        {isReading ? (
          <Button size="small" variant="quiet" onClick={selectedThreads.stop}>
            Stop
          </Button>
        ) : (
          !hasAll && (
            <Button
              size="small"
              variant="quiet"
              title={isWhole ? undefined : 'Also those that are not loaded'}
              onClick={() => {
                onAll()
                toRows()
              }}
            >
              {isWhole ? `Select all ${numberText(loaded.length)}` : 'Select all'}
            </Button>
          )
        )}
        {selectionActions
          .filter((action) => isInRow(action))
          .map((action) => (
            <IconButton
              key={action.label}
              label={action.label}
              title={whyNotTo(action) ?? action.label}
              icon={action.icon}
              disabled={isReading || whyNotTo(action) !== undefined}
              onClick={() => run(action)}
            />
          ))}
        <Menu
          label="More actions on the selected threads"
          disabled={isReading}
          className="inline-flex size-8 shrink-0 items-center justify-center rounded-control text-ink-2 hover:bg-hover hover:text-ink disabled:opacity-45"
          items={selectionActions
            .filter((action) => !isInRow(action))
            .map((action) => ({
              label: action.label,
              icon: action.icon,
              whyNot: whyNotTo(action),
              onSelect: () => run(action),
              ...(action.danger && { danger: true }),
            }))}
        >
          <Ellipsis aria-hidden className="icon" />
        </Menu>
      </div>
    </div>
  )
}
