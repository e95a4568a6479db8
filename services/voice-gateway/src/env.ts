import { readEnv } from '@frontdesk/process/env'
import { setting, settings } from '@frontdesk/process/settings'
import { z } from 'zod'
import { instanceName } from './instance-name.ts'

const { PORT, PUBLIC_URL, DATA_DIR, LINES_DIR, LOG_LEVEL, NODE_ENV } = settings
const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_API_URL, OPENAI_API_KEY, OPENAI_BASE_URL, REALTIME_MODEL } =
  settings

const gatewayId = setting(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/), {
  allowed: 'a name of letters, digits, dots and dashes that no other instance has',
  example: 'gateway-eu-1',
})

const schema = z
  .object({
    ...{ PORT, PUBLIC_URL, DATA_DIR, LINES_DIR, LOG_LEVEL, NODE_ENV },
    ...{ TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_API_URL, OPENAI_API_KEY, OPENAI_BASE_URL, REALTIME_MODEL },
    METRICS_TOKEN: settings.METRICS_TOKEN.optional(),
    /**
     * Set it only where it is kept over a restart and is no other's: the instance then takes its calls up again at once. Left
     * out, every start has a name of its own, and calls that an instance left behind are found when their heartbeat is 6 s old.
     */
    GATEWAY_ID: gatewayId.default(() => instanceName()),
    MOST_CALLS: settings.MOST_CALLS,
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
