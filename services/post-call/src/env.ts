import { checkEngines, checkPush, engineSettings, pushSettings } from '@frontdesk/engines/env'
import { readEnv, type Source } from '@frontdesk/process/env'
import { refuseSimulated, settings, text } from '@frontdesk/process/settings'
import { z } from 'zod'

const { PORT, LISTEN_HOST, LINES_DIR, LOG_LEVEL, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_API_URL } = settings
const { OPENAI_API_KEY, OPENAI_BASE_URL, LANGFUSE_PUBLIC_KEY, LANGFUSE_SECRET_KEY, LANGFUSE_BASE_URL } = settings

const schema = z.object({
  ...{ PORT, LISTEN_HOST, LINES_DIR, LOG_LEVEL, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_API_URL },
  ...engineSettings,
  ...pushSettings,
  ...{ OPENAI_API_KEY, OPENAI_BASE_URL, LANGFUSE_BASE_URL },
  LANGFUSE_PUBLIC_KEY: LANGFUSE_PUBLIC_KEY.optional(),
  LANGFUSE_SECRET_KEY: LANGFUSE_SECRET_KEY.optional(),
  TRANSCRIPTION_MODEL: text("the name of one of OpenAI's transcription models", 'gpt-transcribe').default(
    'gpt-transcribe',
  ),
})

/** Every setting of post-call as a process of its own. @throws EnvironmentFault with all faults at once */
export const postCallEnv = (source?: Source) =>
  readEnv(schema, source, (given, fault) => {
    checkEngines(given, ['bus', 'records', 'recordings'], fault)
    checkPush(given, fault)
    refuseSimulated(given, ['TWILIO_API_URL', 'OPENAI_BASE_URL', 'LANGFUSE_BASE_URL'], fault)
    const { LANGFUSE_PUBLIC_KEY: publicKey, LANGFUSE_SECRET_KEY: secretKey } = given
    if (publicKey !== undefined && secretKey === undefined) fault('LANGFUSE_SECRET_KEY', 'LANGFUSE_PUBLIC_KEY is set')
    if (secretKey !== undefined && publicKey === undefined) fault('LANGFUSE_PUBLIC_KEY', 'LANGFUSE_SECRET_KEY is set')
  })

export type PostCallEnv = ReturnType<typeof postCallEnv>
