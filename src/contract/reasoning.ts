/** The tags between which models write what they think before they answer. */
export const REASONING = '(?:think(?:ing)?|thoughts?|reasoning)'
