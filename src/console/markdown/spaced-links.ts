import { labelEnd } from 'micromark-core-commonmark'

import type { Construct, SyntaxExtension } from './labels-extension.ts'

type State = ReturnType<Construct['tokenize']>

/** A longer address is text; it also bounds how far its end is looked for. */
const MAX_ADDRESS = 1_000
/** An address of the web with a path, in which a blank may stand, or a file of a run. */
const WITH_PATH = /^(?:https?:\/\/[^\s/]+\/|sandbox:\/)/i
const NEVER = '<>[]"\\'

/** `(https://host/a b.pdf)`: what is meant is told by the brackets, though a blank ends an address. */
const spacedResource: Construct = {
  partial: true,
  tokenize(effects, ok, nok) {
    let address = ''
    let depth = 0
    const open: State = (code) => {
      if (code !== 40) return nok(code)
      effects.enter('resource')
      effects.enter('resourceMarker')
      effects.consume(code)
      effects.exit('resourceMarker')
      return first
    }
    const first: State = (code) => {
      if (code === null || code <= 32 || code === 41) return nok(code)
      effects.enter('resourceDestination')
      effects.enter('resourceDestinationRaw')
      effects.enter('resourceDestinationString')
      effects.enter('chunkString', { contentType: 'string' })
      return inside(code)
    }
    const inside: State = (code) => {
      const character = code === null || code < 0 ? '\n' : String.fromCharCode(code)
      if (character < ' ' || NEVER.includes(character) || address.length > MAX_ADDRESS)
        return nok(code)
      if (character === ')' && depth === 0) return end(code)
      if (character === '(') depth += 1
      if (character === ')') depth -= 1
      address += character
      effects.consume(code)
      return inside
    }
    const end: State = (code) => {
      if (!WITH_PATH.test(address) || address.endsWith(' ')) return nok(code)
      effects.exit('chunkString')
      effects.exit('resourceDestinationString')
      effects.exit('resourceDestinationRaw')
      effects.exit('resourceDestination')
      effects.enter('resourceMarker')
      effects.consume(code)
      effects.exit('resourceMarker')
      effects.exit('resource')
      return ok
    }
    return open
  },
}

/** Links whose address holds blanks, as names of files do. */
export const spacedLinks: SyntaxExtension = {
  disable: { null: ['labelEnd'] },
  text: {
    93: {
      ...labelEnd,
      name: 'labelEndSpaced',
      tokenize(effects, ok, nok) {
        // What may follow a label is tried in turn, a spaced address last.
        const attempt: typeof effects.attempt = (construct, then, otherwise) =>
          effects.attempt(
            Array.isArray(construct) ? construct : [construct as Construct, spacedResource],
            then,
            otherwise,
          )
        return labelEnd.tokenize.call(this, { ...effects, attempt }, ok, nok)
      },
    },
  },
}
