/** A message to a business's staff, as Slack shows it: https://docs.slack.dev/reference/block-kit/blocks */
export interface Message {
  readonly kind: 'transfer' | 'callback' | 'overdue' | 'failure' | 'unresolved' | 'flagged'
  /** What it is about, within its call: two messages about the same are one. */
  readonly about: readonly string[]
  readonly channel: string
  /** Shown where blocks are not: in notifications, to screen readers. Escaped. */
  readonly text: string
  readonly blocks: readonly Block[]
}

export type Block =
  | { readonly type: 'header'; readonly text: { readonly type: 'plain_text'; readonly text: string } }
  | { readonly type: 'section'; readonly fields: Markdown[] }
  | { readonly type: 'section'; readonly text: Markdown }
  | { readonly type: 'context'; readonly elements: Markdown[] }

export interface Markdown {
  readonly type: 'mrkdwn'
  readonly text: string
}
