/** What is said of a model endpoint, to clients and in the log. */

const MAX_MESSAGE = 500

/** An endpoint's own words, as long as they are told: never cut within an emoji. */
export const shortened = (text: string): string => text.slice(0, MAX_MESSAGE).toWellFormed()

export const CUT_OFF = 'The model endpoint ended its answer before it was complete.'
export const CONNECTION_LOST =
  'The connection to the model endpoint broke off before the answer was complete.'

/** @param code the system's, such as `ECONNREFUSED` */
export const unreached = (code: string | undefined): string =>
  `The model endpoint could not be reached${code ? ` (${code})` : ''}.`

export const answeredWith = (status: number, said: string | undefined): string =>
  `The model endpoint answered ${status}${said === undefined ? '.' : `: ${said}`}`

export const brokeOff = (said: string | undefined): string =>
  `The model endpoint broke off${said === undefined ? '.' : `: ${said}`}`

export const ANSWERED_NOTHING = 'The model endpoint answered nothing.'

/** @param title the page's */
export const answeredPage = (title: string | undefined): string =>
  `The model endpoint answered with a web page${title === undefined ? '.' : `: ${title}`}`

export const answeredWords = (said: string | undefined): string =>
  said === undefined
    ? 'The model endpoint answered with something that is not a chat completion.'
    : `The model endpoint answered: ${said}`

/** What to look at where an endpoint has no such operation. */
export const VERSION_HINT = '(CLEW_MODEL_BASE_URL usually ends in /v1)'
