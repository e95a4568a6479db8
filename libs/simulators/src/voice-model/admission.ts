import type { IncomingMessage } from 'node:http'
import { ApiError, invalidValue } from './api-error.ts'
import { realtimeModels } from './models.ts'

export interface Refusal {
  readonly status: number
  readonly error: ApiError
}

export type Admission = { readonly ok: true; readonly model: string } | ({ readonly ok: false } & Refusal)

/** Where a request goes; nowhere, when its target is nonsense. */
export const addressOf = (request: IncomingMessage): URL =>
  URL.parse(request.url ?? '/', 'http://simulator') ?? new URL('http://simulator')

/** Who may open a session, and with what. */
export function admit(request: IncomingMessage, apiKey: string | undefined): Admission {
  const { pathname, searchParams } = addressOf(request)
  if (pathname !== '/v1/realtime') return refuse(404, new ApiError('not_found', `There is no socket at ${pathname}.`))
  const denied = authorize(request, apiKey)
  if (denied) return { ok: false, ...denied }
  if (request.headers['openai-beta'] !== undefined) {
    return refuse(400, new ApiError('beta_api_shape_disabled', 'The beta of the Realtime API has been removed.'))
  }
  const given = ['model', 'intent', 'call_id'].filter((name) => searchParams.has(name))
  if (given.length !== 1) {
    return refuse(400, invalidValue("Exactly one of 'model', 'intent' and 'call_id' must be given.", 'model'))
  }
  if (given[0] !== 'model') return refuse(400, invalidValue(`This simulator knows no '${given[0]}'.`, given[0] ?? ''))
  const model = searchParams.get('model') ?? ''
  if (!Object.hasOwn(realtimeModels, model)) return refuse(404, noSuchModel(model))
  return { ok: true, model }
}

/** Undefined when the key is right. Without a key of our own, any will do, but none will not. */
export function authorize(request: IncomingMessage, apiKey: string | undefined): Refusal | undefined {
  const [, key] = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '') ?? []
  if (key !== undefined && (apiKey === undefined || key === apiKey)) return undefined
  const error = new ApiError('invalid_api_key', key ? 'Incorrect API key provided.' : 'You did not provide an API key.')
  return { status: 401, error }
}

export const noSuchModel = (model: string): ApiError =>
  new ApiError('model_not_found', `The model '${model}' does not exist or you do not have access to it.`, 'model')

const refuse = (status: number, error: ApiError): Admission => ({ ok: false, status, error })
