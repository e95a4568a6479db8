import { z } from 'zod'
import { readEnv } from '../env.ts'
import { openLog } from '../log.ts'
import { run } from '../run.ts'
import { settings } from '../settings.ts'

// A program for the tests of `run`: it behaves as BEHAVIOUR says, and tells on standard error how far it came.
const behaviours = ['drain', 'hang', 'fail-to-start', 'fail-to-drain', 'reject', 'stop', 'lose'] as const
const tell = (words: string) => process.stderr.write(`${words}\n`)

await run({
  env: () => readEnv(z.object({ BEHAVIOUR: z.enum(behaviours), LOG_LEVEL: settings.LOG_LEVEL })),
  log: (env) => openLog({ service: 'program', level: env.LOG_LEVEL }),
  graceMs: 300,
  async start({ BEHAVIOUR }, life) {
    if (BEHAVIOUR === 'fail-to-start') throw new Error('lines/dental.yaml: hours: must be a list')
    const alive = setInterval(() => {}, 1_000)
    setImmediate(() => {
      tell(life.isReady() ? 'ready' : 'not ready')
      if (BEHAVIOUR === 'reject') void Promise.reject(new Error('the caller said hush'))
      if (BEHAVIOUR === 'stop') life.stop()
      if (BEHAVIOUR === 'lose') life.lost()
    })
    return {
      async [Symbol.asyncDispose]() {
        tell(life.isReady() ? 'draining, but ready' : 'draining')
        if (BEHAVIOUR === 'hang') await new Promise(() => {})
        if (BEHAVIOUR === 'fail-to-drain') throw new Error('the socket would not close')
        clearInterval(alive)
        tell('drained')
      },
    }
  },
})
