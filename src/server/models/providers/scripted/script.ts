/** How the scripted model behaves in one answer. */
export interface Script {
  /** Milliseconds from one token to the next, on average; 0 never waits. */
  pace: number
  length: 'normal' | 'long'
  tools: 'when asked' | 'always'
  end: 'stop' | 'length' | 'content_filter' | 'refusal' | 'error' | 'rate_limit' | 'stall'
}

const HUMAN_PACE = 20

/** What each name shows. `#word` in the last user text has the effect of the model `scripted-word`. */
const scripts = {
  slow: { about: 'streams four tokens a second', change: { pace: 250 } },
  instant: { about: 'answers at once', change: { pace: 0 } },
  long: { about: 'answers at length', change: { length: 'long' } },
  tools: { about: 'calls every function it is offered', change: { tools: 'always' } },
  cut: { about: 'is cut short by a token limit', change: { end: 'length' } },
  filter: { about: 'is stopped by a content filter', change: { end: 'content_filter' } },
  refusal: { about: 'refuses', change: { end: 'refusal' } },
  fail: { about: 'fails in the middle of its answer', change: { end: 'error' } },
  'rate-limit': {
    about: 'is turned away before its first token',
    change: { end: 'rate_limit' },
  },
  stall: {
    about: 'falls silent in the middle of its answer, until it is cancelled',
    change: { end: 'stall' },
  },
} as const satisfies Record<string, { about: string; change: Partial<Script> }>

const NAMES = Object.keys(scripts) as (keyof typeof scripts)[] // the keys of a constant

/** Every scripted model's name, with what it does. */
export const SCRIPTED_MODELS: readonly { id: string; about: string }[] = [
  { id: 'scripted', about: 'answers at a human pace' },
  ...NAMES.map((name) => ({ id: `scripted-${name}`, about: scripts[name].about })),
]

/** The script for a model name (`scripted-slow`, several: `scripted-slow-cut`) and a user text. */
export const scriptFor = (model: string, userText: string): Script => {
  const asked = NAMES.filter(
    (name) =>
      new RegExp(`^scripted-(.*-)?${name}(-|$)`).test(model) ||
      new RegExp(`(^|\\s)#${name}(?![\\w-])`, 'i').test(userText),
  )
  const plain: Script = {
    pace: HUMAN_PACE,
    length: 'normal',
    tools: 'when asked',
    end: 'stop',
  }
  return asked.reduce<Script>((script, name) => ({ ...script, ...scripts[name].change }), plain)
}
