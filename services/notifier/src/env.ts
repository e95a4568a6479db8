import { readEnv } from '@frontdesk/process/env'
import { settings } from '@frontdesk/process/settings'
import { z } from 'zod'

const { DATA_DIR, LINES_DIR, LOG_LEVEL, NODE_ENV, SLACK_BOT_TOKEN, SLACK_API_URL } = settings

const schema = z
  .object({ DATA_DIR, LINES_DIR, LOG_LEVEL, NODE_ENV, SLACK_BOT_TOKEN, SLACK_API_URL })
  .superRefine((env, context) => {
    if (env.NODE_ENV !== 'production' || env.SLACK_API_URL.startsWith('https://')) return
    const message = 'because NODE_ENV is production, it must be an https address: nothing may be simulated'
    context.addIssue({ code: 'custom', path: ['SLACK_API_URL'], message })
  })

/** Every setting of the notifier as a process of its own. @throws EnvironmentFault with all faults at once */
export const notifierEnv = () => readEnv(schema)
export type NotifierEnv = ReturnType<typeof notifierEnv>
