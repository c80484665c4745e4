import { CalendarDays, ChevronDown } from 'lucide-react'
import { useState } from 'react'

import type { OverviewDays } from '#console/paths.ts'
import { Button } from '#console/ui/Button.tsx'
import { Dialog } from '#console/ui/Dialog.tsx'
import { TextField } from '#console/ui/Field.tsx'
import { Menu } from '#console/ui/Menu.tsx'

import { type DayRange, inOrder, PRESETS, rangeText } from './days.ts'
import { daysText } from './figures.ts'

/** How a button of the head looks that opens a menu. */
export const HEAD_BUTTON =
  'inline-flex min-h-8 max-w-full min-w-0 items-center gap-1.5 rounded-control border border-line-strong bg-raise px-2.5 font-strong hover:bg-hover'

/** Chooses the days that are counted. */
export const RangeMenu = ({
  days,
  range,
  onDays,
}: {
  days: OverviewDays
  range: DayRange | undefined
  onDays: (days: OverviewDays) => void
}) => {
  const [isAsking, setAsking] = useState(false)
  const shown = range ? rangeText(range) : 'All days'
  return (
    <>
      <Menu
        label={`Days: ${shown}`}
        className={HEAD_BUTTON}
        items={[
          ...PRESETS.map((preset) => ({
            label: preset === 365 ? 'Last year' : `Last ${daysText(preset)}`,
            checked: days === preset,
            onSelect: () => onDays(preset),
          })),
          { label: 'All days', checked: days === 'all', onSelect: () => onDays('all') },
          {
            label: 'Own dates…',
            checked: typeof days === 'object',
            separated: true,
            onSelect: () => setAsking(true),
          },
        ]}
      >
        <CalendarDays aria-hidden className="icon" />
        <bdi className="min-w-0 truncate">{shown}</bdi>
        <ChevronDown aria-hidden className="icon size-3.5" />
      </Menu>
      {isAsking && (
        <DatesDialog
          range={range}
          onRange={(wanted) => {
            setAsking(false)
            onDays(wanted)
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  )
}

const DatesDialog = ({
  range,
  onRange,
  onClose,
}: {
  range: DayRange | undefined
  onRange: (range: DayRange) => void
  onClose: () => void
}) => {
  const [from, setFrom] = useState(range?.from ?? '')
  const [to, setTo] = useState(range?.to ?? '')
  return (
    <Dialog
      title="Days to count"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form="overview-dates">
            Show
          </Button>
        </>
      }
    >
      <form
        id="overview-dates"
        className="grid grid-cols-1 gap-3 sm:grid-cols-2"
        onSubmit={(event) => {
          event.preventDefault()
          onRange(inOrder({ from, to }))
        }}
      >
        <TextField
          label="First day"
          type="date"
          required
          value={from}
          onChange={({ target }) => setFrom(target.value)}
        />
        <TextField
          label="Last day"
          type="date"
          required
          value={to}
          onChange={({ target }) => setTo(target.value)}
        />
      </form>
    </Dialog>
  )
}
