import type { OwnOperationName } from '#contract/endpoints.ts'

import { forward } from '../gateway/upstream.ts'
import type { Handlers } from '../http/handler.ts'
import { bytesOf, fileOf } from '../routes/files.ts'
import type { About } from './about.ts'

export const fileHandlers = ({ upstream }: About) =>
  ({
    async readFile({ services, params, request }) {
      const { file_id: id } = params
      if (!upstream) return bytesOf(services, await fileOf(services, id))
      return forward(upstream, `/files/${encodeURIComponent(id)}/content`, request, {
        onFailure: (error) => services.log.warn({ err: error }, 'the upstream cannot be reached'),
      })
    },
  }) satisfies Partial<Handlers<OwnOperationName>>
