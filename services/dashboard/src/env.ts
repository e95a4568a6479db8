import { readEnv } from '@frontdesk/process/env'
import { settings } from '@frontdesk/process/settings'
import { z } from 'zod'
import { dashboardSettings } from './settings.ts'

const { PORT, PUBLIC_URL, DATA_DIR, LINES_DIR, LOG_LEVEL, NODE_ENV } = settings
const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_API_URL } = settings

const schema = z
  .object({
    ...{ PORT, PUBLIC_URL, DATA_DIR, LINES_DIR, LOG_LEVEL, NODE_ENV },
    ...{ TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_API_URL },
    ...dashboardSettings,
  })
  .superRefine((env, context) => {
    if (env.NODE_ENV !== 'production') return
    for (const name of ['PUBLIC_URL', 'DASHBOARD_URL', 'TWILIO_API_URL'] as const) {
      if (env[name].startsWith('https://')) continue
      const message = 'because NODE_ENV is production, it must be an https address'
      context.addIssue({ code: 'custom', path: [name], message })
    }
  })

/** Every setting of a dashboard that runs as a process of its own. `PUBLIC_URL` is the gateway's. @throws EnvironmentFault with all faults at once */
export const dashboardEnv = (source?: Readonly<Record<string, string | undefined>>) => readEnv(schema, source)
export type DashboardEnv = ReturnType<typeof dashboardEnv>
