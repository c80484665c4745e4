import type { HLJSApi, LanguageFn } from 'highlight.js'
import core from 'highlight.js/lib/core'
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

/** Collects tokens instead of HTML. */
class TokenEmitter {
  tokens: Token[] = []
  readonly #scopes: string[] = []

  /** highlight.js hands this to the emitters of embedded languages. */
  readonly options: unknown

  constructor(options: unknown) {
    this.options = options
  }

  addText(text: string): void {
    if (text === '') return
    const scope = this.#scopes.at(-1)?.split('.')[0] ?? null
    const last = this.tokens.at(-1)
    if (last && last.scope === scope) last.text += text
    else this.tokens.push({ scope, text })
  }
  startScope(name: string): void {
    this.#scopes.push(name)
  }
  endScope(): void {
    this.#scopes.pop()
  }
  openNode(name: string): void {
    this.startScope(name)
  }
  closeNode(): void {
    this.endScope()
  }
  __addSublanguage(emitter: TokenEmitter): void {
    this.tokens.push(...emitter.tokens)
  }
  finalize(): void {}
  toHTML(): string {
    return ''
  }
}

const hljs: HLJSApi = core.newInstance()
for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language)
hljs.configure({ __emitter: TokenEmitter })

/** The code as tokens; null where the language is not one of ours. */
export function highlight(code: string, language: string): Token[] | null {
  if (!hljs.getLanguage(language)) return null
  // The emitter is the one configured above.
  const { _emitter } = hljs.highlight(code, { language, ignoreIllegals: true })
  return (_emitter as unknown as TokenEmitter).tokens
}
