import type { Bus } from '@frontdesk/bus'
import type { Line } from '@frontdesk/line'
import type { Clock } from '@frontdesk/process/clock'
import type { Log } from '@frontdesk/process/log'
import type { Records } from '@frontdesk/records'
import { type TwilioAccount, twilioClient } from '@frontdesk/twilio'
import { twilioControl } from './carrier/twilio/twilio-rest.ts'
import { putThisThreadFirst } from './first-thread.ts'
import { type Gateway, startGateway } from './gateway.ts'
import { openaiRealtime } from './model/openai-realtime/openai-realtime.ts'
import { prepareCall } from './session/run-call.ts'
import { clipShelf } from './session/running/clip-shelf.ts'
import { discreet } from './session/running/discreet-journal.ts'
import { togetherEveryMs } from './session/running/journal-writer.ts'
import { makeClips } from './session/running/make-clips.ts'
import type { SessionSettings } from './session/settings.ts'
import { warmUp } from './session/warm-up.ts'
import type { GatewaySettings } from './settings.ts'
import { ticker } from './ticker.ts'

export interface VoiceGatewayOptions {
  /** 0 lets the system choose. */
  readonly port: number
  readonly host: string
  /** What Twilio knows us by, e.g. `https://voice.example.com`; absent when a carrier of this machine reaches `host` itself. */
  readonly publicUrl?: string
  /**
   * Names this instance; no two may share a name. One that is kept over a restart finds its own calls again at once, another
   * when their heartbeats are old.
   */
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
  /** Has "one moment, please" spoken in every line's voice at the start, rather than in the first call in each. */
  readonly makesClipsFirst?: boolean
  readonly settings?: Partial<GatewaySettings> & { readonly session?: Partial<SessionSettings> }
}

/**
 * Answers the lines' numbers. Resolves when webhooks and media sockets are served; disposing drains: no new calls, running
 * conversations end here and go on wherever the carrier is answered next.
 */
export async function startVoiceGateway(options: VoiceGatewayOptions): Promise<Gateway> {
  warmUp()
  putThisThreadFirst()
  const { twilio, bus, records, clock, log, lines } = options
  const { session, ...settings } = options.settings ?? {}
  const model = openaiRealtime({ ...options.model, clock, log })
  const clips = clipShelf(model.model)
  const together = ticker(clock, togetherEveryMs)
  const ports = { model, bus, journal: records.journal, clock, log, clips, together }
  const gateway = await startGateway({
    ...options,
    settings,
    authToken: twilio.authToken,
    control: twilioControl(twilioClient(twilio)),
    prepare: (facts, { turn, noted, stopRecording }) =>
      prepareCall(facts, {
        ...ports,
        journal: discreet(records.journal, facts.disclosure?.words ?? true),
        stopRecording,
        onTurn: turn,
        onNoted: noted,
        ...(session === undefined ? {} : { settings: session }),
      }),
  })
  if (options.makesClipsFirst !== true) return gateway
  const leaving = new AbortController()
  const making = makeClips([...lines.values()], { model, clips, clock, log, signal: leaving.signal })
  return {
    ...gateway,
    [Symbol.asyncDispose]: async () => {
      leaving.abort()
      await Promise.all([making, gateway[Symbol.asyncDispose]()])
    },
  }
}
