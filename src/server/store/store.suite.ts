import { changesSuite } from './suite/changes.suite.ts'
import type { Engine } from './suite/engine.suite.ts'
import { facetsSuite } from './suite/facets.suite.ts'
import { filesToPutSuite } from './suite/files-to-put.suite.ts'
import { importSuite } from './suite/import.suite.ts'
import { messagesSuite } from './suite/messages.suite.ts'
import { mirrorOrderSuite } from './suite/mirror-order.suite.ts'
import { mirrorSuite } from './suite/mirror.suite.ts'
import { overviewSuite } from './suite/overview.suite.ts'
import { pagingSuite } from './suite/paging.suite.ts'
import { queuesSuite } from './suite/queues.suite.ts'
import { reviewFacetsSuite } from './suite/review-facets.suite.ts'
import { reviewsSuite } from './suite/reviews.suite.ts'
import { runsSuite } from './suite/runs.suite.ts'
import { searchCountsSuite } from './suite/search-counts.suite.ts'
import { searchOneSuite } from './suite/search-one.suite.ts'
import { searchSuite } from './suite/search.suite.ts'
import { smallSuite } from './suite/small.suite.ts'
import { summarySuite } from './suite/summary.suite.ts'
import { threadsSuite } from './suite/threads.suite.ts'
import { uploadsSuite } from './suite/uploads.suite.ts'
import { vectorStoresSuite } from './suite/vector-stores.suite.ts'
import { wantedThreadsSuite } from './suite/wanted-threads.suite.ts'

/** What every engine has to do, in parts of which each runs alone in a short time. */
export const STORE_SUITES = {
  lists: [pagingSuite, facetsSuite, summarySuite],
  objects: [smallSuite, threadsSuite, importSuite, uploadsSuite],
  messages: [messagesSuite],
  reviews: [reviewsSuite, reviewFacetsSuite],
  queues: [queuesSuite],
  runs: [runsSuite, changesSuite],
  mirror: [mirrorSuite, mirrorOrderSuite, wantedThreadsSuite],
  search: [searchSuite, searchCountsSuite, searchOneSuite],
  overview: [overviewSuite],
  'vector-stores': [vectorStoresSuite, filesToPutSuite],
} as const satisfies Record<string, readonly ((engine: Engine) => void)[]>
