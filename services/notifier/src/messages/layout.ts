import type { Block, Markdown, Message } from '../message.ts'

/** What every message tells, in this order. */
export interface Told {
  readonly kind: Message['kind']
  readonly about: readonly string[]
  readonly channel: string
  readonly headline: string
  /** Label and value; the value is anybody's words. */
  readonly fields: readonly (readonly [string, string])[]
  readonly reason?: string
  readonly next: string
  readonly callId: string
}

/** Slack's limits, in characters of what is sent. Longer texts are cut by us, with a sign that they are. */
const limits = { header: 150, field: 2_000, section: 3_000, context: 2_000, text: 4_000 } as const

export function layOut({ kind, about, channel, headline, fields, reason, next, callId }: Told): Message {
  const blocks: Block[] = [
    { type: 'header', text: { type: 'plain_text', text: cut(headline, limits.header) } },
    { type: 'section', fields: fields.map(([label, value]) => markdown(`*${label}*\n`, value, limits.field)) },
    ...(reason === undefined ? [] : [section('*Why*\n', reason)]),
    section('*What happens next*\n', next),
    { type: 'context', elements: [markdown('Call ', callId, limits.context)] },
  ]
  const text = [headline, ...fields.map(([label, value]) => `${label}: ${value}`), ...(reason ? [reason] : []), next]
  return { kind, about, channel, text: escaped(text.join(' · '), limits.text), blocks }
}

const section = (label: string, value: string): Block => ({
  type: 'section',
  text: markdown(label, value, limits.section),
})

/** `label` is ours, `value` is not. */
const markdown = (label: string, value: string, limit: number): Markdown => ({
  type: 'mrkdwn',
  text: label + escaped(value, limit - label.length),
})

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/**
 * Anybody's words as Slack shows them literally: no mention, no link, no `<!channel>`. Cut so that no entity is torn.
 * https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
export function escaped(words: string, limit: number): string {
  const pieces = [...words].map((character) => entities[character] ?? character)
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
  if (length <= limit) return pieces.join('')
  let kept = ''
  for (const piece of pieces) {
    if (kept.length + piece.length > limit - 1) break
    kept += piece
  }
  return `${kept}…`
}

const cut = (words: string, limit: number): string => {
  const characters = [...words]
  while (characters.join('').length > limit) characters.splice(-2, 2, '…')
  return characters.join('')
}
