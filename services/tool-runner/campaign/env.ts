import { z } from 'zod'

/** Where Google's engines are, if somebody else runs their emulators. */
export const env = z
  .object({ PUBSUB_EMULATOR_HOST: z.string().optional(), FIRESTORE_EMULATOR_HOST: z.string().optional() })
  .parse(process.env)
