import { MAX_LABELS } from '#contract/label.ts'
import { MAX_PEOPLE } from '#contract/person.ts'
import type { SearchValue } from '#contract/search.ts'

import { foldedName } from '../store/folded-name.ts'
import type { Store } from '../store/store.ts'

/** What is typed behind an operator, and what threads are known by. */
interface Named {
  id: string
  name: string
  label: string | null
  /** Whether it is offered where no thread has it. */
  isOffered: boolean
}

/** Labels or people by their names: those of most threads first. */
export const namedValues = async (
  store: Store,
  operator: 'label' | 'reviewer',
  { prefix, signal }: { prefix: string; signal: AbortSignal },
): Promise<SearchValue[]> => {
  const asked = { kind: operator, prefix: '', limit: Math.max(MAX_LABELS, MAX_PEOPLE) }
  const values = await store.valuesOf(asked, signal)
  const counted = new Map(values.map((each) => [each.value, each]))
  const named = await (operator === 'label' ? labelsOf(store) : peopleOf(store))
  const begun = foldedName(prefix)
  return named
    .filter(({ name, label }) =>
      [name, label ?? ''].some((each) => foldedName(each).startsWith(begun)),
    )
    .filter(({ id, isOffered }) => isOffered || counted.has(id))
    .map(({ id, name, label }): SearchValue => {
      const { threads = 0, more = false } = counted.get(id) ?? {}
      return { object: 'search.value', operator, key: '', value: name, label, threads, more }
    })
    .toSorted((a, b) => (b.threads ?? 0) - (a.threads ?? 0))
}

const labelsOf = async (store: Store): Promise<Named[]> =>
  (await store.listLabels()).map(({ id, name, archived }) => ({
    id,
    name,
    label: null,
    isOffered: !archived,
  }))

const peopleOf = async (store: Store): Promise<Named[]> =>
  (await store.listPeople()).map(({ id, name, initials }) => ({
    id,
    name,
    label: initials,
    isOffered: false,
  }))
