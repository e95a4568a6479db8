import { checkEngines, engineSettings } from '@frontdesk/engines/env'
import { readEnv, type Source } from '@frontdesk/process/env'
import { refuseSimulated, settings } from '@frontdesk/process/settings'
import { z } from 'zod'
import { dashboardSettings } from './settings.ts'

const { PORT, LISTEN_HOST, PUBLIC_URL, LINES_DIR, LOG_LEVEL, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_API_URL } =
  settings

const schema = z.object({
  ...{ PORT, LISTEN_HOST, PUBLIC_URL, LINES_DIR, LOG_LEVEL, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_API_URL },
  ...engineSettings,
  ...dashboardSettings,
})

/** Every setting of a dashboard that runs as a process of its own. `PUBLIC_URL` is the gateway's. @throws EnvironmentFault with all faults at once */
export const dashboardEnv = (source?: Source) =>
  readEnv(schema, source, (given, fault) => {
    checkEngines(given, ['records'], fault)
    refuseSimulated(given, ['PUBLIC_URL', 'DASHBOARD_URL', 'TWILIO_API_URL'], fault)
  })

export type DashboardEnv = ReturnType<typeof dashboardEnv>
