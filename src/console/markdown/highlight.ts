import type { Element, RootContent } from 'hast'
import type { LanguageFn } from 'highlight.js'
import bash from 'highlight.js/lib/languages/bash'
import c from 'highlight.js/lib/languages/c'
import css from 'highlight.js/lib/languages/css'
import diff from 'highlight.js/lib/languages/diff'
import go from 'highlight.js/lib/languages/go'
import java from 'highlight.js/lib/languages/java'
import javascript from 'highlight.js/lib/languages/javascript'
import json from 'highlight.js/lib/languages/json'
import python from 'highlight.js/lib/languages/python'
import rust from 'highlight.js/lib/languages/rust'
import sql from 'highlight.js/lib/languages/sql'
import typescript from 'highlight.js/lib/languages/typescript'
import xml from 'highlight.js/lib/languages/xml'
import yaml from 'highlight.js/lib/languages/yaml'
import { createLowlight } from 'lowlight'

const languages: Record<string, LanguageFn> = {
  bash,
  c,
  css,
  diff,
  go,
  java,
  javascript,
  json,
  python,
  rust,
  sql,
  typescript,
  xml,
  yaml,
}

/** A stretch of code and what it is: `keyword`, `string`… */
export interface Token {
  scope: string | null
  text: string
}

/** Code of more tokens stays plain: each is an element, and all come at once. */
const MAX_TOKENS = 8_000

const lowlight = createLowlight(languages)

/** The code as tokens; null where the language is not one of ours, or where they are too many. */
export function highlight(code: string, language: string): Token[] | null {
  if (!lowlight.registered(language)) return null
  const tokens: Token[] = []
  collect(lowlight.highlight(language, code).children, null, tokens)
  return tokens.length > MAX_TOKENS ? null : tokens
}

/** Flattens the tree of an embedded language too: what lies in a scope has the innermost one. */
const collect = (nodes: readonly RootContent[], scope: string | null, tokens: Token[]): void => {
  for (const node of nodes) {
    if (node.type === 'element') collect(node.children, scopeOf(node) ?? scope, tokens)
    else if (node.type === 'text') add(tokens, scope, node.value)
  }
}

const PREFIX = 'hljs-'

/** The first class is the scope, others narrow it. That of an embedded language is its name, without prefix. */
const scopeOf = ({ properties: { className } }: Element): string | undefined => {
  const [first = ''] = Array.isArray(className) ? className.map(String) : []
  return first.startsWith(PREFIX) ? first.slice(PREFIX.length) : undefined
}

const add = (tokens: Token[], scope: string | null, text: string): void => {
  const last = tokens.at(-1)
  if (last && last.scope === scope) last.text += text
  else tokens.push({ scope, text })
}
