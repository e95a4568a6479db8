import { readEnv } from '@frontdesk/process/env'
import { settings, text } from '@frontdesk/process/settings'
import { z } from 'zod'

const { DATA_DIR, LINES_DIR, LOG_LEVEL, NODE_ENV, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_API_URL } = settings
const { OPENAI_API_KEY, OPENAI_BASE_URL, LANGFUSE_PUBLIC_KEY, LANGFUSE_SECRET_KEY, LANGFUSE_BASE_URL } = settings

const schema = z
  .object({
    ...{ DATA_DIR, LINES_DIR, LOG_LEVEL, NODE_ENV, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_API_URL },
    ...{ OPENAI_API_KEY, OPENAI_BASE_URL, LANGFUSE_BASE_URL },
    LANGFUSE_PUBLIC_KEY: LANGFUSE_PUBLIC_KEY.optional(),
    LANGFUSE_SECRET_KEY: LANGFUSE_SECRET_KEY.optional(),
    TRANSCRIPTION_MODEL: text("the name of one of OpenAI's transcription models", 'gpt-transcribe').default(
      'gpt-transcribe',
    ),
  })
  .superRefine((env, context) => {
    const miss = (name: string, why: string) =>
      context.addIssue({ code: 'custom', path: [name], message: `because ${why}` })
    if (env.LANGFUSE_PUBLIC_KEY !== undefined && env.LANGFUSE_SECRET_KEY === undefined)
      miss('LANGFUSE_SECRET_KEY', 'LANGFUSE_PUBLIC_KEY is set')
    if (env.LANGFUSE_SECRET_KEY !== undefined && env.LANGFUSE_PUBLIC_KEY === undefined)
      miss('LANGFUSE_PUBLIC_KEY', 'LANGFUSE_SECRET_KEY is set')
    if (env.NODE_ENV !== 'production') return
    for (const name of ['TWILIO_API_URL', 'OPENAI_BASE_URL', 'LANGFUSE_BASE_URL'] as const)
      if (!env[name].startsWith('https://'))
        miss(name, 'NODE_ENV is production, it must be an https address: nothing may be simulated')
  })

/** Every setting of post-call as a process of its own. @throws EnvironmentFault with all faults at once */
export const postCallEnv = () => readEnv(schema)
export type PostCallEnv = ReturnType<typeof postCallEnv>
