import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Archive, ArchiveRestore, Ellipsis, Merge, Pencil, Plus, Search, Tags } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'

import {
  askNewLabel,
  countedLabelsQuery,
  mergeLabel,
  modifyLabel,
  offered,
} from '#console/api/labels.ts'
import { useWhyNot } from '#console/api/rights.ts'
import { paths } from '#console/paths.ts'
import { ActionDialog } from '#console/ui/ActionDialog.tsx'
import { Button } from '#console/ui/Button.tsx'
import { EmptyState } from '#console/ui/EmptyState.tsx'
import { Failure } from '#console/ui/Failure.tsx'
import { Select } from '#console/ui/Field.tsx'
import { LabelChip } from '#console/ui/LabelChip.tsx'
import { Menu } from '#console/ui/Menu.tsx'
import { ReadOnly } from '#console/ui/ReadOnly.tsx'
import { Skeleton } from '#console/ui/Skeleton.tsx'
import { showToast } from '#console/ui/toast.ts'
import { describeFailure } from '#console/util/describe-failure.ts'
import { countText, numberText } from '#console/util/number.ts'
import { shownName } from '#console/util/shown-name.ts'
import type { Label } from '#contract/label.ts'

import { LabelFields, type LabelText, textOf, toRequest } from './LabelFields.tsx'

/** The label that something is asked about. */
interface Asked {
  kind: 'edit' | 'merge'
  label: Label
}

/** Above this they are not counted. */
const MOST_COUNTED = 10_000

/** The labels that reviews can have: to be made, changed, put together and put away. */
export const LabelsPanel = () => {
  const { data, error, refetch } = useQuery(countedLabelsQuery)
  const whyNot = useWhyNot('createLabel')
  const [asked, ask] = useState<Asked>()
  const making = (
    <Button variant="primary" icon={Plus} whyNot={whyNot} onClick={() => void askNewLabel('')}>
      New label
    </Button>
  )
  const close = () => ask(undefined)
  const labels = data && offered(data)
  const archived =
    data
      ?.filter((label) => label.archived && label.merged_into === null)
      .toSorted((one, other) => one.name.localeCompare(other.name)) ?? []
  return (
    <div className="mx-auto w-full max-w-3xl px-4 pb-10">
      <header className="flex min-h-bar flex-wrap items-center justify-between gap-3 py-4">
        <h1 className="text-heading">Labels</h1>
        {labels && labels.length > 0 && making}
      </header>
      {whyNot !== undefined && <ReadOnly why={whyNot} within />}
      {!data ? (
        error ? (
          <Failure
            what="The labels could not be read."
            error={error}
            onRetry={() => void refetch()}
          />
        ) : (
          <div className="space-y-2 pt-2">
            <Skeleton className="h-12 w-full rounded-card" />
            <Skeleton className="h-12 w-full rounded-card" />
            <Skeleton className="h-12 w-full rounded-card" />
          </div>
        )
      ) : labels?.length === 0 && archived.length === 0 ? (
        <EmptyState icon={Tags} title="No labels yet" action={making}>
          Labels tell what threads have in common. Everybody who reviews has the same ones.
        </EmptyState>
      ) : (
        <>
          <LabelList title="Labels" labels={labels ?? []} onAsk={ask} />
          {archived.length > 0 && (
            <section className="mt-8 space-y-2">
              <h2 className="text-small font-strong tracking-normal text-ink-2">Archived</h2>
              <p className="text-small text-ink-2">
                They are offered no more; reviews that have them keep them.
              </p>
              <LabelList title="Archived labels" labels={archived} onAsk={ask} />
            </section>
          )}
        </>
      )}
      {asked?.kind === 'edit' && <EditLabel label={asked.label} onClose={close} />}
      {asked?.kind === 'merge' && (
        <MergeLabel
          label={asked.label}
          others={(labels ?? []).filter(({ id }) => id !== asked.label.id)}
          onClose={close}
        />
      )}
    </div>
  )
}

const LabelList = ({
  title,
  labels,
  onAsk,
}: {
  title: string
  labels: readonly Label[]
  onAsk: (asked: Asked) => void
}) => (
  <ul
    aria-label={title}
    className="divide-y divide-line rounded-card border border-line bg-raise empty:hidden"
  >
    {labels.map((label) => (
      <Row key={label.id} label={label} onAsk={onAsk} />
    ))}
  </ul>
)

const Row = ({ label, onAsk }: { label: Label; onAsk: (asked: Asked) => void }) => {
  const client = useQueryClient()
  const whyNot = useWhyNot('modifyLabel')
  const whyNotMerge = useWhyNot('mergeLabel')
  const { id, name, color, description, archived, threads } = label
  const setArchived = async (isArchived: boolean) => {
    try {
      await modifyLabel(client, id, { archived: isArchived })
    } catch (error) {
      const detail = describeFailure(error).message
      showToast({ tone: 'error', text: 'The label was not changed.', detail })
    }
  }
  return (
    <li className="flex items-center gap-3 py-2 ps-3.5 pe-2">
      <div className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-3 gap-y-1">
        <LabelChip name={name} color={color} isQuiet={archived} />
        {description !== null && (
          <span dir="auto" className="min-w-0 text-small break-words text-ink-2">
            {description}
          </span>
        )}
      </div>
      {threads !== undefined && threads > 0 && (
        <Link
          to={paths.threads(undefined, { query: `label:"${name}"`, order: 'newest' })}
          className="inline-flex shrink-0 items-center gap-1 text-small text-ink-2 tabular hover:text-accent hover:underline"
        >
          <Search aria-hidden className="size-3.5" strokeWidth={1.75} />
          {threads >= MOST_COUNTED
            ? `${numberText(threads)}+ threads`
            : countText(threads, 'thread')}
        </Link>
      )}
      <Menu
        label={`Actions on ${shownName(name)}`}
        className="inline-flex size-8 shrink-0 items-center justify-center rounded-control text-ink-2 hover:bg-hover hover:text-ink"
        items={[
          {
            label: 'Edit',
            icon: Pencil,
            whyNot,
            onSelect: () => onAsk({ kind: 'edit', label }),
          },
          {
            label: 'Merge into another…',
            icon: Merge,
            whyNot: whyNotMerge,
            onSelect: () => onAsk({ kind: 'merge', label }),
          },
          {
            label: archived ? 'Offer again' : 'Archive',
            icon: archived ? ArchiveRestore : Archive,
            whyNot,
            onSelect: () => void setArchived(!archived),
          },
        ]}
      >
        <Ellipsis aria-hidden className="icon" />
      </Menu>
    </li>
  )
}

const EditLabel = ({ label, onClose }: { label: Label; onClose: () => void }) => {
  const client = useQueryClient()
  const [text, setText] = useState<LabelText>(() => textOf(label))
  return (
    <ActionDialog
      title="Edit label"
      isForm
      action="Save"
      deed="the label was changed"
      disabled={text.name.trim() === ''}
      onClose={onClose}
      onAction={(patience) => modifyLabel(client, label.id, toRequest(text), patience)}
    >
      <LabelFields text={text} onChange={setText} />
    </ActionDialog>
  )
}

const MergeLabel = ({
  label,
  others,
  onClose,
}: {
  label: Label
  others: readonly Label[]
  onClose: () => void
}) => {
  const client = useQueryClient()
  const [into, setInto] = useState('')
  const name = shownName(label.name)
  const other = others.find(({ id }) => id === into)
  return (
    <ActionDialog
      title={`Merge “${name}”`}
      action="Merge"
      variant="danger"
      deed="the labels were merged"
      disabled={into === ''}
      onClose={onClose}
      onAction={async (patience) => {
        await mergeLabel(client, label.id, into, patience)
        showToast({ text: `“${name}” is “${shownName(other?.name ?? '')}” now` })
      }}
    >
      <Select
        label="Into"
        value={into}
        onChange={({ target }) => setInto(target.value)}
        options={[
          { value: '', label: 'Choose a label' },
          ...others.map((each) => ({ value: each.id, label: shownName(each.name) })),
        ]}
      />
      <p>
        Whatever has <strong className="font-heading">{name}</strong> has{' '}
        {other ? (
          <strong className="font-heading">{shownName(other.name)}</strong>
        ) : (
          'the other one'
        )}{' '}
        in its place
        {label.threads !== undefined && `, in ${countText(label.threads, 'thread')}`}. This cannot
        be undone.
      </p>
    </ActionDialog>
  )
}
