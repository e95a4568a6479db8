import { z } from 'zod'

/**
 * Where the contract suite finds Pub/Sub: whatever these two name, whoever made it: Google's emulator, another's, or ours. Without
 * them each test file starts ours.
 */
export const env = z
  .object({ PUBSUB_EMULATOR_HOST: z.string().optional(), PUBSUB_PROJECT_ID: z.string().default('frontdesk-test') })
  .parse(process.env)
