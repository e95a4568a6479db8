import type { Bus } from '@frontdesk/bus'
import type { Line } from '@frontdesk/line'
import type { Clock } from '@frontdesk/process/clock'
import type { Log } from '@frontdesk/process/log'
import type { Records } from '@frontdesk/records'
import { type TwilioAccount, twilioClient } from '@frontdesk/twilio'
import { twilioControl } from './carrier/twilio/twilio-rest.ts'
import { type Gateway, startGateway } from './gateway.ts'
import { openaiRealtime } from './model/openai-realtime/openai-realtime.ts'
import { prepareCall } from './session/run-call.ts'
import { clipShelf } from './session/running/clip-shelf.ts'
import type { SessionSettings } from './session/settings.ts'
import type { GatewaySettings } from './settings.ts'

export interface VoiceGatewayOptions {
  /** 0 lets the system choose. */
  readonly port: number
  readonly host: string
  /** What Twilio knows us by, e.g. `https://voice.example.com`; absent when a carrier of this machine reaches `host` itself. */
  readonly publicUrl?: string
  /** Names this instance. Kept over a restart it finds its own calls again at once; no two instances may share one. */
  readonly gatewayId: string
  /** By the number that is answered. */
  readonly lines: ReadonlyMap<string, Line>
  readonly twilio: TwilioAccount
  readonly model: {
    readonly apiKey: string
    /** `http(s)://…/v1`; the socket is at the same address with `ws(s)`, path `/realtime`. */
    readonly baseUrl: string
    readonly model: string
    readonly transcriptionModel: string
  }
  readonly bus: Bus
  readonly records: Records
  readonly clock: Clock
  readonly log: Log
  /** Who bears it may read `/metrics`; without it they are shown to this machine only. */
  readonly metricsToken?: string
  readonly settings?: Partial<GatewaySettings> & { readonly session?: Partial<SessionSettings> }
}

/**
 * Answers the lines' numbers. Resolves when webhooks and media sockets are served; disposing drains: no new calls, running
 * conversations end here and go on wherever the carrier is answered next.
 */
export function startVoiceGateway(options: VoiceGatewayOptions): Promise<Gateway> {
  const { twilio, bus, records, clock, log } = options
  const { session, ...settings } = options.settings ?? {}
  const model = openaiRealtime({ ...options.model, clock, log })
  const clips = clipShelf(model.model)
  const ports = { model, bus, journal: records.journal, clock, log, clips }
  return startGateway({
    ...options,
    settings,
    authToken: twilio.authToken,
    control: twilioControl(twilioClient(twilio)),
    prepare: (facts, { turn, noted }) =>
      prepareCall(facts, {
        ...ports,
        onTurn: turn,
        onNoted: noted,
        ...(session === undefined ? {} : { settings: session }),
      }),
  })
}
