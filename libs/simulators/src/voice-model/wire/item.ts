/** Items as the server shows them. */
export type Part =
  | { readonly type: 'input_text'; readonly text: string }
  | { readonly type: 'input_audio'; readonly transcript: string | null; readonly audio?: string }
  | { readonly type: 'input_image'; readonly image_url: string }
  | { readonly type: 'output_text'; readonly text: string }
  | { readonly type: 'output_audio'; readonly transcript?: string; readonly audio?: string }

interface Common {
  readonly id: string
  readonly object: 'realtime.item'
  readonly status: 'completed' | 'incomplete' | 'in_progress'
}

export interface MessageItem extends Common {
  readonly type: 'message'
  readonly role: 'system' | 'user' | 'assistant'
  readonly content: readonly Part[]
}

export interface CallItem extends Common {
  readonly type: 'function_call'
  readonly call_id: string
  readonly name: string
  readonly arguments: string
}

export interface CallOutputItem extends Common {
  readonly type: 'function_call_output'
  readonly call_id: string
  readonly output: string
}

export type Item = MessageItem | CallItem | CallOutputItem
