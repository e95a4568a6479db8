/** What a model finds in its conversation, in order. It is all that the receptionist knows besides its instructions. */
export type Happening =
  /** `null`: there was sound, and nobody could make out words. */
  | { readonly kind: 'caller-said'; readonly text: string | null }
  /** `null`: something was said, and the words are gone (the item was truncated). */
  | { readonly kind: 'agent-said'; readonly text: string | null }
  | { readonly kind: 'tool-asked'; readonly callId: string; readonly tool: string; readonly argumentsJson?: string }
  | { readonly kind: 'tool-answered'; readonly callId: string; readonly tool: string; readonly output: string }
  /** It said that something was done, and is told that it was not. */
  | { readonly kind: 'put-right' }
  /** The call was under way before this session: no second greeting. */
  | { readonly kind: 'resumed' }
