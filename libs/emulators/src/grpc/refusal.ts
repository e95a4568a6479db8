import type { status } from '@grpc/grpc-js'

/** An answer that is an error of the wire: one of gRPC's codes, and words for whoever reads it. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: status

  constructor(code: status, message: string) {
    super(message)
    this.code = code
  }
}
