import { readEnv } from '@frontdesk/process/env'
import { settings, text } from '@frontdesk/process/settings'
import { z } from 'zod'

const { PORT, PUBLIC_URL, DATA_DIR, LINES_DIR, LOG_LEVEL, NODE_ENV } = settings
const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_API_URL, OPENAI_API_KEY, OPENAI_BASE_URL, REALTIME_MODEL } =
  settings

const schema = z
  .object({
    ...{ PORT, PUBLIC_URL, DATA_DIR, LINES_DIR, LOG_LEVEL, NODE_ENV },
    ...{ TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_API_URL, OPENAI_API_KEY, OPENAI_BASE_URL, REALTIME_MODEL },
    METRICS_TOKEN: settings.METRICS_TOKEN.optional(),
    GATEWAY_ID: text('a name for this instance, which no other has', 'gateway-1').default('gateway-1'),
  })
  .superRefine((env, context) => {
    if (env.NODE_ENV !== 'production') return
    for (const name of ['PUBLIC_URL', 'TWILIO_API_URL', 'OPENAI_BASE_URL'] as const) {
      if (env[name].startsWith('https://')) continue
      const message = 'because NODE_ENV is production, it must be an https address: nothing may be simulated'
      context.addIssue({ code: 'custom', path: [name], message })
    }
  })

/** Every setting of a voice gateway that runs as a process of its own. @throws EnvironmentFault with all faults at once */
export const voiceGatewayEnv = (source?: Readonly<Record<string, string | undefined>>) => readEnv(schema, source)
export type VoiceGatewayEnv = ReturnType<typeof voiceGatewayEnv>
