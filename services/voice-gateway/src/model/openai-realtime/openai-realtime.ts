import type { Clock } from '@frontdesk/process/clock'
import type { Log } from '@frontdesk/process/log'
import type { ModelConfig, ModelEvent, ModelSession, VoiceModel } from '../voice-model.ts'
import { RealtimeSession } from './realtime-session.ts'
import { defaultLimits, type SocketLimits } from './realtime-socket.ts'

export interface OpenAiRealtimeOptions {
  readonly apiKey: string
  /** `http(s)://…/v1`: the socket is at the same address with `ws(s)`, path `/realtime`. */
  readonly baseUrl: string
  readonly model: string
  readonly transcriptionModel: string
  readonly clock: Pick<Clock, 'after' | 'monotonicMs'>
  readonly log: Log
  readonly limits?: Partial<SocketLimits>
}

/** Voice by OpenAI's Realtime API. @throws TypeError when `baseUrl` is none */
export function openaiRealtime(options: OpenAiRealtimeOptions): VoiceModel {
  const url = realtimeUrl(options.baseUrl, options.model)
  const wiring = { ...options, url, limits: { ...defaultLimits, ...options.limits } }
  return {
    model: options.model,
    capabilities: { turnOwner: 'client', unsay: 'truncate', aside: true },
    open: (config: ModelConfig, listener: (event: ModelEvent) => void): ModelSession =>
      new RealtimeSession(wiring, config, listener),
  }
}

export function realtimeUrl(baseUrl: string, model: string): string {
  const url = new URL(baseUrl)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new TypeError(`the model's base URL must begin with http:// or https://, not ${url.protocol}//`)
  }
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/realtime`
  url.searchParams.set('model', model)
  return url.href
}
