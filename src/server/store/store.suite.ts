import { describe } from 'vitest'

import { changesSuite } from './suite/changes.suite.ts'
import type { Engine } from './suite/engine.suite.ts'
import { facetsSuite } from './suite/facets.suite.ts'
import { filesToPutSuite } from './suite/files-to-put.suite.ts'
import { importSuite } from './suite/import.suite.ts'
import { messagesSuite } from './suite/messages.suite.ts'
import { pagingSuite } from './suite/paging.suite.ts'
import { runsSuite } from './suite/runs.suite.ts'
import { smallSuite } from './suite/small.suite.ts'
import { summarySuite } from './suite/summary.suite.ts'
import { threadsSuite } from './suite/threads.suite.ts'
import { uploadsSuite } from './suite/uploads.suite.ts'
import { vectorStoresSuite } from './suite/vector-stores.suite.ts'

/** What every engine has to do. */
export const storeSuite = (engine: Engine): void => {
  describe(engine.name, () => {
    smallSuite(engine)
    threadsSuite(engine)
    facetsSuite(engine)
    messagesSuite(engine)
    runsSuite(engine)
    summarySuite(engine)
    importSuite(engine)
    pagingSuite(engine)
    vectorStoresSuite(engine)
    filesToPutSuite(engine)
    uploadsSuite(engine)
    changesSuite(engine)
  })
}
