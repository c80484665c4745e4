import type { Blocks } from './blocks.ts'
import { type Attributes, attribute } from './xml.ts'

/** What stands before an element's text, in brackets when it is more than one word. */
const BEFORE = new Map([
  ['num', ''],
  ['den', '/'],
  ['sup', '^'],
  ['sub', '_'],
  ['lim', '_'],
])

/** What stands after an element's text, by its parent's and its own name. */
const AFTER: Record<string, string> = {
  'rad deg': '√',
  'func fName': ' ',
  'm mr': '; ',
  'mr e': ' ',
  'eqArr e': '\n',
}

/** A sign that its properties may put another in place of. */
interface Sign {
  pieces: string[]
  at: number
  end: string
}

/** Writes a formula of Office (OMML) in one line: `(a+b)/2`, `x^2`. */
export class Formula {
  readonly #blocks: Blocks
  readonly #names: string[] = []
  readonly #signs: Sign[] = []

  constructor(blocks: Blocks) {
    this.#blocks = blocks
  }

  open(name: string, attributes: Attributes): void {
    const parent = this.#names.at(-1)
    const sign = this.#signs.at(-1)
    this.#names.push(name)
    if (name === 'd') this.#sign('(', ')')
    else if (name === 'nary') this.#sign('∫', '')
    else if (BEFORE.has(name)) this.#sign(BEFORE.get(name) ?? '', '')
    else if (sign && parent === 'dPr' && name === 'endChr') {
      sign.end = attribute(attributes, 'val') ?? ''
    } else if (
      sign &&
      ((parent === 'dPr' && name === 'begChr') || (parent === 'naryPr' && name === 'chr'))
    ) {
      sign.pieces[sign.at] = attribute(attributes, 'val') ?? ''
    }
  }

  close(): void {
    const name = this.#names.pop() ?? ''
    if (name === 'd' || name === 'nary' || BEFORE.has(name)) this.#endSign(BEFORE.has(name))
    const after = AFTER[`${this.#names.at(-1)} ${name}`]
    if (after !== undefined) this.#blocks.write(after)
  }

  #sign(text: string, end: string): void {
    const { pieces } = this.#blocks
    this.#signs.push({ pieces, at: pieces.length, end })
    pieces.push(text)
  }

  #endSign(isGroup: boolean): void {
    const sign = this.#signs.pop()
    if (!sign) return
    const { pieces, at } = sign
    const isWord = pieces.length === at + 2 && /^[\p{L}\p{N}.]*$/u.test(pieces[at + 1] ?? '')
    const isEmpty = pieces.length === at + 1
    if (isGroup && isEmpty) pieces[at] = ''
    else if (isGroup && !isWord) {
      pieces[at] += '('
      sign.end = ')'
    }
    if (sign.end !== '') this.#blocks.write(sign.end)
  }
}
