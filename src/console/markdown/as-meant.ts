import { endFences } from './ended-fences.ts'
import { plainLines } from './lines.ts'
import { nestFences } from './nested-fences.ts'
import { partReasoning } from './reasoning.ts'
import { startFences } from './started-fences.ts'
import { straightenTables } from './straight-tables.ts'

/** A text with the blocks that its model meant, where Markdown to the letter would have others. */
export const asMeant = (source: string): string =>
  straightenTables(nestFences(endFences(startFences(partReasoning(plainLines(source))))))
