import type { OwnOperationName } from '#contract/endpoints.ts'

import type { Handlers } from '../http/handler.ts'
import type { About } from './about.ts'

export const sessionHandlers = ({ version, upstream }: About) =>
  ({
    async getSession({ services, principal }) {
      const scripted = services.models.scripted && !upstream
      return { version, scripted, upstream: upstream !== undefined, role: principal.role }
    },
  }) satisfies Partial<Handlers<OwnOperationName>>
