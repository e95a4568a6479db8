import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { z } from 'zod'

export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  /** In the order of the document. */
  readonly children: readonly (XmlElement | string)[]
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
})

const ATTRIBUTES = ':@'
const TEXT = '#text'

const attributesSchema = z.record(z.string(), z.string())
const nodeSchema = z.record(z.string(), z.unknown())

/**
 * The elements at the top of a document.
 * @throws with the place, when it is not well-formed
 */
export function parseXml(text: string): XmlElement[] {
  const valid = XMLValidator.validate(text)
  if (valid !== true) throw new Error(`${valid.err.msg} (line ${valid.err.line}, column ${valid.err.col})`)
  return toNodes(parser.parse(text)).filter((node) => typeof node !== 'string')
}

/** The parser's shape: `{ Name: [children], ':@': {attributes} }`, `{ '#text': … }`, and `?xml`. */
function toNodes(parsed: unknown): (XmlElement | string)[] {
  return z
    .array(nodeSchema)
    .parse(parsed)
    .flatMap((node): (XmlElement | string)[] => {
      const name = Object.keys(node).find((key) => key !== ATTRIBUTES)
      if (name === undefined || name.startsWith('?')) return []
      if (name === TEXT) return [String(node[TEXT])]
      return [{ name, attributes: attributesSchema.parse(node[ATTRIBUTES] ?? {}), children: toNodes(node[name]) }]
    })
}
