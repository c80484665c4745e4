import type { gfm } from 'micromark-extension-gfm'

export type SyntaxExtension = ReturnType<typeof gfm>
export type Construct = Exclude<
  NonNullable<NonNullable<SyntaxExtension['text']>[number]>,
  readonly unknown[]
>

/** Labels that other parts of a document define, normalised as micromark does. */
export interface Labels {
  definitions: readonly string[]
  footnotes: readonly string[]
}

export const NO_LABELS: Labels = { definitions: [], footnotes: [] }

interface DefinedLabels {
  defined: string[]
  gfmFootnotes?: string[]
}

/**
 * Tells the parser of one part which labels the rest of the document defines: a reference is only
 * recognised when its label is known, and inline text is parsed after all of the block structure.
 */
export const knownLabels = (labels: Labels): SyntaxExtension => {
  let told = false
  return {
    flowInitial: {
      null: {
        name: 'knownLabels',
        partial: true,
        tokenize(_effects, _ok, nok) {
          if (!told) {
            told = true
            // `gfmFootnotes` is where micromark-extension-gfm-footnote keeps its own list.
            const parser = this.parser as DefinedLabels
            parser.defined.push(...labels.definitions)
            ;(parser.gfmFootnotes ??= []).push(...labels.footnotes)
          }
          return nok
        },
      },
    },
  }
}
