import { checkEngines, checkPush, engineSettings, pushSettings } from '@frontdesk/engines/env'
import { readEnv, type Source } from '@frontdesk/process/env'
import { refuseSimulated, settings } from '@frontdesk/process/settings'
import { z } from 'zod'

const { PORT, LISTEN_HOST, LINES_DIR, LOG_LEVEL, SLACK_BOT_TOKEN, SLACK_API_URL } = settings

const schema = z.object({
  ...{ PORT, LISTEN_HOST, LINES_DIR, LOG_LEVEL, SLACK_BOT_TOKEN, SLACK_API_URL },
  ...engineSettings,
  ...pushSettings,
})

/** Every setting of the notifier as a process of its own. @throws EnvironmentFault with all faults at once */
export const notifierEnv = (source?: Source) =>
  readEnv(schema, source, (given, fault) => {
    checkEngines(given, ['bus', 'records'], fault)
    checkPush(given, fault)
    refuseSimulated(given, ['SLACK_API_URL'], fault)
  })

export type NotifierEnv = ReturnType<typeof notifierEnv>
