import {
  type CriterionRequest,
  MAX_CHOICES,
  MAX_CHOICE_CHARACTERS,
  MAX_CRITERION_KEY,
  MAX_CRITERION_NAME,
} from '#contract/queue.ts'

/** A criterion as it is typed. */
export interface CriterionText {
  /** Tells it from others while it is written. */
  id: number
  name: string
  type: CriterionRequest['type']
  /** One a line. */
  choices: string
  required: boolean
}

export const choicesIn = ({ choices }: Pick<CriterionText, 'choices'>): string[] =>
  choices
    .split(/\r?\n/)
    .map((choice) => choice.trim())
    .filter(Boolean)

/** Why a criterion cannot be asked as it is written; undefined where it can. */
export const criterionFault = (criterion: CriterionText): string | undefined => {
  if (criterion.name.trim() === '') return 'It needs a name.'
  if (criterion.name.trim().length > MAX_CRITERION_NAME)
    return `Its name has more than ${MAX_CRITERION_NAME} characters.`
  if (criterion.type !== 'choice') return undefined
  const choices = choicesIn(criterion)
  if (choices.length < 2) return 'A choice needs two answers at least, one a line.'
  if (choices.length > MAX_CHOICES) return `A choice has up to ${MAX_CHOICES} answers.`
  if (new Set(choices).size < choices.length) return 'Two of its answers are the same.'
  if (choices.some((choice) => choice.length > MAX_CHOICE_CHARACTERS))
    return `An answer has up to ${MAX_CHOICE_CHARACTERS} characters.`
  return undefined
}

/** A key of letters, digits and _ for a name; `at` stands in for one without any. */
const keyOf = (name: string, at: number): string => {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[_0-9]+|_+$/g, '')
    .slice(0, MAX_CRITERION_KEY - 3)
  return plain || `criterion_${at + 1}`
}

/** The rubric to ask for: each criterion with a key of its own, which is made of its name. */
export const toCriteria = (texts: readonly CriterionText[]): CriterionRequest[] => {
  const keys = new Set<string>()
  return texts.map((text, at) => {
    let key = keyOf(text.name, at)
    for (let more = 2; keys.has(key); more++) key = `${keyOf(text.name, at)}_${more}`
    keys.add(key)
    return {
      key,
      name: text.name.trim(),
      type: text.type,
      required: text.required,
      ...(text.type === 'choice' && { choices: choicesIn(text) }),
    }
  })
}
