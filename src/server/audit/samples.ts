import type { OwnOperationName } from '#contract/endpoints.ts'

import type { Handlers } from '../http/handler.ts'
import { countSamples, removeSamples } from '../samples/remove.ts'
import type { About } from './about.ts'

const NONE = { present: false, threads: 0 }

export const sampleHandlers = ({ upstream }: About) =>
  ({
    async getSamples({ services }) {
      if (upstream) return NONE
      const threads = await countSamples(services.store)
      return { present: threads > 0, threads }
    },

    async deleteSamples({ services }) {
      if (!upstream) await removeSamples(services)
      return NONE
    },
  }) satisfies Partial<Handlers<OwnOperationName>>
