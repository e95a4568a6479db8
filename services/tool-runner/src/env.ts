import { checkEngines, engineSettings } from '@frontdesk/engines/env'
import { readEnv, type Source } from '@frontdesk/process/env'
import { refuseSimulated, settings } from '@frontdesk/process/settings'
import { z } from 'zod'
import { GOOGLE_API_URL } from './vendors/google-calendar.ts'

const { PORT, LISTEN_HOST, LINES_DIR, LOG_LEVEL, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_API_URL } = settings

const schema = z.object({
  ...{ PORT, LISTEN_HOST, LINES_DIR, LOG_LEVEL, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_API_URL },
  ...engineSettings,
  /** Missing: Google itself, with Application Default Credentials. */
  GOOGLE_CALENDAR_API_URL: settings.GOOGLE_CALENDAR_API_URL.unwrap().optional(),
  HUBSPOT_ACCESS_TOKEN: settings.HUBSPOT_ACCESS_TOKEN,
  HUBSPOT_API_URL: settings.HUBSPOT_API_URL,
  /** Missing: a key from Twilio's auth token. */
  SLOT_SECRET: settings.SLOT_SECRET.optional(),
})

/** Every setting of a tool runner as a process of its own. @throws EnvironmentFault with all faults at once */
export const toolRunnerEnv = (source?: Source) =>
  readEnv(schema, source, (given, fault) => {
    checkEngines(given, ['bus', 'records'], fault)
    refuseSimulated(given, ['HUBSPOT_API_URL', 'TWILIO_API_URL'], fault)
    const { NODE_ENV, GOOGLE_CALENDAR_API_URL: apiUrl = GOOGLE_API_URL } = given
    // Any other address gets a made-up credential: it can only be a simulator.
    if (NODE_ENV === 'production' && apiUrl !== GOOGLE_API_URL)
      fault('GOOGLE_CALENDAR_API_URL', 'NODE_ENV is production: the calendar must be the real one')
  })

export type ToolRunnerEnv = ReturnType<typeof toolRunnerEnv>
