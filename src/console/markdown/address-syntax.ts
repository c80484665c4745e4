import type { Link, Nodes, Parents, Root, Text } from 'mdast'

import { addressLength, addressesIn, isInAddress } from './address.ts'
import type { Construct, SyntaxExtension } from './labels-extension.ts'

type Tokenizer = Construct['tokenize']
type State = ReturnType<Tokenizer>
type Context = ThisParameterType<Tokenizer>

declare module 'micromark-util-types' {
  interface TokenTypeMap {
    literalAutolink: 'literalAutolink'
    literalAutolinkHttp: 'literalAutolinkHttp'
    literalAutolinkWww: 'literalAutolinkWww'
  }
}

/** Longer ones are cut. It bounds how far is looked ahead. */
const MAX_ADDRESS = 8_000
const SHORTEST = 'www.a'.length
/** What as many characters begin with as the shortest address has. */
const BEGINNING = /^(?:https?|www\.)/i
const PROTOCOL = /^(?:https?:\/\/|www\.)/i
/** What a host is made of, lone surrogates too, and what an address goes on with behind it. */
const OF_HOST = /[\p{L}\p{N}\p{M}\p{Cs}._-]/u
const GOES_ON = /[/?#:@]/
const MAY_STAND_BEFORE = /[^a-z\d_.-]/i

/** Tokens of a paragraph that stand outside of brackets, as far as that was looked at. */
const outside = new WeakSet<object>()

/** Whether a bracket before this place may still become a link: links do not stand in links. */
function isInBrackets({ events }: Context): boolean {
  for (let index = events.length - 1; index >= 0; index -= 1) {
    // The index is inside the array.
    const [, token] = events[index]!
    if (outside.has(token)) break
    if ((token.type === 'labelLink' || token.type === 'labelImage') && !token._balanced) return true
  }
  const last = events.at(-1)?.[1]
  if (last) outside.add(last)
  return false
}

const canBegin = (before: number | null) =>
  before === null || before < 0 || MAY_STAND_BEFORE.test(String.fromCharCode(before))

const tokenize: Tokenizer = function (effects, ok, nok) {
  let source = ''
  let left = 0
  let isWww = false
  let isHost = true

  const read: Tokenizer = (reading, found, none) => {
    const next: State = (code) => {
      if (source.length === SHORTEST && !BEGINNING.test(source)) return none(code)
      const character = code === null || code < 0 ? ' ' : String.fromCharCode(code)
      if (source.length >= MAX_ADDRESS || !isInAddress(character)) return found(code)
      // Of many addresses that end with their host, none looks for the end of all.
      if (isHost && !OF_HOST.test(character) && PROTOCOL.test(source)) {
        if (!GOES_ON.test(character)) return found(code)
        isHost = false
      }
      source += character
      reading.consume(code)
      return next
    }
    return (code) => {
      reading.enter('data')
      return next(code)
    }
  }
  const start: State = (code) => {
    if (!canBegin(this.previous)) return nok(code)
    return effects.check({ tokenize: read, partial: true }, measure, nok)(code)
  }
  const measure: State = (code) => {
    left = addressLength(source)
    if (left === 0 || isInBrackets(this)) return nok(code)
    isWww = /^www/i.test(source)
    effects.enter('literalAutolink')
    effects.enter(isWww ? 'literalAutolinkWww' : 'literalAutolinkHttp')
    return take(code)
  }
  const take: State = (code) => {
    if (left > 0) {
      left -= 1
      effects.consume(code)
      return take
    }
    effects.exit(isWww ? 'literalAutolinkWww' : 'literalAutolinkHttp')
    effects.exit('literalAutolink')
    return ok(code)
  }
  return start
}

const address: Construct = { name: 'address', tokenize }

/** Bare web addresses, by the rule of `address.ts`. */
export const addressSyntax: SyntaxExtension = {
  text: { 72: address, 87: address, 104: address, 119: address },
}

const isParent = (node: Nodes): node is Parents => 'children' in node

function linked(node: Text): (Text | Link)[] {
  const { value } = node
  const addresses = addressesIn(value)
  if (addresses.length === 0) return [node]
  const nodes: (Text | Link)[] = []
  let done = 0
  for (const { start, end, url } of addresses) {
    if (start > done) nodes.push({ type: 'text', value: value.slice(done, start) })
    const children: Text[] = [{ type: 'text', value: value.slice(start, end) }]
    nodes.push({ type: 'link', url, title: null, children })
    done = end
  }
  if (done < value.length) nodes.push({ type: 'text', value: value.slice(done) })
  return nodes
}

/** Links the addresses that were left alone for a bracket before them that became no link. */
export function linkAddresses(tree: Root): Root {
  const walk = (node: Parents): void => {
    for (const child of node.children)
      if (isParent(child) && child.type !== 'link' && child.type !== 'linkReference') walk(child)
    if (!node.children.some((child) => child.type === 'text' && MAY_HOLD.test(child.value))) return
    // The cast: a link may stand wherever a text does, outside of other links.
    node.children = node.children.flatMap((child): Nodes[] =>
      child.type === 'text' ? linked(child) : [child],
    ) as typeof node.children
  }
  walk(tree)
  return tree
}
const MAY_HOLD = /:\/\/|www\.|@/i
