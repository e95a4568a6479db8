import { checkEngines, engineSettings } from '@frontdesk/engines/env'
import { readEnv, type Source } from '@frontdesk/process/env'
import { refuseSimulated, setting, settings } from '@frontdesk/process/settings'
import { z } from 'zod'
import { instanceName } from './instance-name.ts'

const { PORT, LISTEN_HOST, PUBLIC_URL, LINES_DIR, LOG_LEVEL, MOST_CALLS } = settings
const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_API_URL, OPENAI_API_KEY, OPENAI_BASE_URL, REALTIME_MODEL } =
  settings

const gatewayId = setting(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/), {
  allowed: 'a name of letters, digits, dots and dashes that no other instance has',
  example: 'gateway-eu-1',
})

const schema = z.object({
  ...{ PORT, LISTEN_HOST, PUBLIC_URL, LINES_DIR, LOG_LEVEL, MOST_CALLS },
  ...engineSettings,
  ...{ TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_API_URL, OPENAI_API_KEY, OPENAI_BASE_URL, REALTIME_MODEL },
  METRICS_TOKEN: settings.METRICS_TOKEN.optional(),
  /**
   * Set it only where it is kept over a restart and is no other's: the instance then takes its calls up again at once. Left
   * out, every start has a name of its own, and calls that an instance left behind are found when their heartbeat is 6 s old.
   */
  GATEWAY_ID: gatewayId.default(() => instanceName()),
})

/** Every setting of a voice gateway that runs as a process of its own. @throws EnvironmentFault with all faults at once */
export const voiceGatewayEnv = (source?: Source) =>
  readEnv(schema, source, (given, fault) => {
    checkEngines(given, ['bus', 'records'], fault)
    refuseSimulated(given, ['PUBLIC_URL', 'TWILIO_API_URL', 'OPENAI_BASE_URL'], fault)
  })

export type VoiceGatewayEnv = ReturnType<typeof voiceGatewayEnv>
