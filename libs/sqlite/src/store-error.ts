import type { WireError } from './protocol.ts'

/** What a store's method threw, brought over from its thread: `name` and `code` are the original's. */
export class StoreFailure extends Error {
  readonly code: string | undefined

  constructor(from: WireError) {
    super(from.message)
    this.name = from.name
    this.code = from.code
  }
}

/** The store is closed, or its thread died. Whether a call that was under way took effect is not known. */
export class StoreGone extends Error {
  override readonly name = 'StoreGone'

  constructor(file: string, why: string) {
    super(`the store in ${file} answers no more: ${why}`)
  }
}

/** More calls wait for the disk than may. The call was not made. */
export class StoreOverloaded extends Error {
  override readonly name = 'StoreOverloaded'

  constructor(pending: number) {
    super(`${pending} calls wait for the disk already; the disk is too slow, or stuck`)
  }
}

export function toWire(thrown: unknown): WireError {
  if (!(thrown instanceof Error)) return { name: 'Error', message: 'a store threw what is not an Error' }
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined
  return { name: thrown.name, message: thrown.message, ...(code === undefined ? {} : { code }) }
}

export const fromWire = (error: WireError): StoreFailure => new StoreFailure(error)
