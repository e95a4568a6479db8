/**
 * The filter language of a subscription, over attributes only: `attributes.k = "v"`, `!=`, `attributes:k`,
 * `hasPrefix(attributes.k, "v")`, joined by `AND`, `OR`, `NOT` and brackets. https://cloud.google.com/pubsub/docs/subscription-message-filter
 */
export type Matches = (attributes: Readonly<Record<string, string>>) => boolean

export class FilterSyntaxError extends Error {
  override readonly name = 'FilterSyntaxError'
}

const longestFilter = 256
const token = /\s*(?:(?<text>"(?:[^"\\]|\\.)*")|(?<word>[A-Za-z_][\w-]*)|(?<sign>!=|[().,:=]))/y

interface Token {
  readonly kind: 'text' | 'word' | 'sign'
  readonly value: string
}

/** @throws FilterSyntaxError when it is too long or not of the language */
export function parseFilter(filter: string): Matches {
  if (filter === '') return () => true
  if (filter.length > longestFilter) throw new FilterSyntaxError(`a filter has at most ${longestFilter} characters`)
  return new Parser(tokensOf(filter)).whole()
}

function tokensOf(filter: string): Token[] {
  const tokens: Token[] = []
  const end = filter.trimEnd().length
  for (token.lastIndex = 0; token.lastIndex < end; ) {
    const at = token.lastIndex
    const { text, word, sign } = token.exec(filter)?.groups ?? {}
    if (text !== undefined) tokens.push({ kind: 'text', value: text.slice(1, -1).replace(/\\(.)/g, '$1') })
    else if (word !== undefined) tokens.push({ kind: 'word', value: word })
    else if (sign !== undefined) tokens.push({ kind: 'sign', value: sign })
    else throw new FilterSyntaxError(`not of the language at character ${at + 1}`)
  }
  return tokens
}

class Parser {
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  whole(): Matches {
    const matches = this.#either()
    if (this.#at < this.#tokens.length) throw new FilterSyntaxError(`nothing may follow here: ${this.#here()}`)
    return matches
  }

  #either(): Matches {
    const alternatives = [this.#both()]
    while (this.#takes('OR')) alternatives.push(this.#both())
    return (attributes) => alternatives.some((matches) => matches(attributes))
  }

  #both(): Matches {
    const parts = [this.#one()]
    while (this.#takes('AND')) parts.push(this.#one())
    return (attributes) => parts.every((matches) => matches(attributes))
  }

  #one(): Matches {
    if (this.#takes('NOT')) {
      const matches = this.#one()
      return (attributes) => !matches(attributes)
    }
    if (this.#takes('(')) {
      const matches = this.#either()
      this.#needs(')')
      return matches
    }
    return this.#takes('hasPrefix') ? this.#prefix() : this.#comparison()
  }

  #prefix(): Matches {
    this.#needs('(')
    this.#needs('attributes')
    this.#needs('.')
    const key = this.#key()
    this.#needs(',')
    const prefix = this.#text()
    this.#needs(')')
    return (attributes) => attributes[key]?.startsWith(prefix) === true
  }

  #comparison(): Matches {
    this.#needs('attributes')
    if (this.#takes(':')) {
      const key = this.#key()
      return (attributes) => key in attributes
    }
    this.#needs('.')
    const key = this.#key()
    if (this.#takes('!=')) {
      const unwanted = this.#text()
      return (attributes) => attributes[key] !== unwanted
    }
    this.#needs('=')
    const wanted = this.#text()
    return (attributes) => attributes[key] === wanted
  }

  #takes(value: string): boolean {
    const next = this.#tokens[this.#at]
    if (next === undefined || next.kind === 'text' || next.value !== value) return false
    this.#at++
    return true
  }

  #needs(value: string): void {
    if (!this.#takes(value)) throw new FilterSyntaxError(`${value} is missing before ${this.#here()}`)
  }

  #key(): string {
    const next = this.#tokens[this.#at++]
    if (next === undefined || next.kind === 'sign') throw new FilterSyntaxError('the name of an attribute is missing')
    return next.value
  }

  #text(): string {
    const next = this.#tokens[this.#at++]
    if (next?.kind !== 'text') throw new FilterSyntaxError('a value in double quotes is missing')
    return next.value
  }

  #here(): string {
    return this.#tokens[this.#at]?.value ?? 'the end'
  }
}
