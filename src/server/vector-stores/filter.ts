import type { Attributes } from '#contract/vector-store-file.ts'
import type { ComparisonFilter, Filter } from '#contract/vector-store.ts'

/** The most comparisons of one filter: it is held against every file. */
export const MAX_COMPARISONS = 1000

/** How many comparisons a filter may take of a file; one that holds others counts as one itself. */
export const comparisonsIn = (filter: Filter): number =>
  'filters' in filter
    ? filter.filters.reduce((sum, each) => sum + comparisonsIn(each), 1)
    : Array.isArray(filter.value)
      ? Math.max(1, filter.value.length)
      : 1

/** Whether a file with these attributes is meant. One that lacks the key is never equal, always unequal. */
export const matches = (filter: Filter, attributes: Attributes | null): boolean => {
  switch (filter.type) {
    case 'and':
      return filter.filters.every((each) => matches(each, attributes))
    case 'or':
      return filter.filters.some((each) => matches(each, attributes))
    default:
      return compares(filter, attributes)
  }
}

const compares = ({ type, key, value }: ComparisonFilter, attributes: Attributes | null) => {
  const held = attributes && Object.hasOwn(attributes, key) ? attributes[key] : undefined
  const among = Array.isArray(value) ? value : [value]
  switch (type) {
    case 'eq':
    case 'in':
      return among.some((each) => each === held)
    case 'ne':
    case 'nin':
      return among.every((each) => each !== held)
    case 'gt':
      return ordered(held, value, (order) => order > 0)
    case 'gte':
      return ordered(held, value, (order) => order >= 0)
    case 'lt':
      return ordered(held, value, (order) => order < 0)
    case 'lte':
      return ordered(held, value, (order) => order <= 0)
  }
}

/** Numbers by size, texts by their characters; nothing else is before or after anything. */
const ordered = (
  held: Attributes[string] | undefined,
  value: ComparisonFilter['value'],
  holds: (order: number) => boolean,
): boolean => {
  if (typeof held === 'number' && typeof value === 'number') return holds(held - value)
  if (typeof held === 'string' && typeof value === 'string') {
    return holds(held === value ? 0 : held < value ? -1 : 1)
  }
  return false
}
