import { z } from 'zod'

/** What the processes of the benchmark tell each other. */

/** `meantAfterMs`: so much voice of the caller stops the agent. */
const servedSchema = z.object({
  ...{ url: z.string(), authToken: z.string(), number: z.string() },
  meantAfterMs: z.number(),
})
export type Served = z.infer<typeof servedSchema>

export const runSchema = z.object({
  target: servedSchema,
  calls: z.number(),
  seconds: z.number(),
})
export type Run = z.infer<typeof runSchema>

export const directionSchema = z.object({
  ...{ sent: z.number(), lost: z.number(), duplicated: z.number(), reordered: z.number() },
  ...{ p50Ms: z.number(), p99Ms: z.number(), maxMs: z.number() },
})
export type Direction = z.infer<typeof directionSchema>

/** `clearMs`: from the caller's first loud frame to `clear`. `behindMeantMs`: from the frame with which the objection was meant. */
export const interruptionSchema = z.object({ clearMs: z.number(), behindMeantMs: z.number().nullable() })
export type Interruption = z.infer<typeof interruptionSchema>

/** `measuring`: all calls are up and the window begins; `measured`: it is over. Calls are up for as long as the load is there. */
export const fromLoadSchema = z.discriminatedUnion('is', [
  z.object({ is: z.literal('ready'), modelUrl: z.string() }),
  z.object({ is: z.literal('measuring') }),
  z.object({ is: z.literal('measured') }),
  z.object({
    is: z.literal('result'),
    toModel: directionSchema,
    toCaller: directionSchema,
    interruptions: z.array(interruptionSchema),
    /** How busy the load's own core was, 0 to 1: near 1 it measures itself. */
    busy: z.number(),
  }),
])
export type FromLoad = z.infer<typeof fromLoadSchema>

export const serveSchema = z.object({ modelUrl: z.string() })

export const fromServerSchema = z.discriminatedUnion('is', [
  servedSchema.extend({ is: z.literal('serving') }),
  z.object({
    is: z.literal('usage'),
    cpuMs: z.number(),
    rssBytes: z.number(),
    heapBytes: z.number(),
    /** What the process waits for, by kind: sockets, timers. */
    resources: z.record(z.string(), z.number()),
  }),
])
export type FromServer = z.infer<typeof fromServerSchema>
