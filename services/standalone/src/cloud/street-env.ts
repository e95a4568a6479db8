import { checkEngines, engineSettings } from '@frontdesk/engines/env'
import { readEnv } from '@frontdesk/process/env'
import { settings } from '@frontdesk/process/settings'
import { z } from 'zod'

const { LINES_DIR, LOG_LEVEL } = settings
const schema = z.object({ ...{ LINES_DIR, LOG_LEVEL }, ...engineSettings })

export type StreetEnv = Readonly<z.infer<typeof schema>>

/** @throws EnvironmentFault with every fault at once */
export const streetEnv = (): StreetEnv =>
  readEnv(schema, process.env, (given, fault) => checkEngines(given, ['bus', 'records'], fault))
