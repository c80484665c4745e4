import type { OwnOperationName } from '#contract/endpoints.ts'
import type { Label } from '#contract/label.ts'

import { seconds } from '../clock.ts'
import type { Handlers } from '../http/handler.ts'
import { noLabel } from '../refusals/reviews.ts'
import { toList } from '../routes/page.ts'
import { keeping } from '../store/answers.ts'

export const labelHandlers = {
  async listLabels({ services: { store }, query: { include_archived, include } }) {
    const counts = include?.includes('counts') ?? false
    const labels = await store.listLabels({ counts })
    const data = include_archived === 'true' ? labels : labels.filter(({ archived }) => !archived)
    return toList({ data, has_more: false })
  },

  async createLabel({ services: { store, clock, newId }, body, once }) {
    const { name, color = 'gray', description } = body
    const label: Label = {
      id: newId('label'),
      object: 'label',
      name,
      color,
      description: description || null,
      archived: false,
      merged_into: null,
      created_at: seconds(clock),
    }
    await store.insertLabel(
      label,
      keeping(once, () => label),
    )
    return label
  },

  async modifyLabel({ services: { store }, params: { label_id: id }, body }) {
    const { name, color, description, archived } = body
    const label = await store.updateLabel(id, {
      ...(name !== undefined && { name }),
      ...(color !== undefined && { color }),
      ...(description !== undefined && { description: description || null }),
      ...(archived !== undefined && { archived }),
    })
    if (!label) throw noLabel(id)
    return label
  },

  mergeLabel: ({ services: { store }, params: { label_id: id }, body }) =>
    store.mergeLabel(id, body.into),
} satisfies Partial<Handlers<OwnOperationName>>
