// What the opener and its thread say to each other. Both come from one checkout, so neither side doubts the other.

export interface Hello {
  readonly module: string
  readonly file: string
}

export interface Call {
  readonly id: number
  readonly method: string
  readonly args: readonly unknown[]
}

export type Request = { readonly kind: 'calls'; readonly calls: readonly Call[] } | { readonly kind: 'close' }

export interface WireError {
  readonly name: string
  readonly message: string
  readonly code?: string
}

export type Reply =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly error: WireError }

export type Report =
  | { readonly kind: 'ready'; readonly methods: readonly string[] }
  | { readonly kind: 'unopened'; readonly error: WireError }
  | { readonly kind: 'done'; readonly replies: readonly Reply[] }
