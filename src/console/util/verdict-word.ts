const words: Readonly<Record<string, string>> = {
  pass: 'Pass',
  needs_work: 'Needs work',
  fail: 'Fail',
}

/** A verdict as a person says it; one that this console does not know yet as it is written. */
export const verdictWord = (verdict: string): string => words[verdict] ?? verdict
